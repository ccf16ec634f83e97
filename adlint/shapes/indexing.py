"""What indexing gives: shapes, as NumPy defines them for basic and advanced indices."""

from __future__ import annotations

from collections.abc import Sequence
from types import EllipsisType
from typing import TypeAlias

from msgspec import Struct

from adlint.shapes.broadcasting import broadcast
from adlint.shapes.dims import Dim, Mismatch, Shape, dim, product
from adlint.shapes.sizes import Sizes
from adlint.symbolic import ceildiv


class Cut(Struct, frozen=True, gc=False):
    """A slice with its ends as they are written; None where one is left out or, for `step`, is 1."""

    start: Dim | None
    stop: Dim | None
    step: int = 1
    is_known: bool = True


class Gather(Struct, frozen=True, gc=False):
    """An array of integers, or of booleans over `len(shape)` axes, as an index; `count` is how many elements a mask
    takes, if something is known of it.
    """

    shape: Shape
    is_mask: bool = False
    count: Dim | None = None


# `None` is a new axis, `...` all that are not named; an integer, or something that stands for one, drops an axis
Item: TypeAlias = Dim | Cut | Gather | EllipsisType | None


class Indexed(Struct, frozen=True, gc=False):
    """What an index gives. `axes` is, for each axis of the array, what is taken of it; `is_advanced` says that the
    result is a copy; `is_whole` that it is all of the array. `cuts` are the sizes of slices, and whether they are whole
    axes; `new` are the axes of the result that `None` made; `place` is where those of arrays of indices stand in it,
    without the new ones.
    """

    shape: Shape
    axes: tuple[Item, ...]
    is_advanced: bool
    is_whole: bool
    cuts: tuple[tuple[Dim, bool], ...] = ()
    new: tuple[int, ...] = ()
    place: int = 0


def indexed(shape: Shape, items: Sequence[Item], sizes: Sizes) -> Indexed:
    """The result of an index. Mismatch if there are too many items, or an integer is beyond an end for sure."""
    items = _spread(items, len(shape))
    result: list[Dim] = []
    taken: list[Item] = []
    advanced: list[Shape] = []
    place, apart, axis, was_advanced = 0, False, 0, False
    whole = True
    cuts: list[tuple[Dim, bool]] = []
    new: list[int] = []
    for item in items:
        match item:
            case None:
                new.append(len(result))
                result.append(1)
                was_advanced = False
                continue
            case Cut():
                length = _length(shape[axis], item, sizes)
                is_all = length == shape[axis] and item.step == 1
                whole = whole and is_all
                cuts.append((length, is_all))
                result.append(length)
                was_advanced = False
            case Gather():
                if not advanced:
                    place = len(result)
                elif not was_advanced:
                    apart = True
                advanced.append((_masked(item, sizes),) if item.is_mask else item.shape)
                was_advanced, whole = True, False
                axis += len(item.shape) - 1 if item.is_mask else 0
            case _:
                _check(item, shape[axis])
                whole = False
                if advanced and not was_advanced:
                    apart = True
                was_advanced = was_advanced or bool(advanced)
        taken.append(item)
        axis += 1
    if advanced:
        place = 0 if apart else place
        outer = broadcast(*advanced)
        result[place:place] = outer
        new = [one + len(outer) if one >= place else one for one in new]
        place -= sum(one < place for one in new)
    return Indexed(tuple(result), tuple(taken), bool(advanced), whole, tuple(cuts), tuple(new), place)


def _spread(items: Sequence[Item], rank: int) -> list[Item]:
    """The items with `...` written out, and all axes named."""
    used = sum(len(one.shape) if isinstance(one, Gather) and one.is_mask else 1 for one in items if one is not None)
    dots = [number for number, one in enumerate(items) if one is ...]
    used -= len(dots)
    if used > rank or len(dots) > 1:
        raise Mismatch(f"there are {used} indices for {rank} dimensions")
    rest: list[Item] = [Cut(None, None)] * (rank - used)
    at = dots[0] if dots else len(items)
    return [*items[:at], *rest, *items[at + 1 :]]


def _check(index: object, size: Dim) -> None:
    if isinstance(index, int) and isinstance(size, int) and not -size <= index < size:
        raise Mismatch(f"index {index} is beyond the end of an axis of size {size}")


def _masked(mask: Gather, sizes: Sizes) -> Dim:
    if mask.count is not None:
        return mask.count
    return sizes.fresh("how many elements a mask takes depends on data", 0, product(mask.shape))


def _length(size: Dim, cut: Cut, sizes: Sizes) -> Dim:
    """How many elements a slice takes of an axis."""
    if not cut.is_known:
        return sizes.fresh("the ends of a slice depend on data", 0, size)
    if isinstance(size, int) and isinstance(cut.start, int | None) and isinstance(cut.stop, int | None):
        return len(range(size)[cut.start : cut.stop : cut.step])
    if cut.step < 0:
        if cut.start is None and cut.stop is None:
            return dim(ceildiv(size, -cut.step))
        return sizes.fresh("the ends of a slice backwards are symbolic", 0, size)
    start = 0 if cut.start is None else _end(cut.start, size, sizes)
    stop = size if cut.stop is None else _end(cut.stop, size, sizes)
    span = sizes.span(dim(stop - start))
    return span if cut.step == 1 else dim(ceildiv(span, cut.step))


def _end(end: Dim, size: Dim, sizes: Sizes) -> Dim:
    """The end of a slice counted from the front, within the axis; one counted from the back if it is negative."""
    if sizes.at_least(-1, end):
        return sizes.span(dim(end + size))
    if sizes.at_least(size, end):
        return end
    if sizes.at_least(end, size):
        return size
    rest = sizes.span(dim(size - end))
    return end if rest == dim(size - end) else sizes.smaller(size, end)
