"""Primitives that read and write at places that are computed, and sorting."""

from __future__ import annotations

from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.derivatives.rule import Differentiating, Tangents, added, rule
from adlint.frameworks.jax.primitives import Emitter, bind, compare, mul, select_n
from adlint.shapes.dims import Shape
from adlint.trace import Array, Op, Operand


@rule("gather", "dynamic_slice")
def _read(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    """The same of the tangent, at the same places."""
    result = op.results[0]
    given = (tangents[0], *op.operands[1:])
    return (lax.again(m, op, given, result),)


@rule("dynamic_update_slice")
def _written_slice(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    into, update = _both(m, op.operands[:2], tangents[:2])
    result = op.results[0]
    return (bind(m, "dynamic_update_slice", (into, update, *op.operands[2:]), result.shape, result.dtype),)


def _both(m: Emitter, operands: tuple[Operand, ...], tangents: Tangents) -> list[Operand]:
    """Tangents, those that are zero filled in."""
    return [
        lax.zeros(m, x) if g is None and isinstance(x, Array) else g for x, g in zip(operands, tangents, strict=True)
    ]


@rule("scatter_add", "scatter_sub")
def _added_to(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    into, places, update = op.operands
    g, h = _both(m, (into, update), (tangents[0], tangents[2]))
    result = op.results[0]
    return (lax.again(m, op, (g, places, h), result),)


@rule("scatter")
def _written(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    """Where places may be the same, the last one that is written there is found by numbers, and all others masked."""
    into, places, update = op.operands
    g, h = _both(m, (into, update), (tangents[0], tangents[2]))
    result = op.results[0]
    if op.attribute("unique"):
        return (lax.again(m, op, (g, places, h), result),)
    assert isinstance(into, Array)
    assert isinstance(update, Array)
    numbers = bind(m, "iota", (), _numbered(op, update.shape), "u32")
    written = bind(m, "scatter", (_zero_numbers(m, into.shape), places, numbers), into.shape, "u32", unique=False)
    read = bind(m, "gather", (written, places), update.shape, "u32")
    untouched = compare(m, "eq", written, 0)
    kept = lax.bind(m, "eq", (numbers, read), update.shape, "bool")
    masked_g = select_n(m, untouched, lax.zeros(m, into), g)
    masked_h = select_n(m, kept, lax.zeros(m, update), h)
    return (bind(m, "scatter_add", (masked_g, places, masked_h), result.shape, result.dtype, unique=False),)


def _numbered(op: Op, shape: Shape) -> Shape:
    window = op.attribute("window", ())
    assert isinstance(window, tuple)
    return tuple(1 if n in window else size for n, size in enumerate(shape))


def _zero_numbers(m: Emitter, shape: Shape) -> Operand:
    return lax.full(m, shape, 0, "u32")


@rule("scatter_mul")
def _multiplied_at(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    into, places, update = op.operands
    result, unique = op.results[0], op.attribute("unique")
    parts: list[Operand] = []
    if tangents[0] is not None:
        parts.append(lax.again(m, op, (tangents[0], places, update), result))
    if tangents[2] is not None:
        nothing = lax.full(m, result.shape, 0.0, result.dtype)
        written = (nothing, places, tangents[2])
        parts.append(mul(m, into, bind(m, "scatter_add", written, result.shape, result.dtype, unique=unique)))
    return (parts[0] if len(parts) == 1 else added(m, *parts),)


@rule("scatter_max", "scatter_min")
def _extreme_at(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    """Updates that win share the tangent of the place with the value that stood there, if that is as large."""
    into, places, update = op.operands
    g, h = _both(m, (into, update), (tangents[0], tangents[2]))
    result = op.results[0]
    assert isinstance(update, Array)

    def at(x: Operand) -> Array:
        return bind(m, "gather", (x, places), update.shape, result.dtype)

    won, stood = compare(m, "eq", update, at(result)), compare(m, "eq", at(into), at(result))
    count = at(
        bind(m, "scatter_add", (lax.full(m, result.shape, 0.0, result.dtype), places, won), result.shape, result.dtype)
    )
    share = select_n(m, stood, lax.div(m, 1.0, count), lax.div(m, 1.0, count))
    of_update = select_n(m, won, lax.zeros(m, update), share)
    of_place = lax.div(m, lax.add(m, -1.0, select_n(m, stood, lax.zeros(m, count), share)), count)
    change = lax.add(
        m, mul(m, bind(m, "gather", (g, places), update.shape, result.dtype), of_place), mul(m, h, of_update)
    )
    return (bind(m, "scatter_add", (g, places, change), result.shape, result.dtype, unique=False),)


@rule("sort", "top_k")
def _sorted(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    """Tangents are taken from where the values came from."""
    shape = op.results[0].shape
    order = op.results[1] if op.name == "lax.top_k" else bind(m, "sort_order", tuple(op.operands), shape, "u32")
    places = (
        lax.broadcast_in_dim(m, order, (*shape, 1), range(len(shape)))
        if op.name == "lax.sort"
        else lax.reshape(m, order, (*shape, 1))
    )
    return tuple(
        None if g is None else bind(m, "gather", (g, places), shape, result.dtype)
        for g, result in zip((*tangents, *(None,) * len(op.results)), op.results, strict=False)
    )
