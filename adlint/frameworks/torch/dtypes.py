"""Dtypes as PyTorch names them."""

from __future__ import annotations

from adlint.evaluate.machine import Machine
from adlint.evaluate.values import External, Value
from adlint.shapes.dtypes import kind, short
from adlint.trace import Array

_LONG = {
    "f16": "float16", "bf16": "bfloat16", "f32": "float32", "f64": "float64", "i8": "int8", "i16": "int16",
    "i32": "int32", "i64": "int64", "u8": "uint8", "u16": "uint16", "u32": "uint32", "u64": "uint64", "bool": "bool",
    "c64": "complex64", "c128": "complex128", "key": "int64",
}  # fmt: skip
# names that mean something else in NumPy
_OWN = {"float": "f32", "int": "i32", "half": "f16", "double": "f64", "short": "i16", "long": "i64", "cfloat": "c64",
        "cdouble": "c128", "bfloat16": "bf16"}  # fmt: skip
# old types of tensors, which are dtypes to `x.type(...)`
TYPES = {"FloatTensor": "f32", "DoubleTensor": "f64", "LongTensor": "i64", "IntTensor": "i32", "HalfTensor": "f16",
         "BoolTensor": "bool", "ByteTensor": "u8", "ShortTensor": "i16", "CharTensor": "i8"}  # fmt: skip


def named(dtype: str) -> External:
    """A dtype as a value: `torch.float32`."""
    return External(f"torch.{_LONG[dtype]}")


def known(name: str) -> str | None:
    """The short name of a dtype of PyTorch; None if it is none."""
    return _OWN.get(name) or TYPES.get(name) or short(name)


def dtype_of(m: Machine, value: Value, default: str) -> str:
    """The dtype that an argument names."""
    match value:
        case External(path) if path.startswith("torch."):
            return known(path.rpartition(".")[2]) or default
        case External("builtins.float"):
            return "f64"
        case External("builtins.int"):
            return "i64"
        case External("builtins.bool"):
            return "bool"
        case External(path):
            return short(path.rpartition(".")[2]) or default
        case str():
            return known(value.rpartition(".")[2]) or default
        case Array():
            return value.dtype
        case _:
            return default


def constant(name: str) -> Value | None:
    """What a name of PyTorch is, if it is a dtype or says something of one: `torch.float`, `torch.float32.itemsize`."""
    head, _, last = name.partition(".")
    dtype = known(head)
    if dtype is None or (head not in _OWN and head not in _LONG.values()):
        return None
    if not last:
        return named(dtype)
    return {"is_floating_point": kind(dtype) == "f", "is_complex": kind(dtype) == "c"}.get(last)
