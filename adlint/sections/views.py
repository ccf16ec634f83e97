"""Views: subscripts and transposes of arrays, as what each axis of the view walks along in the array below."""

from __future__ import annotations

from collections.abc import Sequence
from types import EllipsisType
from typing import TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from adlint.sections import boxes, triplets
from adlint.sections.section import Section, section, whole
from adlint.sections.triplets import Triplet, marked, single, whole_axis
from adlint.symbolic import NOTHING_KNOWN, Bounds, Polynomial, at_least, constant, maximum, minimum, polynomial, trips

T = TypeVar("T")


class Unknown(Struct, frozen=True, gc=False):
    """A subscript, or an end of a slice, of which nothing is known: a gather, a mask (once for each of its axes); or an
    integer, if it surely `is_one`.
    """

    reason: str
    is_one: bool = False


End: TypeAlias = Polynomial | int | Unknown | None
Subscript: TypeAlias = "Polynomial | int | slice[End, End, End] | EllipsisType | Unknown | None"


class Line(Struct, frozen=True, gc=False):
    """One axis of a view: index j stands for `start + stride*j` along an axis of the array, and `region` for all j.

    `axis` is None where the array has no such axis: a new axis, or what a gather makes.
    """

    axis: int | None
    start: Polynomial
    stride: int
    extent: Polynomial
    region: Triplet


class View(Struct, frozen=True, gc=False, cache_hash=True):
    """An array of which the elements are those of a base array (of these extents).

    Along the axes in `fixed` it stays at one index; those in `lost` it goes along in a way that is not known, among the
    indices that stand there. Unless it is `exact`, something is not known of the subscripts that made it, and there may
    be fewer elements. Of a `shuffled` view it is not known which of its elements stands where: it was reshaped.
    """

    base: tuple[Polynomial, ...]
    lines: tuple[Line, ...]
    fixed: tuple[tuple[int, Polynomial], ...] = ()
    lost: tuple[tuple[int, Triplet], ...] = ()
    exact: bool = True
    shuffled: bool = False

    @property
    def extents(self) -> tuple[Polynomial, ...]:
        """The shape of the view, if it is exact."""
        return tuple(line.extent for line in self.lines)


def view_of(extents: Sequence[Polynomial | int]) -> View:
    """An array as a view of itself."""
    sizes = tuple(map(polynomial, extents))
    lines = (Line(axis, constant(0), 1, size, whole_axis(size)) for axis, size in enumerate(sizes))
    return View(sizes, tuple(lines))


def subscript(view: View, key: Subscript | tuple[Subscript, ...], bounds: Bounds = NOTHING_KNOWN) -> View:
    """`view[key]`. What is not known of a subscript makes its axis unknown; nothing raises."""
    items = _spread(key if isinstance(key, tuple) else (key,), len(view.lines))
    if items is None:
        return replace(reshaped(view, ()), exact=False)
    lines, fixed, lost, exact = [], list(view.fixed), list(view.lost), view.exact
    below = iter(view.lines)
    for item in items:
        if item is None:
            lines.append(_new_axis(constant(1)))
            continue
        line = next(below)
        if isinstance(item, slice):
            walked = _sliced(line, item, bounds)
            lines.append(walked or _new_axis(line.extent))
            known = walked is not None
        elif isinstance(item, Unknown | EllipsisType):
            lines += [] if isinstance(item, Unknown) and item.is_one else [_new_axis(line.extent)]
            known = False
        else:
            index = _resolved(polynomial(item), line.extent, bounds)
            known = index is not None
            if index is not None and line.axis is not None:
                fixed.append((line.axis, line.start + index * line.stride))
        exact = exact and known and (not view.shuffled or _keeps_all(item))
        if not known and line.axis is not None:
            lost.append((line.axis, line.region))
    return View(view.base, tuple(lines), _sorted(fixed), _sorted(lost), exact, view.shuffled)


def transposed(view: View, order: Sequence[int] | None = None) -> View:
    """The view with its axes in another order: reversed, unless the order is given (as `numpy.transpose` takes it)."""
    rank = len(view.lines)
    axes = [axis + rank if axis < 0 else axis for axis in (range(rank)[::-1] if order is None else order)]
    if sorted(axes) != list(range(rank)):
        return replace(reshaped(view, view.extents), exact=False)
    return replace(view, lines=tuple(view.lines[axis] for axis in axes))


def reshaped(view: View, extents: Sequence[Polynomial | int]) -> View:
    """The view in another shape: which of its elements stands where is not known any more."""
    lost = [*view.lost, *((line.axis, line.region) for line in view.lines if line.axis is not None)]
    lines = tuple(_new_axis(polynomial(extent)) for extent in extents)
    return View(view.base, lines, view.fixed, _sorted(lost), view.exact, shuffled=True)


def some_of(of: Section) -> View:
    """A view of some elements of a section of a known rank, along as many axes, and that is all that is known of it."""
    extents = of.extents or ()
    lost = of.boxes[0] if len(of.boxes) == 1 else tuple(map(whole_axis, extents))
    lines = tuple(map(_new_axis, extents))
    return View(extents, lines, (), tuple(enumerate(lost)), exact=False, shuffled=True)


def region(view: View, bounds: Bounds = NOTHING_KNOWN) -> Section:
    """The elements of the base array that are in the view."""
    return image(view, whole(view.extents), bounds)


def image(view: View, of: Section, bounds: Bounds = NOTHING_KNOWN) -> Section:
    """The elements of the base array that a section of the view stands for."""
    known = of.extents is not None and len(of.extents) == len(view.lines)
    parts = of if known or not of.boxes else whole(view.extents, must=False)
    found, is_known = [], view.exact
    for box in parts.boxes:
        # along axes that the base array does not have, all that matters is whether anything is there
        others = tuple(each for line, each in zip(view.lines, box, strict=True) if line.axis is None)
        empty = boxes.is_empty(others, bounds)
        is_known = is_known and (view.shuffled or empty is not None)
        if not empty:
            found.append(_base_box(view, box, bounds))
    return section(view.base, found, bounds, must=parts.must and is_known)


def accessed(
    extents: Sequence[Polynomial | int], key: Subscript | tuple[Subscript, ...], bounds: Bounds = NOTHING_KNOWN
) -> Section:
    """The elements of `A[key]`, for an array A of these extents."""
    return region(subscript(view_of(extents), key, bounds), bounds)


def _base_box(view: View, box: tuple[Triplet, ...], bounds: Bounds) -> tuple[Triplet, ...]:
    found = dict(enumerate(map(whole_axis, view.base)))
    found.update((axis, single(index)) for axis, index in view.fixed)
    found.update(view.lost)
    for line, triplet in zip(view.lines, box, strict=True):
        if line.axis is not None:
            found[line.axis] = _walked(line, triplet, bounds)
    return tuple(found[axis] for axis in range(len(view.base)))


def _walked(line: Line, triplet: Triplet, bounds: Bounds) -> Triplet:
    """The indices in the base array that indices of a line stand for."""
    if triplet.full:
        return line.region
    first, last = triplet.lo, triplet.hi - 1
    if line.stride < 0:
        if triplet.step > 1:
            last = first + (triplets.count(triplet, bounds) - 1) * triplet.step
        first, last = last, first
    start, end = (line.start + index * line.stride for index in (first, last))
    # to the end of the view is to the end of its region
    hi = line.region.hi if line.stride > 0 and triplet.hi == line.extent else end + 1
    return Triplet(start, hi, triplet.step * abs(line.stride))


def _sliced(line: Line, item: slice[End, End, End], bounds: Bounds) -> Line | None:
    """A line between the ends of a slice, clipped as Python does it; None where they are not known."""
    step = 1 if item.step is None else _number(item.step)
    ends = [_end(end, line.extent, bounds) for end in (item.start, item.stop)]
    if not step or Unknown in (type(end) for end in ends):
        return None
    lo, hi = (end for end in ends if not isinstance(end, Unknown))
    if step > 0:
        lo = constant(0) if lo is None else maximum([0, lo], bounds)
        hi = line.extent if hi is None else minimum([hi, line.extent], bounds)
        found = marked(Triplet(lo, hi, step), line.extent)
    else:
        lo = line.extent - 1 if lo is None else minimum([lo, line.extent - 1], bounds)
        hi = constant(-1) if hi is None else maximum([hi, -1], bounds)
        found = Triplet(lo + (trips(lo, hi, step, bounds) - 1) * step, lo + 1, -step)
    extent = trips(lo, hi, step, bounds)
    return Line(line.axis, line.start + lo * line.stride, line.stride * step, extent, _walked(line, found, bounds))


def _end(end: End, extent: Polynomial, bounds: Bounds) -> Polynomial | Unknown | None:
    if end is None or isinstance(end, Unknown):
        return end
    return _resolved(polynomial(end), extent, bounds) or Unknown("an end of unknown sign")


def _resolved(index: Polynomial, extent: Polynomial, bounds: Bounds) -> Polynomial | None:
    """An index, counted from the end if it is negative; None where its sign is not known."""
    sign = at_least(index, 0, bounds)
    if sign is None:
        return None
    return index if sign else extent + index


def _number(step: Polynomial | int | Unknown) -> int | None:
    return None if isinstance(step, Unknown) else polynomial(step).number


def _keeps_all(item: Subscript) -> bool:
    """Whether a subscript leaves out nothing."""
    if not isinstance(item, slice):
        return item is None
    return item.start is None and item.stop is None and item.step in (None, 1, -1)


def _sorted(pairs: list[tuple[int, T]]) -> tuple[tuple[int, T], ...]:
    """What is known of axes, in the order of the axes."""
    return tuple(sorted(pairs, key=lambda pair: pair[0]))


def _spread(key: tuple[Subscript, ...], rank: int) -> list[Subscript] | None:
    """The key with the ellipsis, which may be left out at the end, written out; None if there are too many items."""
    missing = rank - sum(item is not None and item is not ... for item in key)
    if missing < 0 or sum(item is ... for item in key) > 1:
        return None
    at = next((at for at, item in enumerate(key) if item is ...), len(key))
    everything: list[Subscript] = [slice(None)] * missing
    return [*key[:at], *everything, *key[at + 1 :]]


def _new_axis(extent: Polynomial) -> Line:
    return Line(None, constant(0), 0, extent, whole_axis(extent))
