"""Views of one array under another shape."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Value, is_integer
from adlint.frameworks.arguments import axes_from, shape_from
from adlint.frameworks.numpy.making import Function, Missing, array_at, give, integer, known, path_of
from adlint.shapes.broadcasting import axes, broadcast, one_axis
from adlint.shapes.dims import Dim, Shape, dim, product
from adlint.shapes.dtypes import real
from adlint.shapes.reshaping import completed
from adlint.trace import Array


def view(m: Machine, name: str, array: Array, shape: Shape, **more: object) -> Array:
    """A view of an array under another shape."""
    result = m.array(shape, array.dtype, array.framework, array.buffer)
    m.emit(path_of(name), (array,), result, **more)
    return result


def copy(m: Machine, name: str, array: Array, shape: Shape, **more: object) -> Array:
    """A copy of an array, or of parts of it, under another shape."""
    result = m.array(shape, array.dtype, array.framework)
    m.emit(path_of(name), (array,), result, **more)
    return result


def shape_at(m: Machine, value: Value) -> Shape:
    """A shape. Missing if it is not known."""
    found = shape_from(m, value)
    if found is None:
        raise Missing("a shape that is not known")
    return found


def reshape(m: Machine, name: str, given: Given) -> Value:
    """`reshape`."""
    array = array_at(m, given, 0, "a")
    rest = given.positional[1:]
    wanted = (
        rest if len(rest) > 1 and all(map(is_integer, rest)) else given.at(1, "shape", given.keywords.get("newshape"))
    )
    return view(m, "reshape", array, completed(array.shape, shape_at(m, wanted)))


def ravel(m: Machine, name: str, given: Given) -> Value:
    """`ravel`."""
    array = array_at(m, given, 0, "a")
    return view(m, "ravel", array, (product(array.shape),))


def flatten(m: Machine, name: str, given: Given) -> Value:
    """`flatten`."""
    array = array_at(m, given, 0, "a")
    return copy(m, "flatten", array, (product(array.shape),))


def transpose(m: Machine, name: str, given: Given) -> Value:
    """`transpose`, with the order of axes or without."""
    array = array_at(m, given, 0, "a")
    rest = given.positional[1:]
    order = axes_from(m, rest if len(rest) > 1 else given.at(1, "axes"))
    if order is None:
        return transposed(m, array, tuple(reversed(range(len(array.shape)))))
    return transposed(m, array, axes(order, len(array.shape)), asked=True)


def transposed(m: Machine, array: Array, order: tuple[int, ...], **more: bool) -> Array:
    """A view with the axes in another order."""
    return view(m, "transpose", array, tuple(array.shape[place] for place in order), order=order, **more)


def swapped(m: Machine, name: str, given: Given) -> Value:
    """`swapaxes`."""
    array = array_at(m, given, 0, "a")
    a, b = (one_axis(one, len(array.shape)) for one in (given.at(1, "axis1"), given.at(2, "axis2")))
    order = list(range(len(array.shape)))
    order[a], order[b] = order[b], order[a]
    return transposed(m, array, tuple(order))


def moved(m: Machine, name: str, given: Given) -> Value:
    """`moveaxis` and `rollaxis`."""
    array = array_at(m, given, 0, "a")
    rank = len(array.shape)
    if name == "rollaxis":
        axis, start = one_axis(given.at(1, "axis"), rank), given.at(2, "start", 0)
        if not isinstance(start, int):
            raise Missing("an axis that is not known")
        start += rank if start < 0 else 0
        sources: tuple[int, ...] = (axis,)
        targets: tuple[int, ...] = (start - 1 if axis < start else start,)
    else:
        sources, targets = (
            axes(axes_from(m, given.at(n, one)), rank) for n, one in ((1, "source"), (2, "destination"))
        )
    order = [one for one in range(rank) if one not in sources]
    for target, source in sorted(zip(targets, sources, strict=True)):
        order.insert(target, source)
    return transposed(m, array, tuple(order))


def expand(m: Machine, name: str, given: Given) -> Value:
    """`expand_dims`."""
    array = array_at(m, given, 0, "a")
    wanted = axes_from(m, given.at(1, "axis"))
    count = len(wanted) if isinstance(wanted, tuple) else 1
    places = axes(wanted, len(array.shape) + count)
    shape = list(array.shape)
    for place in sorted(places):
        shape.insert(place, 1)
    return view(m, "expand_dims", array, tuple(shape))


def squeeze(m: Machine, name: str, given: Given) -> Value:
    """`squeeze`."""
    array = array_at(m, given, 0, "a")
    axis = axes_from(m, given.at(1, "axis"))
    over = None if axis is None else axes(axis, len(array.shape))
    shape = tuple(s for n, s in enumerate(array.shape) if not (s == 1 if over is None else n in over))
    return view(m, "squeeze", array, shape)


def broadcast_to(m: Machine, name: str, given: Given) -> Value:
    """`broadcast_to`."""
    array = array_at(m, given, 0, "array")
    shape = shape_at(m, given.at(1, "shape"))
    broadcast(array.shape, shape)
    return view(m, "broadcast_to", array, shape)


def broadcast_arrays(m: Machine, name: str, given: Given) -> Value:
    """`broadcast_arrays`."""
    arrays = [known(m, one) for one in given.positional]
    shape = broadcast(*(one.shape for one in arrays))
    return tuple(view(m, "broadcast_to", one, shape) for one in arrays)


def at_least(rank: int) -> Function:
    """`atleast_1d` and its kin."""

    def found(m: Machine, name: str, given: Given) -> Value:
        made = tuple(_padded(m, known(m, one), rank) for one in given.positional)
        return made[0] if len(made) == 1 else made

    return found


def _padded(m: Machine, array: Array, rank: int) -> Array:
    shape = array.shape
    if len(shape) >= rank:
        return array
    if rank == 3 and shape:
        shape = (1, *shape, 1) if len(shape) == 1 else (*shape, 1)
    else:
        shape = (1,) * (rank - len(shape)) + shape
    return view(m, "reshape", array, shape)


def flipped(m: Machine, name: str, given: Given) -> Value:
    """`flip` and its kin: views."""
    array = array_at(m, given, 0, "m")
    places = {"fliplr": (1,), "flipud": (0,)}.get(name)
    over = places if places is not None else axes(axes_from(m, given.at(1, "axis")), len(array.shape))
    return view(m, "flip", array, array.shape, axes=over)


def rotated(m: Machine, name: str, given: Given) -> Value:
    """`rot90`."""
    array, times = array_at(m, given, 0, "m"), given.at(1, "k", 1)
    if not isinstance(times, int) or given.has(2, "axes"):
        raise Missing("a rotation that is not known")
    shape = (array.shape[1], array.shape[0], *array.shape[2:]) if times % 2 else array.shape
    return view(m, "rot90", array, shape, times=times)


def diagonal(m: Machine, name: str, given: Given) -> Value:
    """`diagonal`: a view."""
    array = array_at(m, given, 0, "a")
    first, second = given.at(2, "axis1", 0), given.at(3, "axis2", 1)
    assert isinstance(first, int)
    assert isinstance(second, int)
    return diagonal_of(m, array, given.at(1, "offset", 0), first, second)


def diagonal_of(m: Machine, array: Array, offset: Value, first: int, second: int) -> Array:
    """The diagonal of two axes, which becomes the last axis."""
    a, b = one_axis(first, len(array.shape)), one_axis(second, len(array.shape))
    rest = tuple(size for n, size in enumerate(array.shape) if n not in (a, b))
    size = _length(m, array.shape[a], array.shape[b], integer(offset))
    return view(m, "diagonal", array, (*rest, size), offset=offset, axes=(a, b))


def _length(m: Machine, rows: Dim, columns: Dim, offset: Dim) -> Dim:
    down = m.sizes.at_least(0, offset)
    rows, columns = (dim(rows + offset), columns) if down else (rows, dim(columns - offset))
    return m.sizes.span(rows if rows == columns else m.sizes.smaller(rows, columns))


def diag(m: Machine, name: str, given: Given) -> Value:
    """`diag`: the diagonal of a matrix, or a matrix with a diagonal."""
    array, offset = array_at(m, given, 0, "v"), given.at(1, "k", 0)
    if name == "diagflat":
        array = view(m, "ravel", array, (product(array.shape),))
    if len(array.shape) == 1:
        by = integer(offset)
        size = dim(array.shape[0] + (by if m.sizes.at_least(by, 0) else -by))
        return copy(m, "diag", array, (size, size), offset=offset)
    return diagonal_of(m, array, offset, 0, 1)


def part(m: Machine, name: str, given: Given) -> Value:
    """`real` and `imag`: views of complex numbers."""
    array = array_at(m, given, 0, "val")
    if name == "imag" and real(array.dtype) == array.dtype:
        return m.array(array.shape, array.dtype, "numpy")
    if real(array.dtype) == array.dtype:
        return array
    return give(m, name, (array,), array.shape, real(array.dtype), buffer=array.buffer)


TABLE: dict[str, Function] = {
    "reshape": reshape, "ravel": ravel, "flatten": flatten, "transpose": transpose, "permute_dims": transpose,
    "swapaxes": swapped, "moveaxis": moved, "rollaxis": moved, "expand_dims": expand, "squeeze": squeeze,
    "broadcast_to": broadcast_to, "broadcast_arrays": broadcast_arrays,
    **{f"atleast_{rank}d": at_least(rank) for rank in (1, 2, 3)},
    **dict.fromkeys(("flip", "fliplr", "flipud"), flipped), "rot90": rotated, "diagonal": diagonal, "diag": diag,
    "diagflat": diag, "real": part, "imag": part,
}  # fmt: skip
