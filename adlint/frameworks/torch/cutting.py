"""Views of a part: one of an axis, a slice, sections, the diagonal, windows."""

from __future__ import annotations

from collections.abc import Sequence

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Ref, Value
from adlint.frameworks.torch.axes import one_axis
from adlint.frameworks.torch.layout import stepped, strides_of
from adlint.frameworks.torch.making import NotKnown, shape_named, tensor
from adlint.frameworks.torch.views import view
from adlint.shapes.dims import Dim, dim, quotient, replaced
from adlint.symbolic import Polynomial, floordiv
from adlint.trace import Array


def taken(m: Machine, array: Array, axis: int) -> Array:
    """`select`: one along an axis."""
    return view(m, "select.int", array, replaced(array.shape, axis), replaced(strides_of(array), axis))


def cut(m: Machine, array: Array, axis: int, size: Dim, step: int = 1) -> Array:
    """`slice`: some along an axis."""
    return view(m, "slice.Tensor", array, replaced(array.shape, axis, size), stepped(strides_of(array), axis, step))


def select(m: Machine, name: str, given: Given) -> Value:
    """`select`, `narrow`."""
    array = tensor(m, given, 0, "input")
    axis = one_axis(given.at(1, "dim"), len(array.shape))
    if name == "select":
        return taken(m, array, axis)
    size = given.at(3, "length")
    return cut(m, array, axis, size if isinstance(size, int | Polynomial) else m.fresh("a length", 0))


def unbind(m: Machine, name: str, given: Given) -> Value:
    """All of an axis, one by one."""
    array = tensor(m, given, 0, "input")
    axis = one_axis(given.at(1, "dim", 0), len(array.shape))
    count = array.shape[axis]
    if not isinstance(count, int):
        raise NotKnown("an axis of symbolic size is unbound")
    return tuple(taken(m, array, axis) for _ in range(count))


def split(m: Machine, name: str, given: Given) -> Value:
    """`split`, `chunk`, `tensor_split`: sections along an axis."""
    array = tensor(m, given, 0, "input")
    name = name.removeprefix("unsafe_")
    axis = one_axis(given.at(2, "dim", 0), len(array.shape))
    wanted = given.at(1, {"chunk": "chunks", "tensor_split": "indices_or_sections"}.get(name, "split_size_or_sections"))
    if wanted is None:
        wanted = given.at(1, "split_size")
    if isinstance(wanted, tuple | Ref):
        if name == "tensor_split":
            raise NotKnown("the places of a split are not known")
        sizes: Sequence[Dim] = shape_named(m, wanted, "how a tensor is split")
    else:
        sizes = _sections(name, array.shape[axis], wanted)
    return tuple(cut(m, array, axis, one) for one in sizes)


def _sections(name: str, size: Dim, wanted: Value) -> list[Dim]:
    if isinstance(wanted, int) and not isinstance(size, int) and name == "chunk":
        even = quotient(size, wanted)
        return [even] * wanted if even is not None else [dim(floordiv(size, wanted))] * wanted
    if not isinstance(wanted, int):
        parts = quotient(size, wanted) if isinstance(wanted, Polynomial) else None
        if isinstance(parts, int) and name == "split":
            return [wanted] * parts  # type: ignore[list-item]
        raise NotKnown("the sections of a split are not known")
    if not isinstance(size, int):
        raise NotKnown("an axis of symbolic size is split")
    if name == "tensor_split":
        return [size // wanted + (number < size % wanted) for number in range(wanted)]
    step = -(-size // wanted) if name == "chunk" else wanted
    return [min(step, size - start) for start in range(0, max(size, 1), max(step, 1))]


def diagonal(m: Machine, name: str, given: Given) -> Value:
    """The diagonal of two axes."""
    array = tensor(m, given, 0, "input")
    rank = len(array.shape)
    offset = given.at(1, "offset", 0)
    a, b = one_axis(given.at(2, "dim1", 0), rank), one_axis(given.at(3, "dim2", 1), rank)
    rows, columns = array.shape[a], array.shape[b]
    if isinstance(offset, int) and offset > 0:
        columns = dim(columns - offset)
    elif isinstance(offset, int):
        rows = dim(rows + offset)
    size = rows if rows == columns else m.sizes.smaller(rows, columns)
    own = strides_of(array)
    left = [axis for axis in range(rank) if axis not in (a, b)]
    strides = (*(own[axis] for axis in left), dim(own[a] + own[b]))
    return view(m, "diagonal", array, (*(array.shape[axis] for axis in left), size), strides)


def diagonal_of_axes(m: Machine, array: Array, a: int, b: int) -> Array:
    """The diagonal of two axes, as the last axis of a view."""
    found = diagonal(m, "diagonal", Given((array, 0, a, b)))
    assert isinstance(found, Array)
    return found


def unfold(m: Machine, name: str, given: Given) -> Value:
    """`Tensor.unfold`: windows along an axis."""
    array = tensor(m, given, 0, "input")
    axis = one_axis(given.at(1, "dimension"), len(array.shape))
    size, step = given.at(2, "size"), given.at(3, "step")
    if not isinstance(size, int) or not isinstance(step, int):
        raise NotKnown("windows of a size that is not known")
    count = dim(floordiv(array.shape[axis] - size, step) + 1)
    own = strides_of(array)
    shape = (*replaced(array.shape, axis, count), size)
    return view(m, "unfold", array, shape, (*stepped(own, axis, step), own[axis]))
