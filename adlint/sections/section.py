"""Sections: which elements of an array are read or written, as a short list of boxes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import combinations

from msgspec import Struct

from adlint.sections import boxes
from adlint.sections.boxes import Box
from adlint.sections.triplets import marked, whole_axis
from adlint.symbolic import NOTHING_KNOWN, Bounds, Polynomial, constant, expression, minimum, polynomial

MOST_BOXES = 4  # past it their hull stands for all of them, unless more are asked for


class Section(Struct, frozen=True, gc=False, cache_hash=True):
    """Elements of an array of these extents. With `must` they are exactly the elements of the boxes; otherwise those
    are all that there may be. Extents are None where the rank is unknown: a box is then the whole array.
    """

    extents: tuple[Polynomial, ...] | None
    boxes: tuple[Box, ...]
    must: bool


class Size(Struct, frozen=True, gc=False):
    """A number of elements; an upper bound of it unless `exact`."""

    elements: Polynomial
    exact: bool


def nothing(extents: Iterable[Polynomial | int] | None) -> Section:
    """No element."""
    return Section(None if extents is None else tuple(map(polynomial, extents)), (), must=True)


def whole(extents: Iterable[Polynomial | int] | None, *, must: bool = True) -> Section:
    """All elements: exactly, or whichever it may be of them. Of an array of unknown rank, with extents None."""
    if extents is None:
        return Section(None, ((),), must)
    sizes = tuple(map(polynomial, extents))
    return Section(sizes, (tuple(whole_axis(size) for size in sizes),), must)


def section(
    extents: tuple[Polynomial, ...] | None, found: Iterable[Box], bounds: Bounds, *, must: bool, most: int = MOST_BOXES
) -> Section:
    """The elements of several boxes: those that touch become one, and more than `most` their hull."""
    kept: list[Box] = []
    for box in found:
        _put(kept, _marked(box, extents, bounds), extents, bounds)
    if not kept:
        return nothing(extents)
    if len(kept) > most:
        hull = reduce(lambda a, b: boxes.hull(a, b, bounds), kept)
        return Section(extents, (_marked(hull, extents, bounds),), must=False)
    if len(kept) > 1:
        kept.sort(key=_order)
    return Section(extents, tuple(kept), must)


def union(a: Section, b: Section, bounds: Bounds = NOTHING_KNOWN, most: int = MOST_BOXES) -> Section:
    """The elements of either."""
    if a.must != b.must:
        # elements that may be there, among those that must, take nothing away from them
        sure, other = (a, b) if a.must else (b, a)
        if covers(sure, other, bounds):
            return sure
    if not _are_comparable(a, b):
        return whole(a.extents, must=False) if a.boxes or b.boxes else nothing(a.extents)
    return section(a.extents, (*a.boxes, *b.boxes), bounds, must=a.must and b.must, most=most)


def intersection(a: Section, b: Section, bounds: Bounds = NOTHING_KNOWN, most: int = MOST_BOXES) -> Section:
    """The elements of both. Of sections of arrays that cannot be compared: whichever it may be of the first."""
    if not a.boxes or not b.boxes:
        return nothing(a.extents)
    if not _are_comparable(a, b):
        return Section(a.extents, a.boxes, must=False)
    met = [boxes.meet(x, y, bounds) for x in a.boxes for y in b.boxes]
    exact = a.must and b.must and all(is_exact for _, is_exact in met)
    return section(a.extents, (box for box, _ in met if box is not None), bounds, must=exact, most=most)


def difference(a: Section, b: Section, bounds: Bounds = NOTHING_KNOWN, most: int = MOST_BOXES) -> Section:
    """The elements of a that are not in b: what a write kills, which it does only where it `must` be.

    Where the rest is not easily said it is whichever it may be of a.
    """
    if not a.boxes or not b.boxes:
        return a
    if _are_comparable(a, b) and all(boxes.meet(x, y, bounds)[0] is None for x in a.boxes for y in b.boxes):
        return a
    parts = _outside(a.boxes, b.boxes, bounds, most) if b.must and _are_comparable(a, b) else None
    if parts is None:
        return Section(a.extents, a.boxes, must=False)
    left = section(a.extents, parts, bounds, must=a.must, most=most)
    return left if left.must or not a.must else Section(a.extents, a.boxes, must=False)


def covers(a: Section, b: Section, bounds: Bounds = NOTHING_KNOWN) -> bool | None:
    """Whether all elements of b are in a: True only if a `must` be, False only if b `must` be, None if not known."""
    if not b.boxes:
        return True
    if not _are_comparable(a, b):
        return None
    if a.must and _outside(b.boxes, a.boxes, bounds, MOST_BOXES) == []:
        return True
    return False if b.must and any(_leaves(a.boxes, box, bounds) for box in b.boxes) else None


def size(of: Section, bounds: Bounds = NOTHING_KNOWN) -> Size | None:
    """How many elements there are in the boxes; None for an array of unknown rank.

    The sum over the boxes if no two of them have an element in common; an upper bound if they may.
    """
    if not of.boxes:
        return Size(constant(0), exact=True)
    if of.extents is None:
        return None
    total = reduce(Polynomial.__add__, (boxes.elements(box, bounds) for box in of.boxes))
    if all(boxes.meet(x, y, bounds)[0] is None for x, y in combinations(of.boxes, 2)):
        return Size(total, exact=True)
    array = reduce(Polynomial.__mul__, of.extents, constant(1))
    return Size(minimum([total, array], bounds), exact=False)


def _order(box: Box) -> list[tuple[str, str, int]]:
    """What boxes are sorted by, so that the order in which they were found tells nothing."""
    return [(expression(triplet.lo), expression(triplet.hi), triplet.step) for triplet in box]


def _marked(box: Box, extents: tuple[Polynomial, ...] | None, bounds: Bounds) -> Box:
    if extents is None:
        return box
    return tuple(marked(triplet, extent, bounds) for triplet, extent in zip(box, extents, strict=True))


def _put(kept: list[Box], box: Box, extents: tuple[Polynomial, ...] | None, bounds: Bounds) -> None:
    """Add a box to a list, joined with those that it touches."""
    if boxes.is_surely_empty(box, bounds):
        return
    at = 0
    while at < len(kept):
        joined = boxes.join(kept[at], box, bounds)
        if joined is None:
            at += 1
        elif joined == kept[at]:
            return
        else:
            del kept[at]  # it may reach beyond the array, where the other one does not
            box, at = _marked(joined, extents, bounds), 0
            kept[:] = [other for other in kept if not boxes.contains(box, other, bounds)]
    kept.append(box)


def _outside(these: Sequence[Box], those: Sequence[Box], bounds: Bounds, most: int) -> list[Box] | None:
    """Exactly the elements of these that are not in those; None where that is not easily said."""
    parts = list(these)
    for box in those:
        rest = [boxes.outside(part, box, bounds) for part in parts]
        if len(parts) > 2 * most:
            return None
        parts = [part for part_rest, part in zip(rest, parts, strict=True) for part in _or_itself(part_rest, part)]
    # a part that could not be split is left whole, and may be gone after another box
    return parts if _is_exactly_outside(parts, those, bounds) else None


def _or_itself(rest: list[Box] | None, part: Box) -> list[Box]:
    return [part] if rest is None else rest


def _is_exactly_outside(parts: Sequence[Box], those: Sequence[Box], bounds: Bounds) -> bool:
    return all(boxes.meet(part, box, bounds)[0] is None for part in parts for box in those)


def _leaves(those: Sequence[Box], box: Box, bounds: Bounds) -> bool:
    """Whether a box surely has an element that is in none of those."""
    if len(those) == 1:
        return boxes.leaves(those[0], box, bounds)
    return boxes.is_empty(box, bounds) is False and all(boxes.meet(x, box, bounds)[0] is None for x in those)


def _are_comparable(a: Section, b: Section) -> bool:
    """Whether both are of arrays of the same extents, or both of unknown ones, of which there is the whole alone."""
    return a.extents == b.extents
