"""Functions that go element by element, into new arrays or given ones, under a mask or not."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from typing import Any

from adlint.evaluate.errors import Raised
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.numbers import arithmetic
from adlint.evaluate.values import Number, Unknown, Value
from adlint.frameworks.arguments import dtype_from
from adlint.frameworks.numpy import elements, masks
from adlint.frameworks.numpy.making import (
    dtype_of,
    framework_of,
    is_plain,
    known,
    number_or_array,
    operand,
    path_of,
    shape_of,
)
from adlint.frameworks.numpy.ufuncs import named, result_dtype, ufunc
from adlint.shapes.broadcasting import broadcast
from adlint.shapes.dims import product
from adlint.trace import Array

OPERATORS = {
    "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "//": "floor_divide", "%": "remainder", "**": "power",
    "&": "bitwise_and", "|": "bitwise_or", "^": "bitwise_xor", "<<": "left_shift", ">>": "right_shift", "<": "less",
    "<=": "less_equal", ">": "greater", ">=": "greater_equal", "==": "equal", "!=": "not_equal",
}  # fmt: skip
_IN_MATH = {"arcsin": "asin", "arccos": "acos", "arctan": "atan", "arctan2": "atan2", "absolute": "fabs",
            "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh"}  # fmt: skip
_OF_FLOATS: dict[str, Callable[..., Any]] = {
    "maximum": max, "fmax": max, "minimum": min, "fmin": min, "square": lambda value: value * value,
    "floor": lambda value: float(math.floor(value)), "ceil": lambda value: float(math.ceil(value)),
    "trunc": lambda value: float(math.trunc(value)), "rint": lambda value: float(round(value)),
}  # fmt: skip
_OF_NUMBERS = {name: symbol for symbol, name in OPERATORS.items()}


def elementwise(m: Machine, name: str, given: Given) -> Value:
    """A ufunc with the arguments that all of them take: `out`, `where`, `dtype`."""
    name = named(name)
    found = ufunc(name)
    assert found is not None
    values = tuple(number_or_array(m, one) for one in given.positional[: found.inputs])
    out = given.at(found.inputs, "out")
    out = out[0] if isinstance(out, tuple) and out else out
    dtype = given.keywords.get("dtype")
    where = given.keywords.get("where", True)
    result = apply(
        m, name, values, out if isinstance(out, Array) else None,
        None if dtype is None else dtype_from(m, dtype, "f64"), where,
    )  # fmt: skip
    if name in ("invert", "logical_not") and out is None and where is True:
        masks.complement(m, values[0], result)
    return result


def rounded(m: Machine, name: str, given: Given) -> Value:
    """`round`, to a number of decimals."""
    return apply(m, "round", (number_or_array(m, given.positional[0]),), _out(given, 2))


def clipped(m: Machine, name: str, given: Given) -> Value:
    """`clip`, between one end and another, or with one of them alone."""
    ends = (given.at(1, "a_min", given.keywords.get("min")), given.at(2, "a_max", given.keywords.get("max")))
    values = (number_or_array(m, given.positional[0]), *(number_or_array(m, one) for one in ends if one is not None))
    function = "clip" if len(values) > 2 else "maximum" if ends[0] is not None else "minimum"
    return apply(m, function, values, _out(given, 3))


def _out(given: Given, position: int) -> Array | None:
    out = given.at(position, "out")
    return out if isinstance(out, Array) else None


def apply(
    m: Machine,
    name: str,
    values: tuple[Value, ...],
    out: Array | None = None,
    dtype: str | None = None,
    where: Value = True,
) -> Value:
    """An elementwise operation, into a new array or into `out`; under a mask `where`, how many elements is unknown."""
    unknown = next((one for one in values if isinstance(one, Unknown)), None)
    if unknown is not None:
        return m.spread(unknown, values)
    if all(map(is_plain, values)) and out is None:
        return plain(m, name, values)
    shape = broadcast(*map(shape_of, values))
    given = tuple(map(operand, values))
    more: dict[str, object] = {}
    if where is not True:
        mask = known(m, where)
        shape = broadcast(shape, mask.shape)
        more["count"] = m.fresh("how many elements a mask takes depends on data", 0, product(shape))
    if out is not None:
        elements.forget(m, out)
        results: tuple[Array, ...] = (m.array(out.shape, out.dtype, out.framework, out.buffer),)
        more["out"] = out
    else:
        kinds = [dtype] if dtype else dtypes(name, values)
        results = tuple(m.array(shape, one, framework_of(given)) for one in kinds)
    m.emit(path_of(name), given, *results, **more)
    if out is not None:
        return out
    return results[0] if len(results) == 1 else results


def dtypes(name: str, values: tuple[Value, ...]) -> list[str]:
    """The dtypes of what a ufunc gives."""
    found = ufunc(name)
    several = values[:1] if found is not None and found.result == "first" else values
    first = result_dtype(name, dtype_of(several))
    if name == "clip" or found is None or found.outputs == 1:
        return [first]
    return [first, *["i32" if name == "frexp" else first] * (found.outputs - 1)]


def plain(m: Machine, name: str, values: tuple[Value, ...]) -> Value:
    """A function of NumPy of plain numbers, which NumPy answers with a number."""
    if name in _OF_NUMBERS:
        return _settled(arithmetic, m, _OF_NUMBERS[name], *values)
    if name == "negative":
        return arithmetic(m, "-", 0, values[0])
    found = ufunc(name)
    if all(isinstance(one, bool | int | float | complex) for one in values):
        if name in _OF_FLOATS:
            return _settled(_OF_FLOATS[name], *values)
        library = cmath if any(isinstance(one, complex) for one in values) else math
        function = getattr(library, _IN_MATH.get(name, name), None)
        if function is not None:
            return _settled(function, *values)
    return Number("bool") if found is not None and found.result == "bool" else Number("float")


def _settled(function: Callable[..., Any], *values: object) -> Value:
    """A number; where Python raises, NumPy gives what is not a number."""
    try:
        return function(*values)  # type: ignore[no-any-return]
    except (ArithmeticError, ValueError):
        return float("nan")
    except Raised as raised:
        if raised.name in ("ZeroDivisionError", "OverflowError", "ValueError"):
            return float("nan")
        raise
    except TypeError as error:
        raise Raised("TypeError", str(error)) from error
