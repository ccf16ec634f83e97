"""Tensors joined, repeated, padded, rolled."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import Many, Value
from adlint.frameworks.arguments import axes_from, size_from
from adlint.frameworks.torch.axes import axes, one_axis
from adlint.frameworks.torch.constants import numbers
from adlint.frameworks.torch.cutting import cut
from adlint.frameworks.torch.elementwise import two
from adlint.frameworks.torch.layout import kept
from adlint.frameworks.torch.making import (
    NotKnown,
    as_tensor,
    default_dtype,
    emit,
    filled,
    made,
    shape_named,
    tensor,
    tensors,
)
from adlint.frameworks.torch.promotion import result_type
from adlint.frameworks.torch.views import copied, expanded, permute, reshaped, swapped, unsqueezed
from adlint.shapes.broadcasting import broadcast
from adlint.shapes.dims import Dim, Shape, dim, product, replaced
from adlint.trace import Array


def _several(m: Machine, value: Value) -> list[tuple[Array, Dim]]:
    """The tensors of a sequence, each with how often it stands there: what a loop appended, once a turn."""
    held = items(m, value)
    if held is None:
        raise NotKnown("tensors are joined that are not known one by one")
    return [(as_tensor(m, one.value), one.times) if isinstance(one, Many) else (as_tensor(m, one), 1) for one in held]


def joined(m: Machine, name: str, given: Given) -> Value:
    """`cat`, `stack` and their kin."""
    parts = _several(m, given.at(0, "tensors"))
    axis = given.at(1, "dim", given.keywords.get("axis", 0))
    arrays = [part for part, _ in parts]
    if not arrays:
        raise NotKnown("nothing is joined")
    rank = len(arrays[0].shape)
    if name in ("hstack", "vstack", "dstack", "row_stack", "column_stack"):
        return _named(m, name, arrays, [times for _, times in parts])
    place = one_axis(axis, rank + (name == "stack"))
    if name != "stack":
        arrays_, times = _without_empty(arrays, [times for _, times in parts])
        return concatenated(m, arrays_, times, place)
    count: Dim = 0
    for _, times_ in parts:
        count = dim(count + times_)
    shape = arrays[0].shape
    result = made(m, (*shape[:place], count, *shape[place:]), result_type(arrays, default_dtype(m)))
    emit(m, "stack", _given(parts), result)
    return result


def _given(parts: list[tuple[Array, Dim]]) -> tuple[Value, ...]:
    return tuple(array if times == 1 else Many(array, times) for array, times in parts)


def _without_empty(arrays: list[Array], times: list[Dim]) -> tuple[list[Array], list[Dim]]:
    """Tensors of shape (0,) do not count, as ATen has it."""
    left = [number for number, one in enumerate(arrays) if one.shape != (0,)] or [0]
    return [arrays[number] for number in left], [times[number] for number in left]


def concatenated(m: Machine, arrays: list[Array], times: list[Dim], place: int) -> Array:
    """Tensors behind each other along an axis."""
    count: Dim = 0
    for array, often in zip(arrays, times, strict=True):
        count = dim(count + array.shape[place] * often)
    shape = arrays[0].shape
    result = made(m, replaced(shape, place, count), result_type(arrays, default_dtype(m)))
    emit(m, "cat", _given(list(zip(arrays, times, strict=True))), result)
    return result


def _named(m: Machine, name: str, arrays: list[Array], times: list[Dim]) -> Array:
    rank = len(arrays[0].shape)
    if name in ("vstack", "row_stack") and rank < 2:
        arrays, place = [unsqueezed(m, one, 0) for one in arrays], 0
    elif name == "column_stack" and rank < 2:
        arrays, place = [unsqueezed(m, one, rank) for one in arrays], 1
    elif name == "dstack":
        arrays, place = [_deep(m, one) for one in arrays], 2
    else:
        place = 0 if name in ("vstack", "row_stack") or rank == 1 else 1
    return concatenated(m, arrays, times, place)


def _deep(m: Machine, array: Array) -> Array:
    """A tensor seen in three dimensions at least."""
    while len(array.shape) < 3:
        array = unsqueezed(m, array, len(array.shape) if len(array.shape) != 1 else 0)
    return array


def at_least(m: Machine, name: str, given: Given) -> Value:
    """`atleast_1d` to `atleast_3d`."""
    array, least = tensor(m, given, 0, "input"), int(name[8])
    if least == 3:
        return _deep(m, array)
    while len(array.shape) < least:
        array = unsqueezed(m, array, 0)
    return array


def blocks(m: Machine, name: str, given: Given) -> Value:
    """`block_diag`: matrices along a diagonal."""
    arrays = tensors(m, given.positional)
    rows: Dim = 0
    columns: Dim = 0
    for one in arrays:
        height, width = (1, 1, *one.shape)[-2:]
        rows, columns = dim(rows + height), dim(columns + width)
    result = made(m, (rows, columns), result_type(arrays, default_dtype(m)))
    emit(m, "block_diag", tuple(arrays), result)
    return result


def repeated(m: Machine, name: str, given: Given) -> Value:
    """`repeat` and `tile`."""
    array = tensor(m, given, 0, "input")
    rest = given.positional[1:]
    often = rest if len(rest) > 1 else given.at(1, "dims", given.keywords.get("repeats"))
    wanted = shape_named(m, often, "how often a tensor is repeated")
    rank = max(len(wanted), len(array.shape))
    shape = (*(1,) * (rank - len(array.shape)), *array.shape)
    factors = (*(1,) * (rank - len(wanted)), *wanted)
    return copied(m, "repeat", array, tuple(product(pair) for pair in zip(shape, factors, strict=True)))


def interleaved(m: Machine, name: str, given: Given) -> Value:
    """`repeat_interleave` by a number, or by as many as a tensor says."""
    array, times = tensor(m, given, 0, "input"), given.at(1, "repeats")
    axis = given.at(2, "dim")
    if axis is None:
        array, axis = reshaped(m, array, (product(array.shape),)), 0
    place = one_axis(axis, len(array.shape))
    if isinstance(times, int):
        shape = (*array.shape[: place + 1], times, *array.shape[place + 1 :])
        wide = expanded(m, unsqueezed(m, array, place + 1), shape)
        whole = copied(m, "clone", wide, shape)
        return reshaped(m, whole, replaced(array.shape, place, product((array.shape[place], times))))
    known = numbers(m, times) if isinstance(times, Array) else None
    total = None if known is None else sum(int(one.real) for one in known.flat)
    size = total if total is not None else size_from(m, given.keywords.get("output_size"))
    result = made(m, replaced(array.shape, place, size), array.dtype)
    emit(m, "index_select", (array, filled(m, (size,), "i64")), result)
    return result


def padded(m: Machine, name: str, given: Given) -> Value:
    """`pad`: by zeros, by reflection, or round."""
    array, widths = tensor(m, given, 0, "input"), items(m, given.at(1, "pad"))
    if widths is None:
        raise NotKnown("the widths of a padding are not known")
    mode = given.at(2, "mode", "constant")
    shape = list(array.shape)
    for number in range(len(widths) // 2):
        axis = len(shape) - 1 - number
        shape[axis] = dim(shape[axis] + size_from(m, widths[2 * number]) + size_from(m, widths[2 * number + 1]))
    names = {"reflect": "reflection_pad", "replicate": "replication_pad"}
    if mode in names:
        return copied(m, f"{names[mode]}{len(widths) // 2}d", array, tuple(shape))  # type: ignore[index]
    return copied(m, "constant_pad_nd" if mode == "constant" else "_pad_circular", array, tuple(shape))


def rearranged(m: Machine, name: str, given: Given) -> Value:
    """A copy with elements at other places, of the same shape: `roll`, `flip`, `tril`, `triu`."""
    array = tensor(m, given, 0, "input")
    strides = kept(m.sizes, array) if name.startswith("flip") else None
    return copied(m, "flip" if name.startswith("flip") else name, array, array.shape, strides)


def turned(m: Machine, name: str, given: Given) -> Value:
    """`rot90`."""
    array = tensor(m, given, 0, "input")
    turns, over = given.at(1, "k", 1), given.at(2, "dims", (0, 1))
    a, b = axes(axes_from(m, over), len(array.shape))
    if not isinstance(turns, int):
        raise NotKnown("how often a tensor is turned is not known")
    if turns % 4 == 0:
        return copied(m, "clone", array, array.shape)
    flipped = copied(m, "flip", array, array.shape, kept(m.sizes, array))
    return swapped(m, flipped, a, b) if turns % 2 else flipped


def diagonal_of(m: Machine, name: str, given: Given) -> Value:
    """`diag_embed`, and `diag` of a vector: a matrix."""
    array = tensor(m, given, 0, "input")
    offset = given.at(1, "offset", given.keywords.get("diagonal", 0))
    size = dim(array.shape[-1] + abs(offset)) if isinstance(offset, int) else m.fresh("an offset", 0)
    result = made(m, (*array.shape[:-1], size, size), array.dtype)
    emit(m, "diag_embed", (array,), result)
    return result


def mesh(m: Machine, name: str, given: Given) -> Value:
    """`meshgrid`: views of each tensor over all."""
    arrays = tensors(m, given.positional)
    sizes = [product(one.shape) for one in arrays]
    swap = given.keywords.get("indexing") == "xy" and len(arrays) > 1
    grids = []
    shape: Shape = tuple(sizes)
    for number, one in enumerate(arrays):
        wide = reshaped(m, one, tuple(size if axis == number else 1 for axis, size in enumerate(sizes)))
        grid = expanded(m, wide, shape)
        grids.append(permute(m, grid, (1, 0, *range(2, len(sizes)))) if swap else grid)
    return tuple(grids)


def broadcast_all(m: Machine, name: str, given: Given) -> Value:
    """`broadcast_tensors`."""
    arrays = tensors(m, given.positional)
    shape = broadcast(*(one.shape for one in arrays))
    return tuple(expanded(m, one, shape) for one in arrays)


def differences(m: Machine, name: str, given: Given) -> Value:
    """`diff`: differences of neighbours, of those again in higher orders."""
    array, order = tensor(m, given, 0, "input"), given.at(1, "n", 1)
    if not isinstance(order, int) or any(given.at(n, key) is not None for n, key in ((3, "prepend"), (4, "append"))):
        raise NotKnown("`diff` of an order that is not known, or of a longer tensor")
    axis = one_axis(given.at(2, "dim", -1), len(array.shape))
    for _ in range(order):
        size = dim(array.shape[axis] - 1)
        array = two(m, "sub", cut(m, array, axis, size), cut(m, array, axis, size))
    return array
