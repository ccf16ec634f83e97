"""Dtypes by their short names (`f32`, `i64`, `bool`): widths, kinds, and what they are called elsewhere."""

from __future__ import annotations

# bytes of one element
WIDTH = {
    "bool": 1, "u8": 1, "u16": 2, "u32": 4, "u64": 8, "i8": 1, "i16": 2, "i32": 4, "i64": 8,
    "f16": 2, "bf16": 2, "f32": 4, "f64": 8, "c64": 8, "c128": 16, "key": 8,
}  # fmt: skip

# the same by the names that NumPy, JAX and PyTorch have for them
LONG = {
    "bool_": "bool", "uint8": "u8", "uint16": "u16", "uint32": "u32", "uint64": "u64", "int8": "i8", "int16": "i16",
    "int32": "i32", "int64": "i64", "float16": "f16", "bfloat16": "bf16", "float32": "f32", "float64": "f64",
    "complex64": "c64", "complex128": "c128", "float": "f64", "int": "i64", "complex": "c128", "double": "f64",
    "single": "f32", "half": "f16", "long": "i64", "intp": "i64", "cfloat": "c64", "cdouble": "c128", "float_": "f64",
    "short": "i16", "int_": "i64", "complex_": "c128", "cdouble_": "c128", "f2": "f16", "f4": "f32", "f8": "f64",
    "i1": "i8", "i2": "i16", "i4": "i32", "i8": "i8", "c8": "c64", "c16": "c128", "d": "f64", "f": "f32",
}  # fmt: skip


def short(name: str) -> str | None:
    """The short name of a dtype that is written short or as NumPy, JAX and PyTorch do; None if it is none."""
    return name if name in WIDTH else LONG.get(name)


def kind(dtype: str) -> str:
    """One of `b` (boolean), `i` (integer), `f` (float), `c` (complex), `k` (random key)."""
    if dtype == "bool":
        return "b"
    return {"u": "i", "i": "i", "f": "f", "b": "f", "c": "c", "k": "k"}[dtype[0]]


def real(dtype: str) -> str:
    """The dtype of the parts of complex numbers; another as it is."""
    return {"c64": "f32", "c128": "f64"}.get(dtype, dtype)
