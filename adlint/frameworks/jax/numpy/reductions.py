"""Reductions, statistics and cumulative sums."""

from __future__ import annotations

from collections.abc import Sequence

from adlint.evaluate.libraries import NO_MODEL
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Value
from adlint.frameworks.arguments import axes_from
from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.arguments import Function, named
from adlint.frameworks.jax.numpy.elementwise import chosen, floating, truths
from adlint.frameworks.jax.primitives import add, bind, compare, div, elementwise, mul, reduce_, sub
from adlint.frameworks.jax.promotion import canonical, default, inexact
from adlint.frameworks.jax.values import array, dtype_of, literal, promoted
from adlint.shapes.broadcasting import axes, one_axis, reduced
from adlint.shapes.dims import product
from adlint.shapes.dtypes import WIDTH, kind, real
from adlint.trace import Array, Operand

_EXTREMES = {"max": "reduce_max", "amax": "reduce_max", "min": "reduce_min", "amin": "reduce_min",
             "nanmax": "reduce_max", "nanmin": "reduce_min"}  # fmt: skip


def kept(m: Machine, result: Array, x: Array, over: Sequence[int], keeps: Value) -> Array:
    """A result of a reduction, with axes of size 1 for those that are gone if it `keeps` them."""
    return lax.expand_dims(m, result, over) if keeps is True else result


def summed(m: Machine, x: Array, axis: object, *, keeps: Value = False, dtype: str | None = None) -> Array:
    """A sum over axes; small integers are summed up in larger ones."""
    over = axes(axis, len(x.shape))
    found = dtype or _large(m, x.dtype)
    wide = lax.convert(m, x, found)
    assert isinstance(wide, Array)
    result = reduce_(m, "reduce_sum", wide, over)
    return kept(m, result, x, over, keeps)


def _large(m: Machine, dtype: str) -> str:
    if kind(dtype) in "fc":
        return dtype
    default_ = default(m, "i")
    if dtype == "bool" or WIDTH[dtype] < WIDTH[default_]:
        return canonical(m, "u64") if dtype[0] == "u" else default_
    return dtype


def _masked(m: Machine, x: Array, mask: Value, value: float) -> Array:
    if mask is None:
        return x
    return chosen(m, truths(m, mask), x, literal(m, x.dtype, weak=False))


def _sum(m: Machine, name: str, given: Given) -> Value:
    x, axis, dtype, _, keeps, initial, mask = named(given, "a axis dtype out keepdims initial where")
    x = array(m, x)
    if name == "nansum":
        x = chosen(m, compare(m, "ne", x, x), 0, x)
    found = None if dtype is None else dtype_of(m, dtype, x.dtype)
    result = summed(m, _masked(m, x, mask, 0), axes_from(m, axis), keeps=keeps, dtype=found)
    return result if initial is None else add(m, array(m, initial), result)


def _product(m: Machine, name: str, given: Given) -> Value:
    x, axis, dtype, _, keeps, initial, mask = named(given, "a axis dtype out keepdims initial where")
    x = _masked(m, array(m, x), mask, 1)
    x = lax.convert(m, x, dtype_of(m, dtype, _large(m, x.dtype)))
    over = axes(axes_from(m, axis), len(x.shape))
    result = kept(m, reduce_(m, "reduce_prod", x, over), x, over, keeps)
    return result if initial is None else mul(m, array(m, initial), result)


def _extreme(m: Machine, name: str, given: Given) -> Value:
    x, axis, _, keeps, initial, mask = named(given, "a axis out keepdims initial where")
    return extreme(m, _EXTREMES[name], _masked(m, array(m, x), mask, 0), axes_from(m, axis), keeps, initial)


def extreme(m: Machine, name: str, x: Array, axis: object, keeps: Value, initial: Value = None) -> Array:
    """`max` or `min` over axes."""
    over = axes(axis, len(x.shape))
    x = lax.convert(m, x, x.dtype)
    assert isinstance(x, Array)
    result = reduce_(m, name, x, over)
    if initial is not None:
        a, b = promoted(m, initial, result)
        result = elementwise(m, name.removeprefix("reduce_"), a, b)
    return kept(m, result, x, over, keeps)


def mean_of(m: Machine, x: Array, axis: object, keeps: Value = False, mask: Value = None, dtype: Value = None) -> Array:
    """The mean: a sum over a number, which is an array itself only under a mask."""
    found = dtype_of(m, dtype, inexact(m, x.dtype))
    below: Operand = 1.0
    if mask is not None:
        truth = truths(m, mask)
        truth = lax.broadcast_in_dim(m, truth, x.shape, range(len(x.shape) - len(truth.shape), len(x.shape)))
        count = summed(m, lax.convert(m, truth, "i32"), axis, keeps=keeps, dtype="i32")
        below = lax.convert(m, count, found)
    total = summed(m, _masked(m, x, mask, 0), axis, keeps=keeps, dtype=found)
    return div(m, total, below)


def _mean(m: Machine, name: str, given: Given) -> Value:
    x, axis, dtype, _, keeps, mask = named(given, "a axis dtype out keepdims where")
    return mean_of(m, array(m, x), axes_from(m, axis), keeps, mask, dtype)


def _average(m: Machine, name: str, given: Given) -> Value:
    x, axis, weights, returned, keeps = named(given, "a axis weights returned keepdims")
    if returned is not None and returned is not False:
        return NO_MODEL
    over = axes_from(m, axis)
    if weights is None:
        return mean_of(m, floating(m, x), over, keeps)
    a, w = promoted(m, array(m, x), array(m, weights), floating=True)
    assert isinstance(a, Array)
    assert isinstance(w, Array)
    whole = array(m, x)
    original = array(m, weights)
    if original.shape != whole.shape:
        places = axes(over, len(whole.shape))
        w = lax.reshape(m, lax.convert(m, original, a.dtype), tuple(
            size if n in places else 1 for n, size in enumerate(whole.shape)))  # fmt: skip
    below = summed(m, w, over, keeps=keeps)
    return div(m, summed(m, mul(m, a, w), over, keeps=keeps), below)


def _variance(m: Machine, name: str, given: Given) -> Value:
    """`var` and `std`: they are compiled by themselves, and the number of elements is an array in them."""
    x, axis, dtype, _, _correction, keeps = named(given, "a axis dtype out ddof keepdims")
    mask = given.keywords.get("where")
    return variance(m, name, array(m, x), axes_from(m, axis), keeps, mask, dtype)


def variance(
    m: Machine, name: str, x: Array, axis: object, keeps: Value = False, mask: Value = None, dtype: Value = None
) -> Array:
    """The variance, or the root of it."""
    x = lax.convert(m, x, dtype_of(m, dtype, inexact(m, x.dtype)), weak=x.weak)
    centred = sub(m, x, mean_of(m, x, axis, True, mask))
    if lax.is_complex(x):
        squared = lax.real_part(m, mul(m, centred, elementwise(m, "conj", centred)))
    else:
        squared = elementwise(m, "square", centred)
    count: Operand = literal(m, real(x.dtype), weak=False)
    if mask is not None:
        count = _counted(m, x, axis, keeps, mask)
    normaliser = sub(m, count, 0.0)
    result = div(m, summed(m, _masked(m, squared, mask, 0), axis, keeps=keeps), normaliser)
    found = chosen(m, compare(m, "gt", normaliser, 0.0), result, float("nan"))
    return elementwise(m, "sqrt", found) if name.endswith("std") else found


def _counted(m: Machine, x: Array, axis: object, keeps: Value, mask: Value) -> Operand:
    truth = truths(m, mask)
    wide = lax.broadcast_in_dim(m, truth, x.shape, range(len(x.shape) - len(truth.shape), len(x.shape)))
    count = summed(m, lax.convert(m, wide, "i32"), axis, keeps=keeps, dtype="i32")
    return lax.convert(m, count, real(x.dtype))


def _place(m: Machine, name: str, given: Given) -> Value:
    x, axis, _, keeps = named(given, "a axis out keepdims")
    return place(m, name.removeprefix("nan"), array(m, x), axis, keeps)


def place(m: Machine, name: str, x: Array, axis: Value, keeps: Value = False) -> Array:
    """`argmax` or `argmin`, along an axis or of all elements."""
    if axis is None:
        x, axis = lax.reshape(m, x, (product(x.shape),)), 0
    over = axes(axis, len(x.shape))
    result = bind(m, name, (x,), reduced(x.shape, over), default(m, "i"), axes=over)
    return kept(m, result, x, over, keeps)


def _logical(m: Machine, name: str, given: Given) -> Value:
    x, axis, _, keeps = named(given, "a axis out keepdims")
    truth = truths(m, x)
    over = axes(axes_from(m, axis), len(truth.shape))
    if name == "count_nonzero":
        return summed(m, truth, over, keeps=keeps)
    return kept(m, reduce_(m, "reduce_or" if name == "any" else "reduce_and", truth, over), truth, over, keeps)


def _cumulative(m: Machine, name: str, given: Given) -> Value:
    x, axis, dtype = named(given, "a axis dtype")
    x = array(m, x)
    if axis is None:
        x, axis = lax.reshape(m, x, (product(x.shape),)), 0
    x = lax.convert(m, x, dtype_of(m, dtype, _large(m, x.dtype)))
    name = {"cumulative_sum": "cumsum", "cumulative_prod": "cumprod"}.get(name, name)
    result = bind(m, name, (x,), x.shape, x.dtype, weak=x.weak, axis=one_axis(axis, len(x.shape)))
    return lax.convert(m, result, x.dtype)


def log_of_sum(m: Machine, x: Array, axis: object, keeps: Value = False) -> Array:
    """`log(sum(exp(x)))`, from the largest element."""
    over = axes(axis, len(x.shape))
    largest = extreme(m, "reduce_max", lax.real_part(m, x), axis, keeps, float("-inf"))
    safe = select_finite(m, largest)
    wide = safe if keeps is True else lax.expand_dims(m, safe, over)
    total = summed(m, elementwise(m, "exp", sub(m, x, wide)), axis, keeps=keeps)
    return add(m, elementwise(m, "log", total), safe)


def select_finite(m: Machine, x: Array) -> Array:
    """`x` where it is finite, else 0; no derivative goes through it."""
    finite = elementwise(m, "is_finite", x, dtype="bool")
    return elementwise(m, "stop_gradient", lax.select_n(m, finite, lax.zeros(m, x), x))


def _peak_to_peak(m: Machine, name: str, given: Given) -> Value:
    x, axis, _, keeps = named(given, "a axis out keepdims")
    x, over = array(m, x), axes_from(m, axis)
    return sub(m, extreme(m, "reduce_max", x, over, keeps), extreme(m, "reduce_min", x, over, keeps))


FUNCTIONS: dict[str, Function] = {
    "sum": _sum, "nansum": _sum, "prod": _product, **dict.fromkeys(_EXTREMES, _extreme), "mean": _mean,
    "average": _average, "var": _variance, "std": _variance,
    **dict.fromkeys(("argmax", "argmin", "nanargmax", "nanargmin"), _place),
    **dict.fromkeys(("any", "all", "count_nonzero"), _logical),
    **dict.fromkeys(("cumsum", "cumprod", "cumulative_sum", "cumulative_prod"), _cumulative), "ptp": _peak_to_peak,
}  # fmt: skip
