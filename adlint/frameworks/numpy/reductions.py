"""Reductions and scans."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Unknown, Value
from adlint.frameworks.arguments import axes_from, dtype_from
from adlint.frameworks.numpy.elementwise import apply
from adlint.frameworks.numpy.making import as_array
from adlint.shapes.broadcasting import axes, one_axis, reduced
from adlint.shapes.dims import product
from adlint.shapes.dtypes import real
from adlint.trace import Array

NAMES = {"sum": "add", "prod": "multiply", "max": "maximum", "amax": "maximum", "min": "minimum", "amin": "minimum",
         "nansum": "add", "nanmax": "maximum", "nanmin": "minimum"}  # fmt: skip
INTEGER = frozenset("argmax argmin count_nonzero nanargmax nanargmin".split())


def reduce(m: Machine, name: str, given: Given) -> Value:
    """`sum`, `prod`, `max`, `min` over axes."""
    array = as_array(m, given.positional[0])
    if isinstance(array, Unknown):
        return array
    return _reduced(m, NAMES[name], array, axes_from(m, given.at(1, "axis")), keeps=_keeps(given), given=given)


def _reduced(m: Machine, name: str, array: Array, axis: object, *, keeps: bool, given: Given = Given()) -> Array:
    over = axes(axis, len(array.shape))
    dtype = array.dtype
    if name in ("add", "multiply") and dtype in ("bool", "i8", "i16", "i32"):
        dtype = "i64"
    dtype = dtype_from(m, given.keywords.get("dtype"), dtype)
    result = m.array(reduced(array.shape, over, keeps=keeps), dtype, "numpy")
    m.emit(f"numpy.{name}.reduce", (array,), result, axes=over)
    return result


def _keeps(given: Given) -> bool:
    return given.keywords.get("keepdims") is True


def mean(m: Machine, name: str, given: Given) -> Value:
    """`mean` and its kin: a sum over a number."""
    array = as_array(m, given.positional[0])
    if isinstance(array, Unknown):
        return array
    total = _reduced(m, "add", array, axes_from(m, given.at(1, "axis")), keeps=_keeps(given))
    return apply(m, "divide", (total, 1.0))


def variance(m: Machine, name: str, given: Given) -> Value:
    """`var` and `std`, as NumPy computes them: the mean of squared distances from the mean."""
    array = as_array(m, given.positional[0])
    if isinstance(array, Unknown):
        return array
    axis = axes_from(m, given.at(1, "axis"))
    centre = apply(m, "divide", (_reduced(m, "add", array, axis, keeps=True), 1.0))
    distance = apply(m, "subtract", (array, centre))
    assert isinstance(distance, Array)
    squared = apply(m, "square", (distance,))
    assert isinstance(squared, Array)
    total = _reduced(m, "add", squared, axis, keeps=_keeps(given))
    result = apply(m, "divide", (total, 1.0))
    return apply(m, "sqrt", (result,)) if name.endswith("std") else result


def logical(m: Machine, name: str, given: Given) -> Value:
    """`any`, `all`, and what gives places: not differentiable."""
    array = as_array(m, given.positional[0])
    if isinstance(array, Unknown):
        return array
    over = axes(axes_from(m, given.at(1, "axis")), len(array.shape))
    result = m.array(reduced(array.shape, over, keeps=_keeps(given)), "i64" if name in INTEGER else "bool", "numpy")
    m.emit(f"numpy.{name}", (array,), result)
    return result


def scan(m: Machine, name: str, given: Given) -> Value:
    """`cumsum` and `cumprod`."""
    array = as_array(m, given.positional[0])
    if isinstance(array, Unknown):
        return array
    axis = given.at(1, "axis")
    shape = (product(array.shape),) if axis is None else array.shape
    lines = 1 if axis is None else one_axis(axis, len(array.shape))
    dtype = "i64" if array.dtype in ("bool", "i8", "i16", "i32") else array.dtype
    result = m.array(shape, dtype, "numpy")
    m.emit(f"numpy.{name}", (array,), result, axis=None if axis is None else lines)
    return result


def norm(m: Machine, name: str, given: Given) -> Value:
    """`np.linalg.norm` of the second order."""
    array = as_array(m, given.positional[0])
    if isinstance(array, Unknown):
        return array
    axis = axes_from(m, given.at(2, "axis"))
    squared = apply(m, "square" if real(array.dtype) == array.dtype else "absolute", (array,))
    assert isinstance(squared, Array)
    return apply(m, "sqrt", (_reduced(m, "add", squared, axis, keeps=_keeps(given)),))
