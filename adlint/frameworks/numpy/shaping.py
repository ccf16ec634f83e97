"""Views and copies: reshaping, transposing, joining."""

from __future__ import annotations

from adlint.evaluate.iteration import items
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Many, Range, Ref, Unknown, Value
from adlint.frameworks.arguments import axes_from, shape_from
from adlint.frameworks.numpy.making import as_array, dtype_of, operands_of
from adlint.shapes.broadcasting import axes, broadcast, one_axis
from adlint.shapes.dims import Dim, Mismatch, Shape, dim, product, quotient
from adlint.trace import Array


def view(m: Machine, name: str, array: Array, shape: Shape, *, copies: bool = False) -> Array:
    """A view, or a copy, of an array under another shape."""
    result = m.array(shape, array.dtype, "numpy", None if copies else array.buffer)
    m.emit(f"numpy.{name}", (array,), result)
    return result


def new_shape(m: Machine, shape: Shape, wanted: Shape) -> Shape:
    """The shape that `reshape` gives, -1 being what is left. Mismatch if the sizes differ for sure."""
    size = product(shape)
    if -1 not in wanted:
        total = product(wanted)
        if isinstance(size, int) and isinstance(total, int) and size != total:
            raise Mismatch(f"an array of {size} elements cannot be reshaped to {wanted}")
        return wanted
    rest = product(one for one in wanted if one != -1)
    left = quotient(size, rest)
    if left is None:
        if isinstance(size, int) and isinstance(rest, int):
            raise Mismatch(f"an array of {size} elements cannot be reshaped to {wanted}")
        left = m.fresh("a size that `reshape` leaves open")
    return tuple(left if one == -1 else one for one in wanted)


def reshape(m: Machine, name: str, given: Given) -> Value:
    """`reshape`."""
    array = as_array(m, given.positional[0])
    rest = given.positional[1:]
    wanted = rest if len(rest) > 1 else given.at(1, "shape", given.keywords.get("newshape"))
    shape = shape_from(m, wanted)
    if isinstance(array, Unknown) or shape is None:
        return m.say_unknown("`reshape` to a shape that is not known", given.positional)
    return view(m, "reshape", array, new_shape(m, array.shape, shape))


def ravel(m: Machine, name: str, given: Given) -> Value:
    """`ravel` (a view) and `flatten` (a copy)."""
    array = as_array(m, given.positional[0])
    return array if isinstance(array, Unknown) else view(
        m, name, array, (product(array.shape),), copies=name == "flatten"
    )  # fmt: skip


def transpose(m: Machine, name: str, given: Given) -> Value:
    """`transpose`, with the order of axes or without."""
    array = as_array(m, given.positional[0])
    if isinstance(array, Unknown):
        return array
    rest = given.positional[1:]
    order = axes_from(m, rest if len(rest) > 1 else given.at(1, "axes"))
    places = tuple(reversed(range(len(array.shape)))) if order is None else axes(order, len(array.shape))
    return view(m, "transpose", array, tuple(array.shape[place] for place in places))


def moved(m: Machine, name: str, given: Given) -> Value:
    """`swapaxes`, `moveaxis`."""
    array = as_array(m, given.positional[0])
    if isinstance(array, Unknown):
        return array
    rank = len(array.shape)
    a, b = (axes(axes_from(m, one), rank) for one in given.positional[1:3])
    order = list(range(rank))
    if name == "swapaxes":
        order[a[0]], order[b[0]] = order[b[0]], order[a[0]]
    else:
        order = [one for one in order if one not in a]
        for target, source in sorted(zip(b, a, strict=True)):
            order.insert(target, source)
    return view(m, "transpose", array, tuple(array.shape[place] for place in order))


def expand(m: Machine, name: str, given: Given) -> Value:
    """`expand_dims`."""
    array = as_array(m, given.positional[0])
    if isinstance(array, Unknown):
        return array
    wanted = axes_from(m, given.at(1, "axis"))
    count = len(wanted) if isinstance(wanted, tuple) else 1
    places = axes(wanted, len(array.shape) + count)
    shape = list(array.shape)
    for place in sorted(places):
        shape.insert(place, 1)
    return view(m, "reshape", array, tuple(shape))


def squeeze(m: Machine, name: str, given: Given) -> Value:
    """`squeeze`."""
    array = as_array(m, given.positional[0])
    if isinstance(array, Unknown):
        return array
    axis = axes_from(m, given.at(1, "axis"))
    over = None if axis is None else axes(axis, len(array.shape))
    shape = tuple(s for n, s in enumerate(array.shape) if not (s == 1 if over is None else n in over))
    return view(m, "reshape", array, shape)


def broadcast_to(m: Machine, name: str, given: Given) -> Value:
    """`broadcast_to`."""
    array, shape = as_array(m, given.positional[0]), shape_from(m, given.at(1, "shape"))
    if isinstance(array, Unknown) or shape is None:
        return m.say_unknown("`broadcast_to` a shape that is not known", given.positional)
    return view(m, "broadcast_to", array, broadcast(array.shape, shape))


def joined(m: Machine, name: str, given: Given) -> Value:
    """`concatenate`, `stack`, `hstack`, `vstack`, `append`, `column_stack`."""
    held = list(given.positional[:2]) if name == "append" else items(m, given.positional[0])
    if held is None:
        return m.say_unknown(f"`{name}` of something that is not known", given.positional)
    arrays = [as_array(m, one.value if isinstance(one, Many) else one) for one in held]
    known = [one for one in arrays if isinstance(one, Array)]
    if len(known) < len(arrays) or not known:
        return m.say_unknown(f"`{name}` of something that is not known", given.positional)
    times: list[Dim] = [one.times if isinstance(one, Many) else 1 for one in held]
    axis = given.at(2 if name == "append" else 1, "axis", None if name == "append" else 0)
    shape = joined_shape(name, [one.shape for one in known], times, axis)
    result = m.array(shape, dtype_of(tuple(known)), "numpy")
    m.emit(f"numpy.{name}", tuple(operands_of(held)), result)
    return result


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
            shapes, place = [(1, *one) if len(one) == 1 else one for one in shapes], 0
        case "column_stack":
            shapes, place = [(*one, 1) if len(one) == 1 else one for one in shapes], 1
        case "hstack":
            place = 0 if len(first) == 1 else 1
        case _ if axis is None:
            shapes, place = [(product(one),) for one in shapes], 0
        case _:
            place = one_axis(axis, len(first))
    for shape, time in zip(shapes, times, strict=True):
        count = dim(count + shape[place] * time)
    return (*shapes[0][:place], count, *shapes[0][place + 1 :])


def repeated(m: Machine, name: str, given: Given) -> Value:
    """`repeat` and `tile`."""
    array, times = as_array(m, given.positional[0]), given.positional[1]
    if isinstance(array, Unknown) or isinstance(times, Array | Unknown):
        return m.say_unknown(f"`{name}` of something that is not known", given.positional)
    shape: Shape = array.shape
    if name == "repeat":
        axis = given.at(2, "axis")
        flat = (product(shape),) if axis is None else shape
        place = 0 if axis is None else one_axis(axis, len(shape))
        shape = tuple(dim(s * times) if n == place else s for n, s in enumerate(flat))  # type: ignore[operator]
    else:
        several = shape_from(m, times) or (1,)
        rank = max(len(several), len(shape))
        padded = (*(1,) * (rank - len(shape)), *shape)
        factors = (*(1,) * (rank - len(several)), *several)
        shape = tuple(product(pair) for pair in zip(padded, factors, strict=True))
    return view(m, name, array, shape, copies=True)


def padded(m: Machine, name: str, given: Given) -> Value:
    """`pad`."""
    array, widths = as_array(m, given.positional[0]), given.positional[1]
    if isinstance(array, Unknown):
        return array
    pairs = _widths(m, widths, len(array.shape))
    shape = tuple(dim(size + a + b) for size, (a, b) in zip(array.shape, pairs, strict=True))
    return view(m, "pad", array, shape, copies=True)


def _widths(m: Machine, widths: Value, rank: int) -> list[tuple[Dim, Dim]]:
    if not isinstance(widths, tuple | Ref | Range):
        return [(widths, widths)] * rank  # type: ignore[list-item]
    held = items(m, widths) or []
    pairs = [tuple(items(m, one) or ()) if isinstance(one, tuple | Ref) else None for one in held]
    if pairs and pairs[0] is None:
        return [tuple(held)] * rank if len(held) == 2 else [(held[0], held[0])] * rank  # type: ignore[list-item]
    return (pairs * rank if len(pairs) == 1 else pairs)  # type: ignore[return-value]
