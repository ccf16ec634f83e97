"""Views: tensors that share the memory of others; and copies where no view is possible."""

from __future__ import annotations

from collections.abc import Sequence

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Value
from adlint.frameworks.arguments import axes_from
from adlint.frameworks.torch.axes import axes, one_axis
from adlint.frameworks.torch.layout import kept, normal, permuted, row_major, strides_of, viewed
from adlint.frameworks.torch.making import NotKnown, emit, made, mark_passive, shape_named, tensor
from adlint.shapes.broadcasting import broadcast, same
from adlint.shapes.dims import Dim, Mismatch, Shape, dim, product, replaced
from adlint.shapes.dtypes import real
from adlint.shapes.reshaping import completed
from adlint.trace import Array


def view(m: Machine, name: str, array: Array, shape: Shape, strides: Shape | None, dtype: str | None = None) -> Array:
    """A view of the memory of a tensor."""
    strides = normal(shape, strides)
    result = m.array(shape, dtype or array.dtype, "torch", array.buffer, strides=strides)
    emit(m, name, (array,), result, view=True)
    return result


def copied(m: Machine, name: str, array: Array, shape: Shape, strides: Shape | None = None) -> Array:
    """The elements of a tensor, or some of them, in memory of their own."""
    result = made(m, shape, array.dtype, strides)
    emit(m, name, (array,), result)
    return result


def _shape_in(m: Machine, given: Given) -> Shape:
    """The shape that a call names: as integers, or as one sequence."""
    rest = given.positional[1:]
    return shape_named(m, rest if len(rest) > 1 else given.at(1, "size", given.keywords.get("shape")))


def reshaped(m: Machine, array: Array, shape: Shape) -> Array:
    """`reshape`: a view where that is possible, else a copy."""
    if shape == array.shape:
        return view(m, "view", array, shape, array.strides)
    strides = viewed(array.shape, strides_of(array), shape)
    if strides is not None:
        return view(m, "view", array, shape, strides)
    whole = copied(m, "clone", array, array.shape)
    return view(m, "_unsafe_view", whole, shape, None)


def reshape(m: Machine, name: str, given: Given) -> Value:
    """`reshape`, `view`, and those that take the shape from another."""
    array = tensor(m, given, 0, "input")
    if name.endswith("_as"):
        return reshaped(m, array, tensor(m, given, 1, "other").shape)
    if name == "view" and isinstance(given.at(1, "dtype"), External):
        raise NotKnown("`view` as another dtype")
    return reshaped(m, array, completed(array.shape, _shape_in(m, given)))


def flatten(m: Machine, name: str, given: Given) -> Value:
    """`flatten` and `ravel`."""
    array = tensor(m, given, 0, "input")
    rank = len(array.shape)
    if not rank:
        return reshaped(m, array, (1,))
    if name == "ravel" and array.strides is not None:
        array = copied(m, "clone", array, array.shape)
    first, last = one_axis(given.at(1, "start_dim", 0), rank), one_axis(given.at(2, "end_dim", -1), rank)
    if first == last:
        return array
    return reshaped(m, array, (*array.shape[:first], product(array.shape[first : last + 1]), *array.shape[last + 1 :]))


def unflatten(m: Machine, name: str, given: Given) -> Value:
    """`unflatten`."""
    array = tensor(m, given, 0, "input")
    axis = one_axis(given.at(1, "dim"), len(array.shape))
    parts = completed((array.shape[axis],), shape_named(m, given.at(2, "sizes")))
    return reshaped(m, array, replaced(array.shape, axis, *parts))


def permute(m: Machine, array: Array, places: Sequence[int]) -> Array:
    """Another order of axes."""
    return view(m, "permute", array, *permuted(array, places))


def permutation(m: Machine, name: str, given: Given) -> Value:
    """`permute`, `transpose`, `t` and their kin."""
    array = tensor(m, given, 0, "input")
    rank = len(array.shape)
    if not rank:
        return view(m, "alias", array, (), None)
    match name:
        case "permute":
            rest = given.positional[1:]
            return permute(m, array, axes(axes_from(m, rest if len(rest) > 1 else given.at(1, "dims")), rank))
        case "t" | "T":
            return permute(m, array, tuple(reversed(range(rank))))
        case "mT" | "adjoint" | "H" | "mH":
            return swapped(m, array, -2, -1)
        case "movedim" | "moveaxis":
            return permute(m, array, _moved(m, given, rank))
        case _:
            first = given.at(1, "dim0", given.keywords.get("axis0"))
            return swapped(m, array, first, given.at(2, "dim1", given.keywords.get("axis1")))


def swapped(m: Machine, array: Array, a: Value, b: Value) -> Array:
    """Two axes change places."""
    rank = len(array.shape)
    x, y = one_axis(a, rank), one_axis(b, rank)
    if not rank:
        return view(m, "alias", array, (), None)
    places = list(range(rank))
    places[x], places[y] = places[y], places[x]
    return permute(m, array, places)


def _moved(m: Machine, given: Given, rank: int) -> list[int]:
    sources, targets = (axes(axes_from(m, given.at(n, key)), rank) for n, key in ((1, "source"), (2, "destination")))
    places = [axis for axis in range(rank) if axis not in sources]
    for target, source in sorted(zip(targets, sources, strict=True)):
        places.insert(target, source)
    return places


def unsqueeze(m: Machine, name: str, given: Given) -> Value:
    """A new axis."""
    array = tensor(m, given, 0, "input")
    return unsqueezed(m, array, one_axis(given.at(1, "dim"), len(array.shape) + 1))


def unsqueezed(m: Machine, array: Array, axis: int) -> Array:
    """A new axis at a place."""
    own = strides_of(array)
    step = product((own[axis], array.shape[axis])) if axis < len(own) else 1
    shape = (*array.shape[:axis], 1, *array.shape[axis:])
    return view(m, "unsqueeze", array, shape, (*own[:axis], step, *own[axis:]))


def squeeze(m: Machine, name: str, given: Given) -> Value:
    """Axes of size 1 are left out."""
    array = tensor(m, given, 0, "input")
    wanted = axes_from(m, given.at(1, "dim"))
    over = range(len(array.shape)) if wanted is None else axes(wanted, len(array.shape))
    left = [axis for axis, size in enumerate(array.shape) if axis not in over or size != 1]
    own = strides_of(array)
    return view(m, "squeeze", array, tuple(array.shape[a] for a in left), tuple(own[a] for a in left))


def expand(m: Machine, name: str, given: Given) -> Value:
    """`expand`, `broadcast_to`, `expand_as`."""
    array = tensor(m, given, 0, "input")
    wanted = tensor(m, given, 1, "other").shape if name == "expand_as" else _shape_in(m, given)
    lead = len(wanted) - len(array.shape)
    whole = tuple(
        array.shape[number - lead] if size == -1 else size for number, size in enumerate(wanted)
    )  # fmt: skip
    return expanded(m, array, whole)


def expanded(m: Machine, array: Array, shape: Shape) -> Array:
    """A tensor seen in a larger shape, axes of size 1 repeated."""
    if shape == array.shape:
        return array
    lead, own = len(shape) - len(array.shape), strides_of(array)
    steps: list[Dim] = [0] * lead
    for size, whole, step in zip(array.shape, shape[lead:], own, strict=True):
        if size != 1 and same(size, whole) is False:
            raise Mismatch(f"a tensor of shape {array.shape} cannot be expanded to {shape}")
        steps.append(0 if size == 1 and whole != 1 else step)
    return view(m, "expand", array, shape, tuple(steps))


def part(m: Machine, name: str, array: Array) -> Array:
    """`real`, `imag`, `view_as_real`, `view_as_complex`."""
    own = strides_of(array)
    match name:
        case "conj":
            return view(m, "_conj", array, array.shape, array.strides) if array.dtype[0] == "c" else array
        case "view_as_real":
            return view(m, name, array, (*array.shape, 2), (*_doubled(own), 1), real(array.dtype))
        case "view_as_complex":
            dtype = "c128" if array.dtype == "f64" else "c64"
            shape = array.shape[:-1]
            return view(m, name, array, shape, row_major(shape), dtype)
        case _:
            return view(m, "view_as_real", array, array.shape, _doubled(own), real(array.dtype))


def _doubled(strides: Shape) -> Shape:
    """Strides over complex numbers, counted in their parts."""
    return tuple(dim(step * 2) for step in strides)


def contiguous(m: Machine, name: str, given: Given) -> Value:
    """`contiguous`."""
    return as_contiguous(m, tensor(m, given, 0, "input"))


def as_contiguous(m: Machine, array: Array) -> Array:
    """The tensor itself if its memory is contiguous, else a copy."""
    return array if array.strides is None else copied(m, "clone", array, array.shape)


def clone(m: Machine, name: str, given: Given) -> Value:
    """A copy in the same layout."""
    array = tensor(m, given, 0, "input")
    wanted = given.at(1, "memory_format")
    plain = isinstance(wanted, External) and wanted.path.endswith("contiguous_format")
    return copied(m, "clone", array, array.shape, None if plain else kept(m.sizes, array))


def detach(m: Machine, name: str, given: Given) -> Value:
    """The same memory, and no derivatives through it."""
    array = tensor(m, given, 0, "input")
    result = m.array(array.shape, array.dtype, "torch", array.buffer, strides=array.strides)
    m.emit("torch.detach", (array,), result)
    mark_passive(m, result)
    return result


def strided(m: Machine, name: str, given: Given) -> Value:
    """`as_strided`."""
    array = tensor(m, given, 0, "input")
    shape, strides = shape_named(m, given.at(1, "size")), shape_named(m, given.at(2, "stride"), "a stride")
    return view(m, "as_strided", array, shape, strides)


def stride(array: Array, given: Given) -> Value:
    """The strides of a tensor, or the one along an axis."""
    own = strides_of(array)
    axis = given.at(0, "dim")
    return own[axis] if isinstance(axis, int) else own


def broadcast_shapes(m: Machine, given: Given) -> Value:
    """`torch.broadcast_shapes`."""
    return broadcast(*(shape_named(m, one) for one in given.positional))
