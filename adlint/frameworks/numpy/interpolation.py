"""Interpolators of SciPy: made of points and values, and then asked at others."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import External, Partial, Value
from adlint.frameworks.numpy.making import Function, Missing, as_array, dtype_of, give, known, number_or_array
from adlint.shapes.dims import Shape
from adlint.shapes.dtypes import kind
from adlint.trace import Array

_CURVES = ("interp1d", "CubicSpline", "PchipInterpolator", "Akima1DInterpolator", "make_interp_spline",
           "UnivariateSpline", "InterpolatedUnivariateSpline", "CubicHermiteSpline", "BSpline")  # fmt: skip
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


def of_coefficients(m: Machine, name: str, given: Given) -> Value:
    """`splev(x, tck)`: a spline by its knots and coefficients."""
    knots, coefficients, *_ = items(m, given.at(1, "tck")) or (None, None)
    if coefficients is None:
        raise Missing("a spline that is not known")
    asked = Given((knots, coefficients, given.positional[0]))
    return evaluated(m, "scipy.interpolate.BSpline.<evaluated>", asked)


def on_grid(m: Machine, name: str, given: Given) -> Value:
    """A surface over a grid, asked at the points of another, or at points one by one."""
    _, _, values, *asked = given.positional
    if len(asked) < 2 or not given.keywords.keys() <= {"grid", "kx", "ky", "s"}:
        raise Missing("where an interpolator is asked")
    z, x, y = (known(m, one) for one in (values, *asked[:2]))
    shape = x.shape if given.keywords.get("grid", True) is False else (*x.shape, *y.shape)
    return give(m, name.removesuffix(".<evaluated>"), (z, x, y), shape, "f64")


def smoothed(m: Machine, name: str, given: Given) -> Value:
    """A density from samples, at points of one axis, or in columns."""
    samples, at = (known(m, one) for one in given.positional[:2])
    return give(m, name.removesuffix(".<evaluated>"), (samples, at), at.shape[-1:], "f64")


def surface(m: Machine, name: str, given: Given) -> Value:
    """An interpolator on a grid: what it is called with at last is where it is asked."""
    return Partial(External(f"{name}.<evaluated>"), given.positional[:3], tuple(given.keywords.items()))


def density(m: Machine, name: str, given: Given) -> Value:
    """`gaussian_kde`: samples, to be asked for the density that they stand for."""
    return Partial(External(f"{name}.<evaluated>"), given.positional[:1], ())


TABLE: dict[str, Function] = {
    "scipy.interpolate.splev": of_coefficients, "scipy.interpolate.RectBivariateSpline": surface,
    "scipy.interpolate.RectBivariateSpline.<evaluated>": on_grid, "scipy.stats.gaussian_kde": density,
    "scipy.stats.gaussian_kde.<evaluated>": smoothed,
    **dict.fromkeys((f"scipy.interpolate.{one}" for one in (*_CURVES, *_CLOUDS)), made),
    **dict.fromkeys((f"scipy.interpolate.{one}.<evaluated>" for one in _CURVES), evaluated),
    **dict.fromkeys((f"scipy.interpolate.{one}.<evaluated>" for one in _CLOUDS), among),
    "scipy.interpolate.griddata": among,
}  # fmt: skip
