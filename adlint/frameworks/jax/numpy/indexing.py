"""Indexing: slices where the index is one of the program, dynamic slices for single places, else gathers and scatters.

As `jax.numpy.indexing` has it in JAX 0.10, with the integers that it computes on the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import Ref, Slice, Unknown, Value, is_integer
from adlint.frameworks.arguments import index_items, size_from
from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.arguments import Function, named
from adlint.frameworks.jax.numpy.elementwise import chosen, remainder
from adlint.frameworks.jax.numpy.making import filled
from adlint.frameworks.jax.primitives import add, bind, compare, select_n
from adlint.frameworks.jax.promotion import default, joined
from adlint.frameworks.jax.values import array, broadcast_to, is_plain, operand, unknown
from adlint.shapes.broadcasting import broadcast, one_axis
from adlint.shapes.dims import Dim, Shape, dim, product
from adlint.shapes.dtypes import kind
from adlint.shapes.indexing import Cut, Indexed, indexed
from adlint.shapes.sizes import INDEX
from adlint.symbolic import symbols_of
from adlint.trace import Array, Operand


def item(m: Machine, x: Array, index: Value, mode: Value = None) -> Array:
    """`x[index]`, or `x.at[index].get(mode=mode)`."""
    parts = parsed(m, x, index)
    if any(isinstance(one, Array) and one.dtype == "bool" for one in parts):
        return _masked(m, x, parts)
    found = _indexed(m, x, parts)
    arrays = [one for one in parts if isinstance(one, Array)]
    axes = _axes(m, x, found, parts)
    if mode in _FILLING:
        return _gathered(m, x, found, axes)
    if not arrays and _is_within(x, axes):
        return _static(m, x, found, axes)
    if all(not one.shape for one in arrays) and all(one.cut is None or one.cut.step == 1 for one in axes):
        return _dynamic(m, x, found, axes)
    return _gathered(m, x, found, axes)


_FILLING = ("fill", "drop")  # modes in which a place beyond the end gives something else


def _is_within(x: Array, axes: Sequence[Axis]) -> bool:
    """Whether no place is seen to be beyond the end of its axis, to be clamped when the program runs."""
    places_ = [(one.place, size) for one, size in zip(axes, x.shape, strict=True) if isinstance(size, int)]
    return all(-size <= place < size for place, size in places_ if place.__class__ is int)


def parsed(m: Machine, x: Array, index: Value) -> list[Value]:
    """An index, item by item; lists are arrays."""
    several = index if isinstance(index, tuple) else (index,)
    return [_parsed(m, one) for one in several]


def _parsed(m: Machine, one: Value) -> Value:
    match one:
        case Array() if one.framework != "jax" and not one.shape and kind(one.dtype) == "i":
            return 0  # a number of the program: where it points to matters to no shape
        case Array():
            return array(m, one)
        case Ref():
            return array(m, one)
        case Slice() if any(isinstance(end, Array) for end in (one.start, one.stop, one.step)):
            raise unknown(
                m, "the ends of a slice depend on data", *(e for e in (one.start, one.stop) if isinstance(e, Array))
            )
        case Unknown():
            raise unknown(m, one.reason)
        case _:
            return one


def _indexed(m: Machine, x: Array, parts: Sequence[Value]) -> Indexed:
    """What an index takes of an array; a place beyond the end of an axis is no error in JAX."""
    within = tuple([0 if one.__class__ is int else one for one in parts])
    return indexed(x.shape, index_items(m, within), m.sizes)


@dataclass(frozen=True, slots=True)
class Axis:
    """What is taken of one axis of an array: a slice, a place of the program, or places that are computed."""

    cut: Cut | None
    place: Value = None
    size: Dim = 1  # that is taken of the axis
    whole: bool = False


def _axes(m: Machine, x: Array, found: Indexed, parts: Sequence[Value]) -> list[Axis]:
    """For every axis what is taken of it, with the sizes of slices."""
    values = [one for one in parts if one is not None and one is not ... and not isinstance(one, Slice)]
    sizes = iter(found.cuts)
    pending = iter(values)
    axes = []
    for one, length in zip(found.axes, x.shape, strict=True):
        if isinstance(one, Cut):
            size, is_whole = next(sizes)
            if not is_whole and _may_be_whole(m, dim(length - size)):
                m.say_unknown("a slice is all of an axis in some turns of a loop, and JAX does less there", (x,))
            axes.append(Axis(one, None, size, is_whole))
        else:
            axes.append(Axis(None, next(pending)))
    return axes


def _may_be_whole(m: Machine, rest: Dim) -> bool:
    """Whether what a slice leaves out may be nothing, depending on the turn of a loop."""
    if isinstance(rest, int) or not any(one.reason == INDEX for one in symbols_of(rest)):
        return False
    return m.sizes.at_least(rest, 1) is not True


def _static(m: Machine, x: Array, found: Indexed, axes: Sequence[Axis]) -> Array:
    sizes = tuple(one.size for one in axes)
    result = x
    if not found.is_whole or any(one.cut is None for one in axes):
        backwards = [n for n, one in enumerate(axes) if one.cut is not None and one.cut.step < 0]
        is_all = all(one.whole or (one.cut is not None and one.cut.step == -1 and sizes[n] == x.shape[n])
                     for n, one in enumerate(axes))  # fmt: skip
        if not is_all and sizes != x.shape:
            result = lax.slice_(m, x, sizes)
        if backwards:
            result = bind(m, "rev", (result,), sizes, x.dtype, weak=x.weak, axes=tuple(backwards))
        result = lax.squeeze(m, result, [n for n, one in enumerate(axes) if one.cut is None])
    return lax.expand_dims(m, result, found.new)


def _dynamic(m: Machine, x: Array, found: Indexed, axes: Sequence[Axis]) -> Array:
    """`dynamic_slice`: every start is an integer that is counted from the front."""
    starts = [normal_start(m, one.place if one.cut is None else _start(one.cut), len(axes) > 1) for one in axes]
    sizes = tuple(one.size for one in axes)
    result = bind(m, "dynamic_slice", (x, *starts), sizes, x.dtype, weak=x.weak)
    result = lax.squeeze(m, result, [n for n, one in enumerate(axes) if one.cut is None])
    return lax.expand_dims(m, result, found.new)


def _start(cut: Cut) -> Value:
    return 0 if cut.start is None else cut.start


def normal_start(m: Machine, place: Value, several: bool) -> Operand:
    """An index counted from the front: an integer of 32 bits if it is one of several."""
    if not isinstance(place, Array):
        return lax.bind(m, "select_n", (None, operand(m, place)), (), "i32")
    start = lax.convert(m, place, "i32" if several else place.dtype)
    return _from_front(m, start)


def _from_front(m: Machine, start: Operand) -> Operand:
    if isinstance(start, Array) and start.dtype[0] == "u":
        return start
    wide = lax.convert(m, start, start.dtype) if isinstance(start, Array) else start
    return select_n(m, compare(m, "lt", start, 0), wide, add(m, wide, 1))


def places(m: Machine, x: Array, axes: Sequence[Axis]) -> tuple[Array, bool]:
    """The integers that a gather or scatter goes by, and whether they differ for sure."""
    columns: list[Operand] = []
    is_advanced = any(isinstance(one.place, Array) and one.place.shape for one in axes)
    shape: tuple[Dim, ...] = ()
    if is_advanced:
        shape = broadcast(*(one.place.shape for one in axes if isinstance(one.place, Array)))
    strided = [one.size for one in axes if one.cut is not None and not one.whole and one.cut.step != 1]
    for one in axes:
        if one.cut is None:
            columns.append(_column(m, one.place, shape if is_advanced else ()))
        elif not one.whole:
            columns.append(_start_column(m, one))
    whole = (*shape, *strided)
    if not columns:
        return bind(m, "iota", (), (0,), "i32"), True
    if len(columns) == 1 and lax.shape_of(columns[0]) == whole:
        only = columns[0]
        if isinstance(only, Array):
            return lax.expand_dims(m, only, (len(whole),)), not is_advanced
        return bind(m, "broadcast_in_dim", (only,), (1,), "i32", axes=()), not is_advanced
    parts = [bind(m, "broadcast_in_dim", (one,), (*whole, 1), "i32") for one in columns]
    return lax.concatenate(m, parts, len(whole)), not is_advanced


def _column(m: Machine, place: Value, shape: Shape) -> Operand:
    if not isinstance(place, Array):
        number = operand(m, place)
        return lax.full(m, shape, number, "i32")
    found = broadcast_to(m, _from_front(m, place), shape) if shape else _from_front(m, place)
    return lax.convert(m, found, "i32")


def _start_column(m: Machine, one: Axis) -> Operand:
    assert one.cut is not None
    start = operand(m, _start(one.cut))
    return start if one.cut.step == 1 else add(m, lax.mul(m, lax.iota(m, (one.size,), "i32"), one.cut.step), start)


def _gathered(m: Machine, x: Array, found: Indexed, axes: Sequence[Axis]) -> Array:
    where, _ = places(m, x, axes)
    shape = tuple(size for n, size in enumerate(found.shape) if n not in found.new)
    result = bind(m, "gather", (x, where), shape, x.dtype, weak=x.weak)
    return lax.expand_dims(m, result, found.new)


def _masked(m: Machine, x: Array, parts: Sequence[Value]) -> Array:
    """An index of booleans: how many elements it takes depends on data."""
    found = _indexed(m, x, parts)
    where = bind(m, "nonzero", tuple(one for one in parts if isinstance(one, Array)), (found.shape[0], 1), "i32")
    return bind(m, "gather", (x, where), found.shape, x.dtype)


_SCATTERS = {"set": "scatter", "add": "scatter_add", "subtract": "scatter_sub", "multiply": "scatter_mul",
             "mul": "scatter_mul", "min": "scatter_min", "max": "scatter_max"}  # fmt: skip


def update(m: Machine, x: Array, index: Value, name: str, given: Given) -> Value:
    """`x.at[index].set(value)` and its kin."""
    if name == "get":
        return item(m, x, index, given.keywords.get("mode"))
    parts = parsed(m, x, index)
    value = given.at(0, "values")
    if any(isinstance(one, Array) and one.dtype == "bool" for one in parts):
        return _masked_update(m, x, parts, name, value)
    found = _indexed(m, x, parts)
    if name == "divide":
        by = update(m, filled(m, x.shape, 1, x.dtype), index, "multiply", given)
        assert isinstance(by, Array)
        return lax.div(m, x, by)
    if name in ("power", "apply"):
        return _changed(m, x, index, name, value)
    y = array(m, value)
    if 0 in found.shape:  # nothing is changed
        return x
    dtype, weak = joined(m, (x, y))
    target = lax.convert(m, x, dtype, weak=weak)
    y = broadcast_to(m, lax.convert(m, y, dtype, weak=weak), found.shape)
    y = lax.squeeze(m, y, found.new)
    axes = _axes(m, x, found, parts)
    backwards = [n for n, one in enumerate(axes) if one.cut is not None and one.cut.step < 0]
    if backwards:
        y = bind(m, "rev", (y,), y.shape, y.dtype, axes=tuple(backwards))
    where, unique = places(m, x, axes)
    unique = unique or given.keywords.get("unique_indices") is True
    more = {"unique": unique, "window": _window(found, axes, len(y.shape))}
    result = bind(m, _SCATTERS[name], (target, where, y), x.shape, dtype, weak=weak, **more)
    return lax.convert(m, result, x.dtype, weak=x.weak)


def _window(found: Indexed, axes: Sequence[Axis], rank: int) -> tuple[int, ...]:
    """The axes of an update that lie within a slice: those behind and before the ones of places."""
    count = rank - sum(one.cut is not None and one.cut.step == 1 for one in axes)
    first = found.place
    return tuple(n for n in range(rank) if not first <= n < first + count)


def _masked_update(m: Machine, x: Array, parts: Sequence[Value], name: str, value: Value) -> Array:
    """Under a mask: the same as `where`."""
    mask = next(one for one in parts if isinstance(one, Array))
    if len(parts) > 1:
        raise unknown(m, "a mask beside other indices", mask)
    mask = lax.expand_dims(m, mask, tuple(range(len(mask.shape), len(x.shape))))
    y: Value = value if is_plain(value) else array(m, value)
    match name:
        case "set":
            changed: Value = y
        case "add" | "multiply" | "mul" | "max" | "min":
            primitive = {"add": "add", "multiply": "mul"}.get(name, name)
            changed = lax.elementwise(m, primitive, x, lax.convert(m, operand(m, y), x.dtype))
        case _:
            raise unknown(m, f"`at[mask].{name}`", x)
    return chosen(m, mask, changed, x)


def _changed(m: Machine, x: Array, index: Value, name: str, value: Value) -> Value:
    part = item(m, x, index)
    changed = m.call(value, part) if name == "apply" else lax.elementwise(m, "pow", part, operand(m, value))
    return update(m, x, index, "set", Given((changed,)))


def _take(m: Machine, name: str, given: Given) -> Value:
    x, where, axis, _, mode = named(given, "a indices axis out mode")
    x, places_ = array(m, x), array(m, where)
    if axis is None:
        x, axis = lax.reshape(m, x, (product(x.shape),)), 0
    place = one_axis(axis, len(x.shape))
    if mode == "wrap":
        places_ = array(m, remainder(m, "remainder", Given((places_, 1))))
    elif mode != "clip":
        places_ = chosen(m, compare(m, "lt", places_, 0), add(m, places_, 1), places_)
    shape = (*x.shape[:place], *places_.shape, *x.shape[place + 1 :])
    return bind(m, "gather", (x, lax.expand_dims(m, places_, (len(places_.shape),))), shape, x.dtype, weak=x.weak)


def _take_along(m: Machine, name: str, given: Given) -> Value:
    x, where, axis = named(given, "arr indices axis")
    x, where = array(m, x), array(m, where)
    place = one_axis(-1 if axis is None else axis, len(x.shape))
    where = lax.convert(m, where, "i32")
    where = select_n(m, compare(m, "lt", where, 0), where, add(m, where, 1))
    shape = broadcast(where.shape, (*x.shape[:place], 1, *x.shape[place + 1 :]))
    rows = tuple(size for n, size in enumerate(shape) if n == place or where.shape[n] != 1)
    flat = lax.reshape(m, where, (*rows, 1)) if (*rows, 1) != where.shape else where
    return bind(m, "gather", (x, flat), shape, x.dtype, weak=x.weak)


def sorted_(m: Machine, x: Array, axis: Value) -> Array:
    """`sort` along an axis."""
    place = one_axis(axis, len(x.shape))
    result = m.array(x.shape, x.dtype, "jax", weak=x.weak)
    m.emit("lax.sort", (x,), result, axis=place)
    return result


def _sort(m: Machine, name: str, given: Given) -> Value:
    x, axis = array(m, given.positional[0]), given.at(1, "axis", -1)
    if axis is None:
        x, axis = lax.reshape(m, x, (product(x.shape),)), 0
    result = sorted_(m, x, axis)
    if not given.keywords.get("descending"):
        return result
    return bind(m, "rev", (result,), x.shape, x.dtype, weak=x.weak, axes=())


def _sort_order(m: Machine, name: str, given: Given) -> Value:
    x = array(m, (items(m, given.positional[0]) or [None])[-1]) if name == "lexsort" else array(m, given.positional[0])
    return bind(m, "sort_order", (x,), x.shape, default(m, "i"))


def _searched(m: Machine, name: str, given: Given) -> Value:
    a, v = array(m, given.positional[0]), array(m, given.positional[1])
    if name == "digitize":
        a, v = v, a
    return bind(m, "searchsorted", (a, v), v.shape, "i32")


def _interpolated(m: Machine, name: str, given: Given) -> Value:
    """`interp`: between the two values next to each place; compiled by itself."""
    x, xp, fp = (array(m, one) for one in given.positional[:3])
    left, right = given.at(3, "left"), given.at(4, "right")
    at = bind(m, "searchsorted", (xp, x), x.shape, "i32")
    at = lax.elementwise(m, "min", lax.elementwise(m, "max", at, 1), 1)
    before = add(m, at, -1)
    df = lax.sub(m, item(m, fp, at), item(m, fp, before))
    dx = lax.sub(m, item(m, xp, at), item(m, xp, lax.sub(m, at, 1)))
    delta = lax.sub(m, x, item(m, xp, lax.sub(m, at, 1)))
    tiny = compare(m, "le", lax.elementwise(m, "abs", dx), 0.0)
    slope = lax.mul(m, lax.div(m, delta, chosen(m, tiny, 1, dx)), df)
    base = item(m, fp, lax.sub(m, at, 1))
    found = chosen(m, tiny, item(m, fp, lax.sub(m, at, 1)), add(m, base, slope))
    for end, place in ((left, 0), (right, -1)):
        if not isinstance(end, str):
            edge = item(m, fp, place) if end is None else end
            found = chosen(m, compare(m, "lt", x, item(m, xp, place)), edge, found)
    return found


def _counted(m: Machine, name: str, given: Given) -> Value:
    """`bincount`: ones, or weights, added up at places."""
    x, weights, _ = named(given, "x weights minlength")
    x, size = array(m, x), given.keywords.get("length")
    if not is_integer(size):
        raise unknown(m, "the length of `bincount` depends on data", x)
    w = filled(m, x.shape, 1, default(m, "i")) if weights is None else array(m, weights)
    into = filled(m, (size_from(m, size),), 0, w.dtype)
    safe = lax.elementwise(m, "max", x, 0)
    return update(m, into, safe, "add", Given((w,)))


def places_of(m: Machine, where: Array) -> Array:
    """The integers of a scatter along the first axis."""
    return lax.expand_dims(m, lax.convert(m, where, "i32"), (len(where.shape),))


FUNCTIONS: dict[str, Function] = {
    "take": _take, "take_along_axis": _take_along, "sort": _sort, "argsort": _sort_order, "lexsort": _sort_order,
    "searchsorted": _searched, "digitize": _searched, "interp": _interpolated, "bincount": _counted,
}  # fmt: skip
