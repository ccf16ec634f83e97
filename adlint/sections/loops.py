"""Sections under loops: what is read or written in all turns of a loop together."""

from __future__ import annotations

from math import gcd

from msgspec import Struct
from msgspec.structs import replace

from adlint.sections.boxes import Box
from adlint.sections.section import MOST_BOXES, Section, section, whole
from adlint.sections.triplets import Triplet, unclipped, whole_axis
from adlint.symbolic import (
    NOTHING_KNOWN,
    Bounds,
    Polynomial,
    constant,
    depends_on,
    maximum,
    minimum,
    polynomial,
    rate,
    substitute,
    surely_at_least,
    within,
)


class Loop(Struct, frozen=True, gc=False):
    """A loop in which the symbol `index` goes from lo to hi - 1, and what is known of the sizes around it."""

    index: Polynomial
    lo: Polynomial
    hi: Polynomial
    bounds: Bounds

    def at(self, value: Polynomial, turn: Polynomial) -> Polynomial:
        """A value in one turn."""
        name = self.index.lone_atom
        return value if name is None else substitute(value, {name.key: turn}, self.bounds)

    @property
    def first(self) -> Polynomial:
        """The index in the first turn."""
        return self.lo

    @property
    def last(self) -> Polynomial:
        """The index in the last turn."""
        return self.hi - 1

    @property
    def runs(self) -> bool:
        """Whether there surely is a turn."""
        return surely_at_least(self.hi, self.lo + 1, self.bounds)


def over(
    of: Section,
    index: Polynomial,
    lo: Polynomial | int,
    hi: Polynomial | int,
    lower_bounds: Bounds = NOTHING_KNOWN,
    most: int = MOST_BOXES,
) -> Section:
    """The elements in the section in any turn of a loop in which the symbol `index` goes from lo to hi - 1.

    It `must` be those if they are exactly the elements of a box, though there were no turn: A[i] for i from 0 to T-1
    is A[0:T]. Where it takes a turn for the elements to be there, as for A[0], there must surely be one.
    """
    loop = Loop(index, polynomial(lo), polynomial(hi), lower_bounds)
    if of.extents is None:
        return Section(None, of.boxes, of.must and (loop.runs or not of.boxes))
    if any(depends_on(extent, index) for extent in of.extents):
        return whole(None, must=False)
    swept = [_clipped_sweep(box, of.extents, loop) for box in of.boxes]
    exact = of.must and all(is_exact for _, is_exact in swept)
    return section(of.extents, (box for box, _ in swept), lower_bounds, must=exact, most=most)


def _clipped_sweep(box: Box, extents: tuple[Polynomial, ...], loop: Loop) -> tuple[Box, bool]:
    """What the box sweeps over, and is cut off at the ends of the array only then: which comes to the same."""
    free = tuple(_free(triplet, extent) for triplet, extent in zip(box, extents, strict=True))
    swept, exact = _swept(free, extents, loop)
    cut = zip(swept, free, box, extents, strict=True)
    return tuple(new if old == kept else _cut(new, extent, loop) for new, old, kept, extent in cut), exact


def _free(triplet: Triplet, extent: Polynomial) -> Triplet:
    if triplet.full:
        return triplet
    # the first index of a longer step depends on where it is cut off
    lo = unclipped(triplet.lo, "max", constant(0)) if triplet.step == 1 else triplet.lo
    return replace(triplet, lo=lo, hi=unclipped(triplet.hi, "min", extent))


def _cut(triplet: Triplet, extent: Polynomial, loop: Loop) -> Triplet:
    lo = maximum([0, triplet.lo], loop.bounds) if triplet.step == 1 else triplet.lo
    return replace(triplet, lo=lo, hi=minimum([triplet.hi, extent], loop.bounds))


def _swept(box: Box, extents: tuple[Polynomial, ...], loop: Loop) -> tuple[Box, bool]:
    """(a box that has the elements in all turns, whether it has no others)."""
    moving = [axis for axis, triplet in enumerate(box) if _moves(triplet, loop)]
    for turn, inward in ((loop.first, 1), (loop.last, -1)):
        # the boxes of all turns lie in that of the first, or of the last
        if all(_shrinks(box[axis], inward, loop) for axis in moving):
            return tuple(_at(triplet, turn, loop) for triplet in box), loop.runs
    if len(moving) == 1:
        (axis,) = moving
        path = _progression(box[axis], loop)
        if path is not None:
            return (*box[:axis], path, *box[axis + 1 :]), True
    touching = len(moving) == 1 and loop.runs and _touch(box[moving[0]], loop)
    hulls = [_hull(triplet, extent, loop) for triplet, extent in zip(box, extents, strict=True)]
    return tuple(hulls), touching


def _moves(triplet: Triplet, loop: Loop) -> bool:
    return depends_on(triplet.lo, loop.index) or depends_on(triplet.hi, loop.index)


def _at(triplet: Triplet, turn: Polynomial, loop: Loop) -> Triplet:
    return Triplet(loop.at(triplet.lo, turn), loop.at(triplet.hi, turn), triplet.step, triplet.full)


def _shrinks(triplet: Triplet, inward: int, loop: Loop) -> bool:
    """Whether the indices of every turn are among those of the turn before (after it, where `inward` is -1)."""
    up, down = rate(triplet.lo, loop.index), rate(triplet.hi, loop.index)
    if up is None or down is None:
        return False
    in_step = triplet.step == 1 or (up.number is not None and up.number % triplet.step == 0)
    return (
        in_step
        and surely_at_least(up * inward, 0, loop.bounds)
        and surely_at_least(0, down * inward, loop.bounds)
    )


def _progression(triplet: Triplet, loop: Loop) -> Triplet | None:
    """Exactly the indices of all turns, where they are one that moves evenly, or blocks side by side."""
    up = rate(triplet.lo, loop.index)
    if up is None or up != rate(triplet.hi, loop.index) or triplet.step != 1:
        return None
    first, last = _at(triplet, loop.first, loop), _at(triplet, loop.last, loop)
    width = triplet.hi - triplet.lo
    if width == up and surely_at_least(up, 0, loop.bounds):
        return Triplet(first.lo, last.hi)
    if width.number != 1 or not up.number:
        return None
    return Triplet(first.lo, last.hi, up.number) if up.number > 0 else Triplet(last.lo, first.hi, -up.number)


def _touch(triplet: Triplet, loop: Loop) -> bool:
    """Whether the indices are without a gap in every turn, and with those of the next one."""
    if triplet.step != 1 or None in (rate(triplet.lo, loop.index), rate(triplet.hi, loop.index)):
        return False
    following = _at(triplet, loop.index + 1, loop)
    inside = within(loop.bounds, loop.index, loop.lo, loop.hi)
    before_last = within(loop.bounds, loop.index, loop.lo, loop.hi - 1)
    return (
        surely_at_least(triplet.hi, triplet.lo, inside)
        and surely_at_least(triplet.hi, following.lo, before_last)
        and surely_at_least(following.hi, triplet.lo, before_last)
    )


def _hull(triplet: Triplet, extent: Polynomial, loop: Loop) -> Triplet:
    """All that lies between the indices of all turns."""
    up, down = rate(triplet.lo, loop.index), rate(triplet.hi, loop.index)
    if triplet.full or up is None or down is None:
        return whole_axis(extent)
    first, last = _at(triplet, loop.first, loop), _at(triplet, loop.last, loop)
    step = 1 if up.number is None else gcd(triplet.step, up.number)
    lo = _leftmost(first.lo, last.lo, up, loop)
    return Triplet(lo, -_leftmost(-first.hi, -last.hi, -down, loop), step)


def _leftmost(first: Polynomial, last: Polynomial, slope: Polynomial, loop: Loop) -> Polynomial:
    if surely_at_least(slope, 0, loop.bounds):
        return first
    return last if surely_at_least(0, slope, loop.bounds) else minimum([first, last], loop.bounds)

