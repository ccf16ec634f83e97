"""What a run has seen: what was read and written, and by which operations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from adlint.storage.location.places import Path, Place
from adlint.storage.location.regions import Region, Turns, in_all_turns, moves
from adlint.storage.things.values import Thing, Value
from adlint.symbolic import Bounds

MANY = 12  # regions of a place that are told apart
Step = tuple[str, int]  # an operation of a function
Done = tuple[tuple[Step, ...], str, str]  # the calls that lead there, what is done, and the kind of effect that it is


@dataclass(slots=True)
class Seen:
    """What was read of what was there when the piece began, what was written, and by which operation; `unknown` are the
    calls and values of which it is not known what they touch, with why.
    """

    used: dict[Path, tuple[Step, ...]] = field(default_factory=dict)
    known: set[tuple[str, Thing, Region]] = field(default_factory=set)  # of which all places were noted
    regions: dict[tuple[str, Place], int] = field(default_factory=dict)  # how many were noted of a place
    written: dict[Path, tuple[Step, ...]] = field(default_factory=dict)
    identified: dict[Path, tuple[Step, ...]] = field(default_factory=dict)  # items of which it matters which they are
    unknown: dict[Step, str] = field(default_factory=dict)
    supposed: dict[Step, str] = field(default_factory=dict)  # what is taken to be reentrant, though it is not known
    sets_any: bool = False  # whether an attribute was set of which the name is not known
    advanced: dict[Place, tuple[Step, ...]] = field(default_factory=dict)  # iterators that were asked for items
    acts: dict[tuple[str, Value], Done] = field(default_factory=dict)  # on the outside
    draws: dict[Step, str] = field(default_factory=dict)  # from a library's hidden generator, by which function
    masks: dict[Step, Done] = field(default_factory=dict)  # what dropout draws
    seeds: dict[str, None] = field(default_factory=dict)  # what is set to a known state
    rebound: dict[Place, None] = field(default_factory=dict)  # where another thing was put
    altered: dict[Place, None] = field(default_factory=dict)  # where something in what stands there was written
    counted: dict[Place, None] = field(default_factory=dict)  # containers of which it was read what all they hold
    holders: dict[Place, None] = field(default_factory=dict)  # of items that were set to what may be no numbers
    reached: dict[Place, None] = field(default_factory=dict)  # whose thing was changed, or put elsewhere
    unsure: dict[Place, tuple[Step, ...]] = field(default_factory=dict)  # perhaps written, whatever was there
    tested: dict[Place, dict[str, None]] = field(default_factory=dict)  # the functions that ask what is there, in order
    settled: set[tuple[str, Place]] = field(default_factory=set)  # the functions to which it comes to the same
    unguarded: dict[Place, tuple[Step, ...]] = field(default_factory=dict)  # written whatever was there

    def note(self, side: str, path: Path, chain: tuple[Step, ...]) -> None:
        """Note what is `used`, `written` or `identified`; of a place with very many regions, all of it."""
        noted: dict[Path, tuple[Step, ...]] = getattr(self, side)
        place, region = path
        if region is not None and path not in noted:
            count = self.regions[side, place] = self.regions.get((side, place), 0) + 1
            path = (place, region if count <= MANY else None)
        noted.setdefault(path, chain)

    def is_known(self, side: str, thing: Thing, region: Region) -> bool:
        """Whether a region of a thing was noted before; from now on it was."""
        count = len(self.known)
        self.known.add((side, thing, region))
        return len(self.known) == count

    def leave_out(self, root: str) -> None:
        """Nothing was seen of what a root leads to."""
        for paths in (self.used, self.written, self.identified):
            for path in [path for path in paths if path[0].root == root]:
                del paths[path]
        by_place: tuple[dict[Place, Any], ...] = (
            self.advanced, self.rebound, self.altered, self.counted, self.holders, self.reached, self.unsure,
            self.tested, self.unguarded,
        )  # fmt: skip
        for places in by_place:
            for place in [place for place in places if place.root == root]:
                del places[place]

    def in_all_turns(self, turns: Turns, bounds: Bounds) -> None:
        """What depends on the index of a loop is what it is in all turns."""
        self.known.clear()
        for noted in (self.used, self.written, self.identified):
            for path, chain in list(noted.items()):
                place, region = path
                if moves(region, turns.index):
                    del noted[path]
                    noted.setdefault((place, in_all_turns(region, turns, bounds)), chain)


@dataclass(slots=True)
class Watch:
    """What is written on a way, where a condition says that some places are `empty`: there, and besides; and read."""

    empty: frozenset[Place]
    filled: dict[Place, tuple[tuple[Step, ...], bool]] = field(default_factory=dict)  # and whether that is sure
    besides: dict[Place, bool] = field(default_factory=dict)  # and whether it had been written before
    read: set[Place] = field(default_factory=set)
    covered: dict[Place, bool] = field(default_factory=dict)  # whether places are, as it was found

    def covers(self, place: Place) -> bool:
        """Whether a place is one that is empty, or lies below it."""
        if not self.empty:
            return False
        known = self.covered.get(place)
        if known is None:
            known = self.covered[place] = any(place == one or place.is_below(one) for one in self.empty)
        return known
