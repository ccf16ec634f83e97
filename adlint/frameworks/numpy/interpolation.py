"""Interpolators of SciPy: made of points and values, and then asked at others."""

from __future__ import annotations

from adlint.evaluate.iteration import items
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Partial, Value
from adlint.frameworks.numpy.making import Function, Missing, as_array, dtype_of, give, known, number_or_array
from adlint.shapes.dims import Shape
from adlint.shapes.dtypes import kind
from adlint.trace import Array

_CURVES = ("interp1d", "CubicSpline", "PchipInterpolator", "Akima1DInterpolator", "make_interp_spline",
           "UnivariateSpline", "InterpolatedUnivariateSpline", "CubicHermiteSpline")  # fmt: skip
_CLOUDS = ("RegularGridInterpolator", "RBFInterpolator", "LinearNDInterpolator", "NearestNDInterpolator",
           "CloughTocher2DInterpolator")  # fmt: skip


def made(m: Machine, name: str, given: Given) -> Value:
    """An interpolator: what it is called with at last is where it is asked."""
    if len(given.positional) < 2:
        raise Missing("what an interpolator is made of")
    return Partial(External(f"{name}.<evaluated>"), given.positional[:2], tuple(given.keywords.items()))


def _asked(given: Given) -> tuple[Value, Value, Value]:
    if len(given.positional) < 3:
        raise Missing("where an interpolator is asked")
    points, values, at = given.positional[:3]
    return points, values, at


def evaluated(m: Machine, name: str, given: Given) -> Value:
    """A curve at points: of their shape, and of that of one value."""
    points, values, at = _asked(given)
    x, y, where = known(m, points), known(m, values), number_or_array(m, at)
    inner: Shape = where.shape if isinstance(where, Array) else ()
    dtype = "c128" if kind(y.dtype) == "c" else "f64"
    return give(m, name.removesuffix(".<evaluated>"), (x, y, where), (*inner, *y.shape[1:]), dtype)


def among(m: Machine, name: str, given: Given) -> Value:
    """What is interpolated between points in space, at others: their last axis has the coordinates."""
    points, values, at = _asked(given)
    places = known(m, at)
    short = name.removesuffix(".<evaluated>")
    axes = len(items(m, points) or ()) if short.endswith("RegularGridInterpolator") else 1
    grid = as_array(m, points) if axes == 1 else None
    y = known(m, values)
    operands = (grid if isinstance(grid, Array) else None, y, places)
    return give(m, short, operands, (*places.shape[:-1], *y.shape[axes:]), dtype_of((y, 1.0)))


TABLE: dict[str, Function] = {
    **dict.fromkeys((f"scipy.interpolate.{one}" for one in (*_CURVES, *_CLOUDS)), made),
    **dict.fromkeys((f"scipy.interpolate.{one}.<evaluated>" for one in _CURVES), evaluated),
    **dict.fromkeys((f"scipy.interpolate.{one}.<evaluated>" for one in _CLOUDS), among),
    "scipy.interpolate.griddata": among,
}  # fmt: skip
