"""Copies: arrays behind each other, in parts, repeated, with elements at other places, or padded."""

from __future__ import annotations

from itertools import pairwise

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import External, Many, Range, Ref, Value, is_integer
from adlint.frameworks.arguments import axes_from, shape_from
from adlint.frameworks.numpy.making import (
    Function,
    Missing,
    array_at,
    dtype_of,
    give,
    integer,
    known,
    number_or_array,
    operands_of,
    shape_of,
)
from adlint.frameworks.numpy.shaping import copy, view
from adlint.shapes.broadcasting import broadcast, one_axis, same, text
from adlint.shapes.dims import Dim, Mismatch, Shape, dim, product
from adlint.symbolic import ceildiv
from adlint.trace import Array


def joined(m: Machine, name: str, given: Given) -> Value:
    """`concatenate`, `stack`, `hstack`, `vstack`, `append`, `column_stack`, `dstack`."""
    held = list(given.positional[:2]) if name == "append" else items(m, given.positional[0])
    if not held:
        raise Missing(f"`{name}` of something that is not known")
    arrays = [known(m, one.value if isinstance(one, Many) else one) for one in held]
    times: list[Dim] = [one.times if isinstance(one, Many) else 1 for one in held]
    axis = given.at(2 if name == "append" else 1, "axis", None if name == "append" else 0)
    shape = joined_shape(name, [one.shape for one in arrays], times, axis)
    many = [Many(array, one.times) if isinstance(one, Many) else array for one, array in zip(held, arrays, strict=True)]
    operands = operands_of(many)  # type: ignore[arg-type]
    out = given.keywords.get("out")
    if isinstance(out, Array):
        give(m, name, operands, out.shape, out.dtype, buffer=out.buffer)
        return out
    return give(m, name, operands, shape, dtype_of(arrays), axis=axis)


def joined_shape(name: str, shapes: list[Shape], times: list[Dim], axis: Value) -> Shape:
    """The shape of several arrays behind each other, each so many times."""
    first = shapes[0]
    count: Dim = 0
    match name:
        case "stack":
            for one in times:
                count = dim(count + one)
            place = one_axis(axis, len(first) + 1)
            return (*first[:place], count, *first[place:])
        case "vstack" | "row_stack":
            shapes, place = [one if len(one) > 1 else (1, *(one or (1,))) for one in shapes], 0
        case "column_stack":
            shapes, place = [(*(one or (1,)), 1) if len(one) < 2 else one for one in shapes], 1
        case "dstack":
            shapes, place = [_deep(one) for one in shapes], 2
        case "hstack":
            shapes = [one or (1,) for one in shapes]
            place = 0 if len(shapes[0]) == 1 else 1
        case _ if axis is None:
            shapes, place = [(product(one),) for one in shapes], 0
        case _:
            place = one_axis(axis, len(first))
    for shape, time in zip(shapes, times, strict=True):
        if len(shape) != len(shapes[0]) or any(
            same(a, b) is False for n, (a, b) in enumerate(zip(shape, shapes[0], strict=True)) if n != place
        ):
            raise Mismatch(f"{text(shape)} cannot stand behind {text(shapes[0])}")
        count = dim(count + shape[place] * time)
    return (*shapes[0][:place], count, *shapes[0][place + 1 :])


def _deep(shape: Shape) -> Shape:
    match len(shape):
        case 0:
            return (1, 1, 1)
        case 1:
            return (1, *shape, 1)
        case 2:
            return (*shape, 1)
        case _:
            return shape


def block(m: Machine, name: str, given: Given) -> Value:
    """`block`: rows of arrays beside each other, one under another."""
    rows = items(m, given.positional[0]) or []
    parts = [items(m, row) if isinstance(row, Ref | tuple) else None for row in rows]
    if parts and all(part is not None for part in parts):
        lines = [joined(m, "concatenate", Given((tuple(part or ()), -1))) for part in parts]
        return joined(m, "concatenate", Given((tuple(lines), -2)))
    return joined(m, "hstack", Given((tuple(rows),)))


def split(m: Machine, name: str, given: Given) -> Value:
    """`split` and its kin: views, in a list."""
    array, parts = array_at(m, given, 0, "ary"), given.at(1, "indices_or_sections")
    axis = {"vsplit": 0, "hsplit": 0 if len(array.shape) == 1 else 1, "dsplit": 2}.get(name, given.at(2, "axis", 0))
    place = one_axis(axis, len(array.shape))
    size = array.shape[place]
    held = items(m, parts) if isinstance(parts, tuple | Ref | Range) else None
    if isinstance(parts, int):
        sizes = _even(size, parts, exact=name != "array_split")
    elif held is not None and all(map(is_integer, held)):
        ends: list[Dim] = [0, *held, size]  # type: ignore[list-item]
        sizes = [m.sizes.span(dim(b - a)) for a, b in pairwise(ends)]
    else:
        raise Missing("parts of an array that are not known")
    shapes = [tuple(one if n == place else s for n, s in enumerate(array.shape)) for one in sizes]
    return m.store.new("list", items=[view(m, "split", array, shape, part=n) for n, shape in enumerate(shapes)])


def _even(size: Dim, parts: int, *, exact: bool) -> list[Dim]:
    if isinstance(size, int):
        if exact and size % parts:
            raise Mismatch(f"an axis of {size} cannot be split into {parts} equal parts")
        return [size // parts + (number < size % parts) for number in range(parts)]
    return [dim(ceildiv(size - number, parts)) for number in range(parts)]


def unstacked(m: Machine, name: str, given: Given) -> Value:
    """`unstack`: the parts along an axis."""
    array = array_at(m, given, 0, "x")
    place = one_axis(given.keywords.get("axis", 0), len(array.shape))
    count, shape = array.shape[place], (*array.shape[:place], *array.shape[place + 1 :])
    if not isinstance(count, int):
        raise Missing("an array with a symbolic number of parts")
    return tuple(view(m, "getitem", array, shape) for _ in range(count))


def repeated(m: Machine, name: str, given: Given) -> Value:
    """`repeat`."""
    array, times, axis = array_at(m, given, 0, "a"), given.at(1, "repeats"), given.at(2, "axis")
    flat = (product(array.shape),) if axis is None else array.shape
    place = 0 if axis is None else one_axis(axis, len(flat))
    held = items(m, times) if isinstance(times, Ref | tuple) else None
    if is_integer(times):
        size = dim(flat[place] * integer(times))
    elif held is not None and all(isinstance(one, int) for one in held):
        size = sum(one for one in held if isinstance(one, int))
        if len(held) == 1:
            size = dim(flat[place] * size)
    else:
        size = m.fresh("how often elements are repeated depends on data", 0)
    return copy(m, "repeat", array, (*flat[:place], size, *flat[place + 1 :]), times=times, axis=axis)


def tiled(m: Machine, name: str, given: Given) -> Value:
    """`tile`."""
    array, times = array_at(m, given, 0, "A"), given.at(1, "reps")
    several = shape_from(m, times)
    if several is None:
        raise Missing("how often an array is repeated")
    rank = max(len(several), len(array.shape))
    padded_ = (*(1,) * (rank - len(array.shape)), *array.shape)
    factors = (*(1,) * (rank - len(several)), *several)
    return copy(m, "tile", array, tuple(product(pair) for pair in zip(padded_, factors, strict=True)), times=several)


def padded(m: Machine, name: str, given: Given) -> Value:
    """`pad`."""
    array, widths = array_at(m, given, 0, "array"), given.at(1, "pad_width")
    pairs = _widths(m, widths, len(array.shape))
    shape = tuple(dim(size + a + b) for size, (a, b) in zip(array.shape, pairs, strict=True))
    return copy(m, "pad", array, shape, widths=tuple(pairs), mode=given.at(2, "mode", "constant"))


def _widths(m: Machine, widths: Value, rank: int) -> list[tuple[Dim, Dim]]:
    if is_integer(widths):
        return [(widths, widths)] * rank  # type: ignore[list-item]
    held = items(m, widths) if isinstance(widths, tuple | Ref) else None
    if held is None:
        raise Missing("how wide an array is padded")
    pairs = [tuple(items(m, one) or ()) if isinstance(one, tuple | Ref) else None for one in held]
    if pairs and pairs[0] is None:
        pairs = [(held[0], held[-1])]
    several = [(one[0], one[-1]) for one in pairs if one]
    if not all(is_integer(size) for pair in several for size in pair):
        raise Missing("how wide an array is padded")
    return several * rank if len(several) == 1 else several  # type: ignore[return-value]


def resized(m: Machine, name: str, given: Given) -> Value:
    """`resize`: as many elements as fit, again and again."""
    shape = shape_from(m, given.at(1, "new_shape"))
    if shape is None:
        raise Missing("a shape that is not known")
    return copy(m, "resize", array_at(m, given, 0, "a"), shape)


def rearranged(m: Machine, name: str, given: Given) -> Value:
    """A copy with elements at other places: `roll`, `sort`, `tril`."""
    array = array_at(m, given, 0, "a")
    axis = given.at({"sort": 1, "partition": 2}.get(name, 9), "axis", -1)
    shape = (product(array.shape),) if axis is None and name in ("sort", "partition") else array.shape
    more: dict[str, object] = {"by": given.at(1, "shift")} if name == "roll" else {"by": given.at(1, "k", 0)}
    return copy(m, name, array, shape, axis=axes_from(m, given.at(2, "axis")) if name == "roll" else axis, **more)


def inserted(m: Machine, name: str, given: Given) -> Value:
    """`insert` and `delete` of one element or several along an axis."""
    array, where = array_at(m, given, 0, "arr"), given.at(1, "obj")
    axis = given.at(3 if name == "insert" else 2, "axis")
    flat = (product(array.shape),) if axis is None else array.shape
    place = 0 if axis is None else one_axis(axis, len(flat))
    held = items(m, where) if isinstance(where, Ref | tuple) else None
    count = 1 if is_integer(where) else len(held) if held is not None else None
    value = given.at(2, "values") if name == "insert" else None
    operands: tuple[Value, ...] = (array,)
    if name == "insert":
        value = number_or_array(m, value)
        operands = (array, value)
        if count == 1 and axis is None and shape_of(value):
            count = product(shape_of(value))  # type: ignore[assignment]
    size: Dim
    if count is None:
        size = m.fresh(f"how many elements `{name}` leaves depends on data", 0)
    else:
        size = dim(flat[place] + count) if name == "insert" else m.sizes.span(dim(flat[place] - count))
    return give(m, name, operands, (*flat[:place], size, *flat[place + 1 :]), array.dtype)


def mesh(m: Machine, name: str, given: Given) -> Value:
    """`meshgrid`: each vector along an axis of its own."""
    arrays = [known(m, value) for value in given.positional]
    sizes = [product(one.shape) for one in arrays]
    place = list(range(len(sizes)))
    if given.keywords.get("indexing", "xy") == "xy" and len(sizes) > 1:
        place[0], place[1] = 1, 0
    shape = tuple(sizes[one] for one in place)
    if given.keywords.get("sparse") is True:
        shapes = [tuple(s if place[n] == number else 1 for n, s in enumerate(shape)) for number in range(len(sizes))]
        return tuple(view(m, "reshape", one, own) for one, own in zip(arrays, shapes, strict=True))
    return tuple(copy(m, "meshgrid", one, shape, axis=place.index(n)) for n, one in enumerate(arrays))


def chosen(m: Machine, name: str, given: Given) -> Value:
    """`where` with three arguments, `select`, `choose`: elements of one array or another."""
    if name == "where":
        if len(given.positional) < 3:
            return m.call(External("numpy.nonzero"), *given.positional)
        values = [number_or_array(m, one) for one in given.positional]
        return give(m, "where", values, broadcast(*map(shape_of, values)), dtype_of(values[1:]))
    first, second = (items(m, one) or [] for one in given.positional[:2])
    values = [*(number_or_array(m, one) for one in second), number_or_array(m, given.at(2, "default", 0))]
    masks = [number_or_array(m, one) for one in first]
    return give(m, "select", [*masks, *values], broadcast(*map(shape_of, [*masks, *values])), dtype_of(values))


def taken(m: Machine, name: str, given: Given) -> Value:
    """`take`, `take_along_axis`, `compress`, `extract`: elements at places, copied."""
    if name in ("compress", "extract"):
        mask, array = known(m, given.positional[0]), known(m, given.positional[1])
        axis = given.at(2, "axis")
        flat = (product(array.shape),) if axis is None else array.shape
        place = 0 if axis is None else one_axis(axis, len(flat))
        size = m.fresh("how many elements a mask takes depends on data", 0, flat[place])
        return give(m, name, (array, mask), (*flat[:place], size, *flat[place + 1 :]), array.dtype)
    array, index = array_at(m, given, 0, "a"), number_or_array(m, given.at(1, "indices"))
    axis = given.at(2, "axis", -1 if name == "take_along_axis" else None)
    if name == "take_along_axis":
        shape = shape_of(index)
    else:
        flat = (product(array.shape),) if axis is None else array.shape
        place = 0 if axis is None else one_axis(axis, len(flat))
        shape = (*flat[:place], *shape_of(index), *flat[place + 1 :])
    return give(m, name, (array, index), shape, array.dtype, axis=axis)


def put(m: Machine, name: str, given: Given) -> Value:
    """`copyto`, `put`, `place`, `putmask`, `put_along_axis`, `fill_diagonal`: elements are written."""
    target = given.positional[0]
    position = {"copyto": 1, "fill_diagonal": 1}.get(name, 2)
    value = number_or_array(m, given.at(position, {"copyto": "src", "fill_diagonal": "val"}.get(name, "values")))
    if not isinstance(target, Array):
        raise Missing("an array that is not known is written to")
    give(m, "setitem", (target, value), target.shape, target.dtype, buffer=target.buffer, of=name)
    return None


TABLE: dict[str, Function] = {
    **dict.fromkeys(("concatenate", "concat", "stack", "hstack", "vstack", "row_stack", "append"), joined),
    **dict.fromkeys(("column_stack", "dstack"), joined),
    "block": block, **dict.fromkeys(("split", "array_split", "hsplit", "vsplit", "dsplit"), split),
        "unstack": unstacked,
    "repeat": repeated, "tile": tiled, "pad": padded, "resize": resized,
    **dict.fromkeys(("roll", "sort", "partition", "tril", "triu"), rearranged),
    **dict.fromkeys(("insert", "delete"), inserted), "meshgrid": mesh,
    **dict.fromkeys(("where", "select"), chosen),
    **dict.fromkeys(("take", "take_along_axis", "compress", "extract"), taken),
    **dict.fromkeys(("copyto", "put", "place", "putmask", "put_along_axis", "fill_diagonal"), put),
}  # fmt: skip
