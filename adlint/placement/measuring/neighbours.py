"""The peaks of all placements that differ from one in a single site, in arrays with a number for each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from adlint.placement.costing.tree import Call, CostTree, Either, Items, Loop, Number, Segment, within
from adlint.placement.measuring.heights import Stack, stack

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers: TypeAlias = Number | NDArray[Any]  # one, where no site that is turned makes a difference

_EXACT = 2**62  # numbers up to here are exact in 64 bits
_AT_ONCE = 512  # sites: functions in which none of them runs have plain numbers


def neighbours(tree: CostTree, joint: Collection[str]) -> Iterator[tuple[str, int]]:
    """Each site, and the peak of the entry in bytes with it the other way."""
    sites, kind = tuple(tree.sites()), np.int64 if _fits(tree) else object
    for first in range(0, len(sites), _AT_ONCE):
        turned = sites[first : first + _AT_ONCE]
        yield from zip(turned, map(int, peaks(tree, joint, turned, kind)), strict=True)


def peaks(tree: CostTree, joint: Collection[str], turned: Sequence[str], kind: type) -> NDArray[Any]:
    """The peaks of the entry with each of some sites the other way, in numbers of the kind of the tree."""
    each = _Turned(joint, {one: place for place, one in enumerate(turned)}, kind)
    for name, body in tree.functions.items():
        each.found[name] = each.body(body)
    return each.array(each.found[tree.entry][1])


@dataclass(slots=True)
class _Turned:
    """As `heights.stack`, with each of some sites the other way in the number that has its place."""

    joint: Collection[str]
    places: dict[str, int]
    kind: type
    found: dict[str, tuple[Numbers, Numbers]] = field(default_factory=dict)  # tapes and peaks

    def body(self, items: Items) -> tuple[Numbers, Numbers]:
        """What a body leaves, and its peak."""
        height: Numbers = 0
        peak: Numbers = 0
        for item in items:
            left, top = self._item(item)
            peak = _larger(peak, height + top)
            height = height + left
        return height, peak

    def _item(self, item: Segment | Call | Loop | Either) -> tuple[Numbers, Numbers]:
        match item:
            case Call():
                return self._call(item)
            case Segment(tape):
                return tape, tape
            case Loop(trips, body):
                turn, top = self.body(body) if trips else (0, 0)
                return trips * turn, (trips - 1) * turn + top if trips > 1 else top
            case Either(branches):
                left, top = self.body(branches[0])
                for branch in branches[1:]:
                    other, over = self.body(branch)
                    left, top = _larger(left, other), _larger(top, over)
                return left, top

    def _call(self, call: Call) -> tuple[Numbers, Numbers]:
        tape, peak = self.found[call.function]
        snapshot, place, is_joint = call.snapshot, self.places.get(call.id), call.id in self.joint
        if place is None:
            return (snapshot, _larger(peak, snapshot)) if is_joint else (tape, peak)
        own, over = (one[place] if isinstance(one, np.ndarray) else one for one in (tape, peak))
        if is_joint:
            left, top = self.array(snapshot), self.array(peak)
            np.maximum(top, snapshot, out=top)
        else:
            left, top = self.array(tape), self.array(peak)
            own, over = snapshot, max(over, snapshot)
        left[place], top[place] = own, over
        return left, top

    def array(self, one: Numbers) -> NDArray[Any]:
        """A number for each site, in an array of its own."""
        return one.copy() if isinstance(one, np.ndarray) else np.full(len(self.places), one, dtype=self.kind)


def _larger(one: Numbers, other: Numbers) -> Numbers:
    """As arrays where one of them is."""
    return np.maximum(one, other) if isinstance(one, np.ndarray) or isinstance(other, np.ndarray) else max(one, other)


def _fits(tree: CostTree) -> bool:
    """Whether no number leaves 64 bits, whatever is joint."""
    most: dict[str, Stack] = {}
    for name, body in tree.functions.items():
        most[name] = stack(body, most, lambda one: one.snapshot > most[one.function].tape)
    trips = (one.trips for body in tree.functions.values() for one in within(body) if isinstance(one, Loop))
    return max((one.peak for one in most.values()), default=0) < _EXACT and max(trips, default=0) < _EXACT
