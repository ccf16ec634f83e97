"""Functions that join arrays and part them."""

from __future__ import annotations

from itertools import pairwise

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import Many, Range, Ref, Value
from adlint.frameworks.arguments import size_from
from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.arguments import Function, named
from adlint.frameworks.jax.numpy.shaping import at_least
from adlint.frameworks.jax.primitives import bind
from adlint.frameworks.jax.promotion import joined
from adlint.frameworks.jax.transformed.jit import jitted
from adlint.frameworks.jax.values import array, broadcast_to, dtype_of, operand, promoted, unknown
from adlint.shapes.broadcasting import axes, one_axis
from adlint.shapes.dims import Dim, dim, product
from adlint.symbolic import Polynomial, ceildiv
from adlint.trace import Array, Operand, Repeated


def _held(m: Machine, value: Value) -> list[Value]:
    if isinstance(value, Array):
        return _rows(m, value)
    held = items(m, value)
    if held is None:
        raise unknown(m, "arrays are joined that are not known one by one", value)
    return held


def _rows(m: Machine, value: Array) -> list[Value]:
    held = items(m, value)
    if held is None:
        raise unknown(m, "the rows of an array of symbolic size are joined", value)
    return held


def _join(m: Machine, name: str, given: Given) -> Value:
    """`concatenate` and its kin."""
    if name == "append":
        values, axis = list(given.positional[:2]), given.at(2, "axis")
    else:
        values, axis = _held(m, given.positional[0]), given.at(1, "axis", 0)
    arrays = [array(m, one.value if isinstance(one, Many) else one) for one in values]
    times: list[Dim] = [one.times if isinstance(one, Many) else 1 for one in values]
    arrays, axis = _aligned(m, name, arrays, axis)
    dtype, weak = _common(m, given.keywords.get("dtype"), arrays)
    return concatenated(m, arrays, times, one_axis(axis, len(arrays[0].shape)), dtype, weak)


def _aligned(m: Machine, name: str, arrays: list[Array], axis: Value) -> tuple[list[Array], Value]:
    match name:
        case "vstack" | "row_stack":
            return [at_least(m, one, 2) for one in arrays], 0
        case "dstack":
            return [at_least(m, one, 3) for one in arrays], 2
        case "hstack":
            arrays = [at_least(m, one, 1) for one in arrays]
            return arrays, 0 if len(arrays[0].shape) == 1 else 1
        case "column_stack":
            return [_column(m, one) if len(one.shape) < 2 else one for one in arrays], 1
        case _ if axis is None:
            return [lax.reshape(m, one, (product(one.shape),)) for one in arrays], 0
        case _:
            return arrays, axis


def _column(m: Machine, x: Array) -> Array:
    return lax.transpose(m, at_least(m, x, 2), (1, 0))


def _common(m: Machine, dtype: Value, arrays: list[Array]) -> tuple[str, bool]:
    """The dtype that is asked for, or that of all of them together, and whether it is weak."""
    found, weak = joined(m, arrays)
    return dtype_of(m, dtype, found), weak and dtype is None


def concatenated(m: Machine, arrays: list[Array], times: list[Dim], axis: int, dtype: str, weak: bool) -> Array:
    """Arrays behind each other, each so many times."""
    found = [lax.convert(m, one, dtype, weak=weak) for one in arrays]
    if len(found) == 1 and times == [1]:
        return found[0]
    size: Dim = 0
    parts: list[Operand] = []
    for one, count in zip(found, times, strict=True):
        assert isinstance(one, Array)
        size = dim(size + one.shape[axis] * count)
        parts.append(one if count == 1 else Repeated(one, count))
    shape = (*arrays[0].shape[:axis], size, *arrays[0].shape[axis + 1 :])
    return bind(m, "concatenate", parts, shape, dtype, weak=weak, axis=axis)


def _stack(m: Machine, name: str, given: Given) -> Value:
    values, axis = _held(m, given.positional[0]), given.at(1, "axis", 0)
    arrays = [array(m, one.value if isinstance(one, Many) else one) for one in values]
    place = one_axis(axis, len(arrays[0].shape) + 1)
    times: list[Dim] = [one.times if isinstance(one, Many) else 1 for one in values]
    dtype, weak = _common(m, given.keywords.get("dtype"), arrays)
    wide = [lax.expand_dims(m, lax.convert(m, one, dtype, weak=weak), (place,)) for one in arrays]
    return concatenated(m, [one for one in wide if isinstance(one, Array)], times, place, dtype, weak)


def _split(m: Machine, name: str, given: Given) -> Value:
    x, parts, axis = named(given, "ary indices_or_sections axis")
    x = array(m, x)
    place = {"vsplit": 0, "hsplit": 1, "dsplit": 2}.get(name, 0 if axis is None else one_axis(axis, len(x.shape)))
    sizes = _sizes(m, name, x.shape[place], parts)
    shapes = [(*x.shape[:place], size, *x.shape[place + 1 :]) for size in sizes]
    results = tuple(m.array(shape, x.dtype, "jax", weak=x.weak) for shape in shapes)
    m.emit("lax.split", (x,), *results, axis=place)
    return m.store.new("list", items=list(results))


def _sizes(m: Machine, name: str, size: Dim, parts: Value) -> list[Dim]:
    if isinstance(parts, int):
        if name == "array_split" and isinstance(size, int):
            return [size // parts + (n < size % parts) for n in range(parts)]
        return [dim(ceildiv(size, parts))] * parts
    held = items(m, parts) if isinstance(parts, tuple | Ref | Range) else None
    if isinstance(parts, Array) and len(parts.shape) == 1 and isinstance(parts.shape[0], int):
        held = [m.library_of(parts).item(m, parts, n) for n in range(parts.shape[0])]
    if held is None or not all(isinstance(one, int | Polynomial) for one in held):
        raise unknown(m, "the places where an array is split are not known", parts)
    ends = [0, *(size_from(m, one) for one in held), size]
    return [dim(b - a) for a, b in pairwise(ends)]


def _pad(m: Machine, name: str, given: Given) -> Value:
    """`pad`: with a number; other modes join slices of the array, one side of one axis after the other."""
    x, widths, mode = named(given, "array pad_width mode")
    x = array(m, x)
    pairs = _widths(m, widths, len(x.shape))
    if mode in (None, "constant"):
        value = given.keywords.get("constant_values", 0)
        shape = tuple(dim(size + a + b) for size, (a, b) in zip(x.shape, pairs, strict=True))
        fill = operand(m, value)
        return lax.pad(m, x, lax.convert(m, fill, x.dtype) if isinstance(fill, Array) else fill, shape, compiled=True)
    for axis, (before, after) in enumerate(pairs):
        x = _padded(m, x, axis, before, after, mode)
    return x


def _padded(m: Machine, x: Array, axis: int, before: Dim, after: Dim, mode: Value) -> Array:
    parts: list[Operand] = []
    for number, width in enumerate((before, after)):
        if width != 0:
            edge = lax.slice_axis(m, x, axis, 1 if mode == "edge" else width)
            if mode == "edge":
                shape = (*x.shape[:axis], width, *x.shape[axis + 1 :])
                edge = lax.broadcast_in_dim(m, edge, shape, range(len(shape))) if width != 1 else edge
            elif mode in ("reflect", "symmetric"):
                edge = bind(m, "rev", (edge,), edge.shape, edge.dtype, axes=(axis,))
            parts.append(edge)
        if number == 0:
            parts.append(x)
    return lax.concatenate(m, parts, axis)


def _widths(m: Machine, widths: Value, rank: int) -> list[tuple[Dim, Dim]]:
    """Before and behind each axis: a number, a pair, or pairs."""
    held = items(m, widths) if isinstance(widths, tuple | Ref) else None
    if not held or not isinstance(held[0], tuple | Ref):
        return [_ends(m, widths) for _ in range(rank)]
    pairs = [_ends(m, one) for one in held]
    return pairs * rank if len(pairs) == 1 else pairs


def _ends(m: Machine, value: Value) -> tuple[Dim, Dim]:
    """A number for both ends, or one for each."""
    held = [size_from(m, one) for one in (items(m, value) or [] if isinstance(value, tuple | Ref) else [value])]
    return held[0], held[-1]


def _difference(m: Machine, name: str, given: Given) -> Value:
    x, order, axis = named(given, "a n axis")
    x = array(m, x)
    place = one_axis(-1 if axis is None else axis, len(x.shape))
    extra = [given.keywords.get(one) for one in ("prepend", "append")]
    if any(one is not None for one in extra):
        shape = (*x.shape[:place], 1, *x.shape[place + 1 :])
        ends = [None if one is None else broadcast_to(m, _like(m, one, x), shape) for one in extra]
        x = lax.concatenate(m, [one for one in (ends[0], x, ends[1]) if one is not None], place)
    for _ in range(order if isinstance(order, int) else 1):
        size = m.sizes.span(dim(x.shape[place] - 1))
        x = lax.sub(m, lax.slice_axis(m, x, place, size), lax.slice_axis(m, x, place, size))
    return x


def _like(m: Machine, value: Value, x: Array) -> Operand:
    found = array(m, value)
    return found if found.shape else lax.convert(m, found, x.dtype)


def _gradient(m: Machine, name: str, given: Given) -> Value:
    """`gradient`: central differences, one-sided at the ends."""
    first, *steps = promoted(m, *(array(m, one) for one in given.positional), floating=True)
    x = array(m, given.positional[0])
    x = lax.convert(m, x, lax.first_array(first).dtype)
    axis = given.keywords.get("axis")
    places = axes(axis, len(x.shape))
    spacing = steps * len(places) if len(steps) == 1 else steps or [1.0] * len(places)
    found = [_along(m, x, place, step) for place, step in zip(places, spacing, strict=False)]
    return found[0] if len(found) == 1 else m.store.new("list", items=list(found))


def _along(m: Machine, x: Array, axis: int, step: Operand) -> Array:
    def difference(size: Dim) -> Array:
        return lax.sub(m, lax.slice_axis(m, x, axis, size), lax.slice_axis(m, x, axis, size))

    inner = lax.div(m, lax.mul(m, difference(m.sizes.span(dim(x.shape[axis] - 2))), 0.5), step)
    lower, upper = (lax.div(m, difference(1), step) for _ in range(2))
    return lax.concatenate(m, (upper, inner, lower), axis)


FUNCTIONS: dict[str, Function] = {
    **dict.fromkeys(("concatenate", "concat", "vstack", "hstack", "dstack", "row_stack", "column_stack", "append"),
                    _join),
    "stack": _stack, **dict.fromkeys(("split", "array_split", "hsplit", "vsplit", "dsplit"), _split), "pad": _pad,
    "diff": jitted(_difference), "gradient": jitted(_gradient), "ediff1d": jitted(_difference),
}  # fmt: skip
