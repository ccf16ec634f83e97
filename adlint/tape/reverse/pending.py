"""Which sections of memories the reverse sweep still needs, and which were overwritten, at some point of the forward
sweep.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from adlint.sections import Section, Triplet, covers, difference, intersection, over, union
from adlint.shapes.dims import Dim
from adlint.shapes.sizes import INDEX, Sizes
from adlint.symbolic import Between, Polynomial, polynomial, substitute, symbol
from adlint.tape.values.regions import Regions
from adlint.trace import Array, Site

MOST_FREED = 4  # sections of a memory that are remembered
MOST_BOXES = 36  # of a section: a factorisation that is walked leaves a row and a column in every turn


@dataclass(slots=True)
class Pending:
    """By memory: what is `needed`, and for which `sites`; what was surely `killed` since something began, and what was
    ever `touched`, if it may; and what was `freed`, surely overwritten since anything was needed for the last time.
    """

    regions: Regions
    needed: dict[int, Section] = field(default_factory=dict)
    sites: dict[int, Site] = field(default_factory=dict)
    killed: dict[int, Section] = field(default_factory=dict)
    touched: dict[int, Section] = field(default_factory=dict)
    freed: dict[int, tuple[Section, ...]] = field(default_factory=dict)

    @property
    def sizes(self) -> Sizes:
        """What is known of sizes."""
        return self.regions.sizes

    def copy(self) -> Pending:
        """The same, to go on from here twice."""
        several = (self.needed, self.sites, self.killed, self.touched, self.freed)
        return Pending(self.regions, *map(dict, several))  # type: ignore[arg-type]

    def need(self, buffer: int | None, array: Array | None, site: Site) -> None:
        """What an array has of a memory is needed."""
        if buffer is None:
            return
        self.keep(buffer, self.regions.all(buffer) if array is None else self.regions.of(array), site)

    def keep(self, buffer: int, found: Section, site: Site) -> None:
        """A section of a memory is needed."""
        self._add(self.needed, buffer, found)
        self.freed.pop(buffer, None)
        self.sites[buffer] = site

    def of(self, buffer: int, written: Section) -> Section | None:
        """What is needed of a section of a memory; None if nothing is."""
        needed = self.needed.get(buffer)
        if needed is None or any(covers(one, written, self.sizes.bounds) for one in self.freed.get(buffer, ())):
            return None
        met = intersection(needed, written, self.sizes.bounds, MOST_BOXES)
        return met if met.boxes else None

    def _add(self, sections: dict[int, Section], buffer: int, more: Section) -> None:
        old = sections.get(buffer)
        sections[buffer] = more if old is None else union(old, more, self.sizes.bounds, MOST_BOXES)

    def overwrite(self, buffer: int, written: Section) -> None:
        """A section of a memory is overwritten."""
        old = self.needed.get(buffer)
        if old is not None:
            self.needed[buffer] = difference(old, written, self.sizes.bounds, MOST_BOXES)
        self._add(self.touched, buffer, written)
        if written.must:
            self.freed[buffer] = (*self.freed.get(buffer, ()), written)[-MOST_FREED:]
            before = self.killed.get(buffer)
            found = written if before is None else union(before, written, self.sizes.bounds, MOST_BOXES)
            if found.must:
                self.killed[buffer] = found

    def forget(self, buffer: int) -> None:
        """A memory is made, or dies."""
        for sections in (self.needed, self.killed, self.touched, self.freed):
            sections.pop(buffer, None)

    def move(self, pairs: Sequence[tuple[int | None, int | None]]) -> None:
        """Memories go on under other names, all at once."""
        both = [(old, new) for old, new in pairs if old is not None and new is not None and old != new]
        left = [(new, self.needed.get(old), self.sites.get(old), self.touched.get(old)) for old, new in both]
        for old, new in both:
            self.forget(old)
            self.forget(new)
        for new, needed, site, touched in left:
            if needed is not None and site is not None:
                self.needed[new], self.sites[new] = needed, site
            if touched is not None:
                self.touched[new] = touched

    def add(self, other: Pending, buffers: Iterable[int]) -> None:
        """What is needed of some memories somewhere else is needed here too."""
        for one in buffers:
            if one in other.needed:
                self._add(self.needed, one, other.needed[one])
                self.sites.setdefault(one, other.sites[one])

    def enter(self, own: Pending, index: str, lo: Dim) -> None:
        """At the start of any turn: what was needed before the loop and is not overwritten yet, and what the turns
        before this one need, given what a turn needs and overwrites by itself.
        """
        earlier, hi = f"{index}'", symbol(index, INDEX)
        other = symbol(earlier, INDEX)
        self.sizes.bounds[earlier] = Between(other, lo, hi - 1)
        bounds = self.sizes.bounds

        def in_them(of: Section) -> Section:
            return over(moved(of, index, other, self.sizes), other, lo, hi, bounds, MOST_BOXES)

        for buffer, found in own.killed.items():
            if buffer in self.needed:
                swept = in_them(found)
                self.needed[buffer] = difference(self.needed[buffer], swept, bounds, MOST_BOXES)
        for buffer, found in own.needed.items():
            self._add(self.needed, buffer, in_them(found))
            self.sites.setdefault(buffer, own.sites[buffer])
        for buffer, several in own.freed.items():
            if buffer not in own.needed:
                still = [one for one in several if moved(one, index, other, self.sizes) == one]
                self.freed[buffer] = (*self.freed.get(buffer, ()), *still)[-MOST_FREED:]
        for buffer in own.needed:
            self.freed.pop(buffer, None)
        for buffer, found in own.touched.items():
            self._add(self.touched, buffer, in_them(found))
        self.sizes.bounds.pop(earlier)

    def leave(self, before: Pending, own: Pending, index: str, ends: tuple[Dim, Dim]) -> None:
        """Behind a loop, from what is needed at the end of any turn."""
        last = polynomial(ends[1]) - 1
        bounds = self.sizes.bounds
        self.needed = {one: moved(found, index, last, self.sizes) for one, found in self.needed.items()}
        self.touched = {one: moved(found, index, last, self.sizes) for one, found in self.touched.items()}
        self.killed = dict(before.killed)
        for buffer, found in own.killed.items():
            swept = over(found, symbol(index, INDEX), ends[0], ends[1], bounds, MOST_BOXES)
            old = self.killed.get(buffer)
            everything = swept if old is None else union(old, swept, bounds, MOST_BOXES)
            if everything.must:
                self.killed[buffer] = everything

    def meet(self, ends: Iterable[Pending]) -> None:
        """What is needed after one or another."""
        self.needed, self.sites, self.freed = {}, {}, {}
        for end in ends:
            for buffer, found in end.needed.items():
                self._add(self.needed, buffer, found)
                self.sites.setdefault(buffer, end.sites[buffer])
            for buffer, found in end.touched.items():
                self._add(self.touched, buffer, found)


def moved(of: Section, index: str, value: Polynomial, sizes: Sizes) -> Section:
    """A section with a number in the place of the index of a loop."""
    if of.extents is None:
        return of

    def put(end: Polynomial) -> Polynomial:
        return substitute(end, {index: value}, sizes.bounds)

    def each(triplet: Triplet) -> Triplet:
        return replace(triplet, lo=put(triplet.lo), hi=put(triplet.hi))

    boxes = tuple(tuple(map(each, box)) for box in of.boxes)
    return replace(of, extents=tuple(map(put, of.extents)), boxes=boxes)
