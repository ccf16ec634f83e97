"""Order statistics, histograms, and functions made of many others."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import Value
from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.arguments import Function, named
from adlint.frameworks.jax.control.loops import scan
from adlint.frameworks.jax.numpy.elementwise import chosen, floating
from adlint.frameworks.jax.numpy.indexing import item, sorted_
from adlint.frameworks.jax.numpy.reductions import summed
from adlint.frameworks.jax.primitives import add, bind, compare, elementwise, mul, sub
from adlint.frameworks.jax.promotion import default
from adlint.frameworks.jax.transformed.jit import jitted
from adlint.frameworks.jax.values import argument, array, broadcast_to, is_plain, promoted, unknown
from adlint.shapes.broadcasting import axes, broadcast, one_axis, reduced
from adlint.shapes.dims import Shape, dim, product
from adlint.trace import Array


def _quantile(m: Machine, name: str, given: Given) -> Value:
    """`quantile`, `percentile`, `median`: sorted values next to a place, weighed."""
    x, q, axis = (given.positional[0], 0.5, given.at(1, "axis")) if name == "median" else named(given, "a q axis")
    x, place, kept = _in_line(m, floating(m, x), axis)
    level = array(m, q)
    level = lax.convert(m, level, x.dtype)
    if name == "percentile":
        level = lax.div(m, level, 100.0)
    missing = lax.reduce_(m, "reduce_or", compare(m, "ne", x, x), (place,))
    x = chosen(m, lax.expand_dims(m, missing, (place,)), float("nan"), x)
    x = sorted_(m, x, place)
    level = mul(m, level, 1.0)
    low, high = elementwise(m, "floor", level), elementwise(m, "ceil", level)
    upper = sub(m, level, low)
    lower = sub(m, 1.0, upper)
    shape = (*level.shape, *x.shape[:place], *x.shape[place + 1 :])
    values = []
    for end in (low, high):
        where = lax.convert(m, bind(m, "clamp", (0.0, end, 1.0), end.shape, end.dtype), default(m, "i"))
        values.append(bind(m, "gather", (x, lax.expand_dims(m, where, (len(level.shape),))), shape, x.dtype))
    if level.shape:
        lower, upper = (broadcast_to(m, lax.expand_dims(m, one, range(1, len(shape))), shape) for one in (lower, upper))
    match "midpoint" if name == "median" else given.keywords.get("method", "linear"):
        case "linear":
            found = add(m, mul(m, values[0], lower), mul(m, values[1], upper))
        case "midpoint":
            found = mul(m, add(m, *values), 0.5)
        case "lower":
            found = values[0]
        case "higher":
            found = values[1]
        case _:
            raise unknown(m, f"no model of `{name}` by another method than linear, midpoint, lower and higher", x)
    return lax.reshape(m, found, (*level.shape, *kept)) if given.keywords.get("keepdims") is True else found


def _in_line(m: Machine, x: Array, axis: Value) -> tuple[Array, int, Shape]:
    """What is sorted together along one axis, which one, and the shape without it if the axes are kept."""
    rank = len(x.shape)
    over = axes(axis, rank)
    kept = reduced(x.shape, over, keeps=True)
    if len(over) == 1:
        return x, over[0], kept
    rest = tuple(one for one in range(rank) if one not in over)
    moved = lax.transpose(m, x, (*rest, *over))
    together = product([x.shape[one] for one in over])
    return lax.reshape(m, moved, (*(x.shape[one] for one in rest), together)), len(rest), kept


def _select(m: Machine, name: str, given: Given) -> Value:
    """`select`: the number of the first condition that holds chooses."""
    conditions, choices, fallback = named(given, "condlist choicelist default")
    masks = [array(m, one) for one in items(m, conditions) or []]
    values = promoted(m, *(array(m, one) for one in (0 if fallback is None else fallback, *(items(m, choices) or []))))
    shape = broadcast(*(one.shape for one in (*masks, *values) if isinstance(one, Array)))
    first = bind(m, "argmax", tuple(masks), broadcast(*(one.shape for one in masks)), default(m, "i"))
    return lax.select_n(m, broadcast_to(m, first, shape), *(broadcast_to(m, one, shape) for one in values))


def _trapezoid(m: Machine, name: str, given: Given) -> Value:
    """`trapezoid`: compiled by itself, so that `dx` is an array if it is given."""
    y, x, dx, axis = named(given, "y x dx axis")
    y = floating(m, y)
    place = one_axis(-1 if axis is None else axis, len(y.shape))
    if place != len(y.shape) - 1:
        y = lax.transpose(m, y, [n for n in range(len(y.shape)) if n != place] + [place])
    if x is None:
        step = 1.0 if dx is None else argument(m, dx) if is_plain(dx) else array(m, dx)
        inner = sub(m, summed(m, y, -1), mul(m, 0.5, add(m, item(m, y, (..., 0)), item(m, y, (..., -1)))))
        return mul(m, *promoted(m, step, inner))
    points = floating(m, x)
    last = len(points.shape) - 1
    if last and place != last:
        points = lax.transpose(m, points, [n for n in range(last + 1) if n != place] + [place])
    size = dim(points.shape[-1] - 1)
    steps = sub(m, lax.slice_axis(m, points, last, size), lax.slice_axis(m, points, last, size))
    last = len(y.shape) - 1
    both = add(m, lax.slice_axis(m, y, last, size), lax.slice_axis(m, y, last, size))
    return mul(m, 0.5, summed(m, mul(m, *promoted(m, steps, both)), -1))


def _polynomial(m: Machine, name: str, given: Given) -> Value:
    """`polyval`: Horner's scheme, a scan over the coefficients."""
    p, x = promoted(m, *(array(m, one) for one in given.positional[:2]))
    assert isinstance(p, Array)
    assert isinstance(x, Array)
    coefficients, point = array(m, given.positional[0]), array(m, given.positional[1])
    coefficients, point = (lax.convert(m, one, p.dtype) for one in (coefficients, point))
    shape = broadcast(coefficients.shape[1:], point.shape)
    start = lax.full(m, shape, 0, p.dtype)

    def turn(carry: Value, one: Value) -> Value:
        assert isinstance(carry, Array)
        assert isinstance(one, Array)
        return add(m, mul(m, carry, point), one), None

    found = scan(m, turn, start, coefficients, coefficients.shape[0])
    assert isinstance(found, tuple)
    return found[0]


FUNCTIONS: dict[str, Function] = {
    **dict.fromkeys(("quantile", "percentile", "median"), _quantile), "select": _select,
    "trapezoid": jitted(_trapezoid), "trapz": _trapezoid, "polyval": _polynomial,
}  # fmt: skip
