"""What is asked of arrays rather than computed: shapes, dtypes, settings."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Number, Value
from adlint.frameworks.arguments import dtype_from
from adlint.frameworks.numpy.making import Function, array_at, dtype_of, is_plain, number_or_array
from adlint.frameworks.numpy.shaping import shape_at
from adlint.shapes.broadcasting import axes, broadcast
from adlint.shapes.dims import product
from adlint.shapes.dtypes import kind
from adlint.shapes.promotion import promoted
from adlint.trace import Array


def _shape(m: Machine, name: str, given: Given) -> Value:
    return array_at(m, given, 0, "a").shape


def _rank(m: Machine, name: str, given: Given) -> Value:
    return len(array_at(m, given, 0, "a").shape)


def _size(m: Machine, name: str, given: Given) -> Value:
    shape = array_at(m, given, 0, "a").shape
    axis = given.at(1, "axis")
    return product(shape) if axis is None else product(shape[one] for one in axes(axis, len(shape)))


def _is_complex(m: Machine, name: str, given: Given) -> Value:
    value = number_or_array(m, given.positional[0])
    is_complex = isinstance(value, complex) or (isinstance(value, Array) and kind(value.dtype) == "c")
    return is_complex == (name == "iscomplexobj")


def _broadcast_shapes(m: Machine, name: str, given: Given) -> Value:
    return broadcast(*(shape_at(m, one) for one in given.positional))


def _result_type(m: Machine, name: str, given: Given) -> Value:
    values = [one if is_plain(one) or isinstance(one, Array) else None for one in given.positional]
    named = [dtype_from(m, one, "f64") for one, value in zip(given.positional, values, strict=True) if value is None]
    known = [one for one in values if one is not None]
    found = ([dtype_of(known)] if known else []) + named
    return External(f"numpy.{promoted(*found)}")


def _subtype(m: Machine, name: str, given: Given) -> Value:
    dtype = dtype_from(m, given.positional[0], "f64")
    wanted = given.positional[1]
    above = wanted.path.rpartition(".")[2] if isinstance(wanted, External) else ""
    kinds = {"floating": "f", "complexfloating": "c", "integer": "i", "inexact": "fc", "number": "ifc", "bool_": "b",
             "signedinteger": "i", "generic": "ifcb"}  # fmt: skip
    if above in kinds:
        return kind(dtype) in kinds[above]
    return dtype == dtype_from(m, wanted, "")


def _dtype(m: Machine, name: str, given: Given) -> Value:
    return External(f"numpy.{dtype_from(m, given.positional[0], 'f64')}")


def _nothing(m: Machine, name: str, given: Given) -> Value:
    return None


def _state(m: Machine, name: str, given: Given) -> Value:
    return External("numpy.errstate")


def _shares(m: Machine, name: str, given: Given) -> Value:
    a, b = given.positional[:2]
    if isinstance(a, Array) and isinstance(b, Array) and a.buffer != b.buffer:
        return False
    return Number("bool")


TABLE: dict[str, Function] = {
    "shape": _shape, "ndim": _rank, "size": _size, **dict.fromkeys(("iscomplexobj", "isrealobj"), _is_complex),
    "broadcast_shapes": _broadcast_shapes, **dict.fromkeys(("result_type", "promote_types"), _result_type),
    "issubdtype": _subtype, "dtype": _dtype, "common_type": _result_type, "errstate": _state,
    **dict.fromkeys(("seterr", "set_printoptions", "save", "savetxt", "savez", "savez_compressed"), _nothing),
    **dict.fromkeys(("shares_memory", "may_share_memory"), _shares),
}  # fmt: skip
