"""What NumPy itself computes by sums: means, variances, norms, and how far things lie apart."""

from __future__ import annotations

import math

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Unknown, Value, is_integer
from adlint.frameworks.arguments import axes_from, dtype_from
from adlint.frameworks.numpy.elementwise import apply
from adlint.frameworks.numpy.making import Function, array_at, composed, give, known
from adlint.frameworks.numpy.products import contraction, multiply_matrices
from adlint.frameworks.numpy.reductions import keeps, reduce
from adlint.frameworks.numpy.shaping import diagonal_of
from adlint.shapes.broadcasting import axes
from adlint.shapes.dims import Dim, dim, product
from adlint.shapes.dtypes import kind, real
from adlint.trace import Array

DIVISOR = 2.0  # stands for the number of elements, which is a literal to what is recorded


def mean(m: Machine, name: str, given: Given) -> Value:
    """`mean`: a sum over a number."""
    array = array_at(m, given, 0, "a")
    axis = axes_from(m, given.at(1, "axis"))
    dtype = dtype_from(m, given.at(2, "dtype"), array.dtype)
    return composed(m, "mean", (array,), lambda: _mean(m, array, axis, keeps=keeps(given, 4), dtype=dtype))


def _mean(m: Machine, array: Array, axis: object, *, keeps: bool = False, dtype: str | None = None) -> Array:
    found = dtype or array.dtype
    floating = found if kind(found) in "fc" else "f64"
    total = reduce(m, "add", array, axis, keeps=keeps, dtype=floating)
    return _quotient(m, total, DIVISOR)


def _quotient(m: Machine, array: Array, divisor: Value) -> Array:
    found = apply(m, "divide", (array, divisor))
    assert isinstance(found, Array)
    return found


def average(m: Machine, name: str, given: Given) -> Value:
    """`average`, with weights or without."""
    array, weights = array_at(m, given, 0, "a"), given.at(2, "weights")
    if weights is None:
        return mean(m, "mean", Given(given.positional[:2], given.keywords))
    weight = known(m, weights)
    axis = axes_from(m, given.at(1, "axis"))
    if axis is not None and len(weight.shape) != len(array.shape) and len(weight.shape) == 1:
        place = axes(axis, len(array.shape))[0]
        shape = tuple(weight.shape[0] if n == place else 1 for n in range(len(array.shape)))
        weight = give(m, "reshape", (weight,), shape, weight.dtype, buffer=weight.buffer)

    def body() -> Value:
        scale = reduce(m, "add", weight, axis)
        product_ = apply(m, "multiply", (array, weight))
        assert isinstance(product_, Array)
        return apply(m, "divide", (reduce(m, "add", product_, axis), scale))

    return composed(m, "average", (array, weight), body)


def variance(m: Machine, name: str, given: Given) -> Value:
    """`var` and `std`, as NumPy computes them: the mean of squared distances from the mean."""
    array = array_at(m, given, 0, "a")
    axis = axes_from(m, given.at(1, "axis"))

    def body() -> Value:
        centre = _mean(m, array, axis, keeps=True)
        distance = apply(m, "subtract", (array, centre))
        assert isinstance(distance, Array)
        squared = _squared(m, distance, alone=True)
        result = _quotient(m, reduce(m, "add", squared, axis, keeps=keeps(given, 5)), DIVISOR)
        return apply(m, "sqrt", (result,)) if name.endswith("std") else result

    return composed(m, name, (array,), body)


def _squared(m: Machine, array: Array, *, alone: bool = False) -> Array:
    """The squares of elements or of their absolute values, as a `square` or as a product of two."""
    if kind(array.dtype) == "c":
        product_ = apply(m, "multiply", (array, apply(m, "conjugate", (array,))))
        assert isinstance(product_, Array)
        return give(m, "real", (product_,), product_.shape, real(product_.dtype), buffer=product_.buffer)
    found = apply(m, "square", (array,)) if alone else apply(m, "multiply", (array, array))
    assert isinstance(found, Array)
    return found


def norm(m: Machine, name: str, given: Given) -> Value:
    """`np.linalg.norm` of vectors and matrices."""
    array, order = array_at(m, given, 0, "x"), given.at(1, "ord")
    axis = axes_from(m, given.at(2, "axis"))
    if kind(array.dtype) in "bi":
        array = give(m, "astype", (array,), array.shape, "f64")
    over = axes(axis, len(array.shape))
    return composed(m, "linalg.norm", (array,), lambda: _norm(m, array, order, over, axis, keeps=keeps(given, 3)))


def _norm(m: Machine, array: Array, order: Value, over: tuple[int, ...], axis: object, *, keeps: bool) -> Value:
    plain = axis is None and (order is None or (order == 2 and len(over) == 1) or (order == "fro" and len(over) == 2))
    if plain and kind(array.dtype) != "c":
        flat = give(m, "ravel", (array,), (product(array.shape),), array.dtype, buffer=array.buffer)
        result = apply(m, "sqrt", (contraction(m, "dot", (flat, flat), (), flat.shape),))
        return _with_axes(m, result, array) if keeps else result
    if order in (None, "fro") or (order == 2 and len(over) == 1):
        return apply(m, "sqrt", (reduce(m, "add", _squared(m, array), over, keeps=keeps),))
    if len(over) > 1 and isinstance(order, str | int | float):
        return _of_matrix(m, array, order, over, keeps=keeps)
    if len(over) > 1 or isinstance(order, Unknown | Array):
        return m.say_unknown(f"a norm of a matrix of order {order!r}", (array,))
    absolute = apply(m, "absolute", (array,))
    assert isinstance(absolute, Array)
    match order:
        case math.inf:
            return reduce(m, "maximum", absolute, over, keeps=keeps)
        case float() | int() if order == -math.inf:
            return reduce(m, "minimum", absolute, over, keeps=keeps)
        case 1:
            return reduce(m, "add", absolute, over, keeps=keeps)
        case 0:
            return give(m, "count_nonzero", (array,), (), real(array.dtype))
        case _:
            powers = apply(m, "power", (absolute, 3.0), absolute)
            assert isinstance(powers, Array)
            return apply(m, "power", (reduce(m, "add", powers, over, keeps=keeps), 0.5))


def _of_matrix(m: Machine, array: Array, order: str | float, over: tuple[int, ...], *, keeps: bool) -> Value:
    """A norm of matrices: by singular values, or the largest or smallest sum along an axis."""
    rank = len(array.shape)
    if over != (rank - 2, rank - 1) or order not in ("nuc", 2, -2, 1, -1, math.inf, -math.inf):
        return m.say_unknown(f"a norm of a matrix of order {order!r}", (array,))
    if order in ("nuc", 2, -2):
        least = m.sizes.smaller(array.shape[-2], array.shape[-1])
        values = give(m, "linalg.svdvals", (array,), (*array.shape[:-2], least), real(array.dtype))
    else:
        absolute = apply(m, "absolute", (array,))
        assert isinstance(absolute, Array)
        values = reduce(m, "add", absolute, -2 if abs(float(order)) == 1 else -1)
    function = "add" if order == "nuc" else "minimum" if float(order) < 0 else "maximum"
    found = reduce(m, function, values, -1)
    return give(m, "reshape", (found,), (*found.shape, 1, 1), found.dtype, buffer=found.buffer) if keeps else found


def _with_axes(m: Machine, value: Value, array: Array) -> Value:
    assert isinstance(value, Array)
    return give(m, "reshape", (value,), (1,) * len(array.shape), value.dtype, buffer=value.buffer)


def spread(m: Machine, name: str, given: Given) -> Value:
    """`ptp`: the largest less the smallest."""
    array = array_at(m, given, 0, "a")
    axis = axes_from(m, given.at(1, "axis"))
    ends = (reduce(m, one, array, axis, keeps=keeps(given)) for one in ("maximum", "minimum"))
    return apply(m, "subtract", tuple(ends))


def median(m: Machine, name: str, given: Given) -> Value:
    """`median`: elements sorted, and the mean of the one or two in the middle."""
    array = array_at(m, given, 0, "a")
    axis = axes_from(m, given.at(1, "axis"))
    over = axes(axis, len(array.shape))
    count = product(array.shape[one] for one in over)
    if not isinstance(count, int) or len(over) != (len(array.shape) if axis is None else 1):
        return m.say_unknown("the median of a number of elements that is symbolic", (array,))

    def body() -> Value:
        middle = 2 - count % 2
        shape = (middle,) if axis is None else tuple(middle if n in over else s for n, s in enumerate(array.shape))
        part = give(m, "partition", (array,), shape, array.dtype)
        return _mean(m, part, axis, keeps=keeps(given))

    return composed(m, "median", (array,), body)


def quantile(m: Machine, name: str, given: Given) -> Value:
    """`quantile` and `percentile`: elements sorted, and what lies between two of them."""
    array, at = array_at(m, given, 0, "a"), given.at(1, "q")
    over = axes(axes_from(m, given.at(2, "axis")), len(array.shape))
    rest = tuple(size for n, size in enumerate(array.shape) if n not in over)
    outer = () if isinstance(at, int | float) else known(m, at).shape
    dtype = array.dtype if kind(array.dtype) == "f" else "f64"
    return give(m, name, (array,), (*outer, *rest), dtype)


def covariance(m: Machine, name: str, given: Given) -> Value:
    """`cov` of variables in rows."""
    array = array_at(m, given, 0, "m")
    by_column = given.at(2, "rowvar", True) is False
    other = None if given.at(1, "y") is None else known(m, given.at(1, "y"))
    if {"fweights", "aweights"} & set(given.keywords):
        return m.say_unknown("`cov` with weights", (array,))

    def body() -> Value:
        rows = array if len(array.shape) > 1 else give(m, "array", (array,), (1, *array.shape), array.dtype)
        if other is not None:
            more: Dim = other.shape[0] if len(other.shape) > 1 else 1
            rows = give(m, "concatenate", (rows, other), (dim(rows.shape[0] + more), *rows.shape[1:]), rows.dtype)
        if by_column and len(array.shape) > 1:
            rows = give(m, "transpose", (rows,), rows.shape[::-1], rows.dtype, buffer=rows.buffer)
        centre = _mean(m, rows, 1)
        column = give(m, "reshape", (centre,), (rows.shape[0], 1), centre.dtype, buffer=centre.buffer)
        distance = apply(m, "subtract", (rows, column))
        assert isinstance(distance, Array)
        turned = give(m, "transpose", (distance,), distance.shape[::-1], distance.dtype, buffer=distance.buffer)
        found = multiply_matrices(m, distance, turned)
        assert isinstance(found, Array)
        scaled = apply(m, "multiply", (found, DIVISOR), found)
        assert isinstance(scaled, Array)
        kept = tuple(size for size in scaled.shape if size != 1)
        return give(m, "squeeze", (scaled,), kept, scaled.dtype, buffer=scaled.buffer)

    return composed(m, "cov", (array,) if other is None else (array, other), body)


def correlation(m: Machine, name: str, given: Given) -> Value:
    """`corrcoef`: covariances over the roots of variances of both variables, cut to [-1, 1]."""
    arrays = [known(m, one) for one in given.positional[:2]]

    def body() -> Value:
        found = covariance(m, "cov", given)
        assert isinstance(found, Array)
        if not found.shape:
            return apply(m, "divide", (found, found))
        variances = diagonal_of(m, found, 0, 0, 1)
        deviation = apply(m, "sqrt", (variances,))
        assert isinstance(deviation, Array)
        for shape in ((deviation.shape[0], 1), (1, deviation.shape[0])):
            spread_ = give(m, "reshape", (deviation,), shape, deviation.dtype, buffer=deviation.buffer)
            apply(m, "divide", (found, spread_), found)
        return apply(m, "clip", (found, -1.0, 1.0), found)

    return composed(m, "corrcoef", arrays, body)


def trapezoid(m: Machine, name: str, given: Given) -> Value:
    """`trapezoid`: widths times the means of neighbours, summed."""
    array, points = array_at(m, given, 0, "y"), given.at(1, "x")
    axis = given.at(3, "axis", -1)
    place = axes(axis, len(array.shape))[0]
    axis_points = None if points is None else known(m, points)

    def body() -> Value:
        lower, upper = neighbours(m, array, place)
        if axis_points is None:
            step = given.at(2, "dx", 1.0)
            width: Value = known(m, step) if isinstance(step, Array) else step
        else:
            width = apply(m, "subtract", neighbours(m, axis_points, 0 if len(axis_points.shape) == 1 else place))
            if len(axis_points.shape) == 1 and isinstance(width, Array):
                shape = tuple(width.shape[0] if n == place else 1 for n in range(len(array.shape)))
                width = give(m, "reshape", (width,), shape, width.dtype, buffer=width.buffer)
        both = apply(m, "add", (upper, lower))
        product_ = apply(m, "divide", (apply(m, "multiply", (width, both)), 2.0))
        assert isinstance(product_, Array)
        return reduce(m, "add", product_, place)

    return composed(m, name, (array,) if axis_points is None else (array, axis_points), body)


def neighbours(m: Machine, array: Array, place: int, apart: Dim = 1) -> tuple[Array, Array]:
    """All elements along an axis but the last ones, and all but the first: views."""
    size = m.sizes.span(dim(array.shape[place] - apart))
    shape = tuple(size if n == place else s for n, s in enumerate(array.shape))
    upper, lower = (give(m, "getitem", (array,), shape, array.dtype, buffer=array.buffer) for _ in range(2))
    return upper, lower


def difference(m: Machine, name: str, given: Given) -> Value:
    """`diff`, as often as it says."""
    array, times = array_at(m, given, 0, "a"), given.at(1, "n", 1)
    place = axes(given.at(2, "axis", -1), len(array.shape))[0]
    ends = [known(m, given.keywords[one]) for one in ("prepend", "append") if given.keywords.get(one) is not None]
    if not isinstance(times, int):
        return m.say_unknown("`diff` as often as data say", (array,))

    def body() -> Value:
        found: Value = array
        if ends:
            more = sum((one.shape[place] if one.shape else 1 for one in ends), start=0)
            shape = tuple(dim(s + more) if n == place else s for n, s in enumerate(array.shape))
            found = give(m, "concatenate", (array, *ends), shape, array.dtype)
        for _ in range(times):
            assert isinstance(found, Array)
            found = apply(m, "not_equal" if found.dtype == "bool" else "subtract", neighbours(m, found, place))
        return found

    return composed(m, "diff", (array, *ends), body)


def gradient(m: Machine, name: str, given: Given) -> Value:
    """`gradient` on an even grid: central differences within, one-sided ones at the ends."""
    array, spacing = array_at(m, given, 0, "f"), given.positional[1:]
    axis = axes_from(m, given.keywords.get("axis"))
    over = axes(axis, len(array.shape))
    if any(isinstance(one, Array) and one.shape for one in spacing) or given.keywords.get("edge_order", 1) != 1:
        return m.say_unknown("`gradient` on an uneven grid", (array,))
    dtype = array.dtype if kind(array.dtype) in "fc" else "f64"
    steps = [known(m, one) for one in spacing if isinstance(one, Array)]

    def body() -> Value:
        found = []
        for number, place in enumerate(over):
            step = spacing[number if len(spacing) > 1 else 0] if spacing else 1.0
            result = give(m, "empty_like", (), array.shape, dtype)
            inner, _ = neighbours(m, array, place, 2)
            end = give(m, "getitem", (array,), tuple(1 if n == place else s for n, s in enumerate(array.shape)),
                       array.dtype, buffer=array.buffer)  # fmt: skip
            for part, factor in ((inner, 2.0), (end, None), (end, None)):
                distance = apply(m, "subtract", (part, part))
                width = step if factor is None else apply(m, "multiply", (factor, step))
                quotient = apply(m, "divide", (distance, width))
                give(m, "setitem", (result, quotient), result.shape, dtype, buffer=result.buffer)
            found.append(result)
        return found[0] if len(found) == 1 else tuple(found)

    return composed(m, "gradient", (array, *steps), body)


def is_scalar(m: Machine, name: str, given: Given) -> Value:
    """`isscalar`."""
    value = given.positional[0]
    is_number = isinstance(value, str | int | float | complex) or is_integer(value)
    return is_number or (isinstance(value, Array) and not value.shape)


TABLE: dict[str, Function] = {
    "mean": mean, "average": average, "var": variance, "std": variance, "linalg.norm": norm, "ptp": spread,
    "median": median, "quantile": quantile, "percentile": quantile, "cov": covariance,
    "corrcoef": correlation, "trapezoid": trapezoid,
    "trapz": trapezoid, "diff": difference, "ediff1d": difference, "gradient": gradient, "isscalar": is_scalar,
    "linalg.vector_norm": norm, "scipy.linalg.norm": norm,
}  # fmt: skip
