"""What two budgets leave of many branches at once, in arrays with a column for each branch.

As `narrowing.py` does it for one branch in whole numbers: the least that any placement of a branch leads to, callees
first; then the rooms that the other items leave, callers first; and sites are decided that have no choice. A pass over
five hundred branches takes hardly longer than one over ten. Bytes and time count in parts of the budgets, and rooms
are larger by more than is rounded, so that nothing is lost that keeps to the budgets in whole numbers.

The prices of a relaxation (`duality.py`) are one more budget, of which each decision that they are against takes a part
(as reduced costs fix variables: Dantzig, Fulkerson and Johnson 1954).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from adlint.placement.costing.tree import Call, Either, Items, Loop, Segment
from adlint.placement.measuring.points import Aim, Floats, part
from adlint.placement.searching.narrowing import Narrowed

if TYPE_CHECKING:
    from numpy.typing import NDArray

Flags: TypeAlias = "NDArray[np.bool_]"

_SLACK = 1e-9  # of a budget, and
_ROUNDED = 1e-11  # of a room
_LEAST = 1e-200
_FEW = 1e-6  # of a budget: a part that is next to nothing
_MOST = 1e100  # parts of a budget, and turns: more is as far beyond it, and products of two stay finite


@dataclass(slots=True)
class _Block:
    """The calls and loops of a body, or branches of which one runs: `below` are their blocks, `before` the bytes of the
    segments before each of them, and of all.
    """

    is_either: bool
    below: list[int] = field(default_factory=list)
    sites: list[int] = field(default_factory=list)
    trips: list[float] = field(default_factory=list)
    snapshots: list[float] = field(default_factory=list)
    before: list[float] = field(default_factory=lambda: [0.0])

    def add(self, below: int, site: int, trips: int = 1, snapshot: float = 0.0) -> None:
        """One more."""
        self.below.append(below)
        self.sites.append(site)
        self.trips.append(float(min(trips, int(_MOST))))
        self.snapshots.append(snapshot)
        self.before.append(self.before[-1])


@dataclass(frozen=True, slots=True)
class _Rows:
    """A block with a row for each item."""

    is_either: bool
    below: NDArray[np.intp]
    sites: NDArray[np.intp]
    trips: Floats
    snapshots: Floats
    before: Floats
    total: float


@dataclass(frozen=True, slots=True)
class _Least:
    """Of the items of a block in each branch: the least tape and peak of one turn, what is left before the item,
    and the highest of all that comes later; and what all items leave.
    """

    turn: Floats
    top: Floats
    height: Floats
    later: Floats
    total: Floats


@dataclass(frozen=True, slots=True)
class Prices:
    """What no placement can be below, in parts of a budget: so much, and so much for each site that is joint."""

    constant: float
    sites: Mapping[str, float]


@dataclass(slots=True)
class Branches:
    """Which sites may be joint, and split, by branch; rows of free sites, and of all that are split, and joint. `least`
    is what none of a branch is below in what is minimised, in parts of its budget.
    """

    joint: Flags
    split: Flags
    least: Floats

    def __len__(self) -> int:
        return int(self.joint.shape[1])

    def is_open(self) -> Flags:
        """Of free sites and branches, whether it is open what the site is."""
        return (self.joint & self.split)[:-2]

    def count(self) -> int:
        """How much is open, in all branches."""
        return int(np.count_nonzero(self.joint & self.split))

    def pick(self, which: NDArray[np.intp] | Flags) -> Branches:
        """Some of them."""
        return Branches(self.joint[:, which], self.split[:, which], self.least[which])


def together(several: Sequence[Branches]) -> Branches:
    """All of several branches."""
    joint, split = (np.hstack(each) for each in zip(*((one.joint, one.split) for one in several), strict=True))
    return Branches(joint, split, np.concatenate([one.least for one in several]))


class Blocks:
    """The bodies of a problem as blocks, those below first."""

    def __init__(self, left: Narrowed, of: Aim, prices: Sequence[Prices] = ()) -> None:
        self.of = of
        self.sites = left.problem.free
        self.places = {one: place for place, one in enumerate(self.sites)}
        self.unit = max(1, left.rooms.memory)
        self.forced = left.problem.tree.forced
        tree, weight, time = left.problem.tree, left.problem.weight, max(1, left.recompute)
        self.time = time
        self.weights = np.array([part(weight[one], time) for one in self.sites]).reshape(-1, 1)
        self.always = sum(part(weight[one], time) for one in tree.forced)
        self.room = left.recompute / time - self.always + _SLACK
        self.blocks: list[_Rows] = []
        self.functions: dict[str, int] = {}
        for name, body in tree.functions.items():
            self.functions[name] = self._block(body)
        self.entry = self.functions[tree.entry]
        self.size = sum(len(one.below) for one in self.blocks)
        rows = [(one, at) for one in self.blocks for at in range(len(one.below))]
        met = [(int(one.sites[at]), int(one.below[at]), float(one.snapshots[at, 0])) for one, at in rows]
        self.met = [one for one in met if one[0] < len(self.sites)]
        self.least_left, self.most_left = np.zeros(len(self.blocks)), np.full(len(self.blocks), 1 + _SLACK)
        for name, (least, most) in left.rooms.tapes.items():
            self.least_left[self.functions[name]] = self._bytes(least) * (1 - _SLACK)
            self.most_left[self.functions[name]] = self._bytes(most) * (1 + _SLACK)
        self._hold(prices)

    def _hold(self, prices: Sequence[Prices]) -> None:
        """Prices as one more budget each, of which free sites take a part that are joint, or split."""
        each = np.array([[one.sites.get(site, 0.0) for site in self.sites] for one in prices])
        each = each.reshape(len(prices), len(self.sites))
        self.budgets = len(prices)
        self.joint_prices, self.split_prices = np.maximum(each, 0.0), np.maximum(-each, 0.0)
        always = (one.constant + sum(one.sites.get(site, 0.0) for site in self.forced) for one in prices)
        least = np.array(list(always)).reshape(-1, 1) + np.minimum(each, 0.0).sum(axis=1, keepdims=True)
        self.priced = 1 + _SLACK - least
        self.against_joint = self.against_split = np.zeros((len(self.sites), 0))

    def all(self) -> Branches:
        """One branch, in which nothing is decided."""
        free = np.ones((len(self.sites), 1), dtype=np.bool_)
        ways = np.array([[False], [True]])
        return Branches(np.vstack((free, ways)), np.vstack((free, ~ways)), np.zeros(1))

    def _block(self, items: Items) -> int:
        found = _Block(is_either=False)
        for item in items:
            match item:
                case Segment(tape):
                    found.before[-1] += self._bytes(tape)
                case Call():
                    self._call(found, item, 1)
                case Loop(trips, (Call() as call,)):
                    self._call(found, call, trips)
                case Loop(trips, body):
                    found.add(self._block(body), len(self.sites), trips)
                case Either(branches):
                    found.add(self._either(branches), len(self.sites))
        return self._done(found)

    def _either(self, branches: tuple[Items, ...]) -> int:
        found = _Block(is_either=True)
        for one in branches:
            found.add(self._block(one), len(self.sites))
        return self._done(found)

    def _call(self, block: _Block, site: Call, trips: int) -> None:
        row = self.places.get(site.id, len(self.sites) + site.forced)
        block.add(self.functions[site.function], row, trips, self._bytes(site.snapshot))

    def _done(self, found: _Block) -> int:
        below, sites = (np.array(one, dtype=np.intp) for one in (found.below, found.sites))
        trips, snapshots, before = (
            np.array(one).reshape(-1, 1) for one in (found.trips, found.snapshots, found.before[:-1])
        )
        self.blocks.append(_Rows(found.is_either, below, sites, trips, snapshots, before, found.before[-1]))
        return len(self.blocks) - 1

    def _bytes(self, size: int) -> float:
        return min(part(size, self.unit), _MOST)

    def least(self, of: Branches) -> tuple[Floats, Floats, list[_Least]]:
        """The least tapes and peaks of blocks by branch, and of the items of each."""
        tapes, peaks = np.zeros((2, len(self.blocks), len(of)))
        found, nothing = [], np.zeros((1, len(of)))
        for number, block in enumerate(self.blocks):
            joint, split = of.joint[block.sites], of.split[block.sites]
            tape, peak = tapes[block.below], peaks[block.below]
            is_lower = joint & (~split | (block.snapshots < tape))
            turn = np.where(is_lower, block.snapshots, tape)
            top = np.where(split, peak, np.maximum(peak, block.snapshots))
            left, over = block.trips * turn, (block.trips - 1) * turn + top
            if block.is_either:
                tapes[number], peaks[number] = (np.minimum(one.max(axis=0), _MOST) for one in (left, over))
                found.append(_Least(turn, top, np.zeros_like(turn), np.zeros_like(turn), tapes[number]))
                continue
            sums = np.cumsum(np.vstack((nothing, left)), axis=0)
            height = block.before + sums[:-1]
            total = np.minimum(block.total + sums[-1], _MOST)
            tapes[number] = np.maximum(total, self.least_left[number])
            tops = np.minimum(np.vstack((height + over, total)), _MOST)
            highest = np.maximum.accumulate(tops[::-1], axis=0)[::-1]
            peaks[number] = np.maximum(highest[0], tapes[number])
            found.append(_Least(turn, top, height, highest[1:], total))
        return tapes, peaks, found

    def decide(self, of: Branches) -> Flags:
        """Sites that have no choice are decided; which branches are left."""
        tapes, peaks, found = self.least(of)
        alive: Flags = peaks[self.entry] <= 1 + _SLACK
        rooms = np.full((2, *tapes.shape), 1 + _SLACK)
        rooms[0] = self.most_left[:, np.newaxis]
        self.against_joint, self.against_split = np.zeros((2, len(self.sites), len(of)))
        for number in reversed(range(len(self.blocks))):
            alive = np.logical_and(alive, self._inside(number, of, tapes, rooms, found[number]))
        joint, split = of.joint[:-2], of.split[:-2]
        joint &= ~(split & self._is_not_smaller(rooms[0]))
        time = self.weights.T @ ~split
        left = self.room - time
        of.least = np.maximum(of.least, peaks[self.entry] if self.of == "peak" else self.always + time[0])
        joint &= ~(split & (self.weights > left))
        np.divide(self.weights, np.maximum(left, _LEAST), out=self.against_joint)
        alive = alive & (left[0] >= 0) & self._priced(joint, split)
        return np.logical_and(alive, (joint | split).all(axis=0))

    def _priced(self, joint: Flags, split: Flags) -> Flags:
        """Sites that prices leave no choice are decided; which branches they leave."""
        left = self.priced - self.joint_prices @ ~split - self.split_prices @ ~joint
        columns = self.joint_prices[:, :, np.newaxis], self.split_prices[:, :, np.newaxis]
        for of_joint, of_split, room in zip(*columns, left, strict=True):
            is_open = joint & split
            joint &= ~(is_open & (of_joint > room))
            split &= ~(is_open & (of_split > room))
            np.maximum(self.against_joint, of_joint / np.maximum(room, _LEAST), out=self.against_joint)
            np.maximum(self.against_split, of_split / np.maximum(room, _LEAST), out=self.against_split)
        is_left: Flags = (left >= 0).all(axis=0)
        return is_left

    def _inside(self, number: int, of: Branches, tapes: Floats, rooms: Floats, least: _Least) -> Flags:
        """The rooms of what a block calls, and the sites in it that have no choice."""
        block, (tape, peak) = self.blocks[number], rooms[:, number]
        if block.is_either:
            left, room = np.broadcast_to(tape, least.turn.shape), np.broadcast_to(peak, least.turn.shape)
        else:
            room = peak * (1 + _ROUNDED) - least.height
            left = block.trips * least.turn + np.minimum(
                peak * (1 + _ROUNDED) - least.later, tape * (1 + _ROUNDED) - least.total
            )
        others = block.trips - 1
        each = left / block.trips
        each = np.where(others > 0, np.minimum(each, (room - least.top) / np.maximum(others, 1)), each)
        room = room - others * least.turn
        each = np.minimum(each, room)
        joint, split = of.joint[block.sites], of.split[block.sites]
        joint &= block.snapshots <= each
        split &= tapes[block.below] <= each
        fits = np.where(joint, room, each)
        against = (tapes[block.below] - block.snapshots) / np.maximum(each - block.snapshots, _LEAST)
        for at, (below, site) in enumerate(zip(block.below, block.sites, strict=True)):
            np.minimum(rooms[0, below], fits[at], out=rooms[0, below])
            np.minimum(rooms[1, below], room[at], out=rooms[1, below])
            if site < len(self.sites):
                np.maximum(self.against_split[site], against[at], out=self.against_split[site])
                of.joint[site] &= joint[at]
                of.split[site] &= split[at]
        alive: Flags = np.logical_and.reduce(joint | split, axis=0)
        return alive

    def _is_not_smaller(self, rooms: Floats) -> Flags:
        """Sites whose snapshots are not smaller than any tape for which there is room, wherever they are met."""
        found = np.ones((len(self.sites), rooms.shape[1]), dtype=np.bool_)
        for site, below, snapshot in self.met:
            found[site] &= snapshot >= rooms[below]
        return found

    def lowest(self, of: Branches) -> tuple[Flags, Floats]:
        """The sites that are joint where those that are open are decided for the lowest stack, and what they cost."""
        (tapes, _, _), is_open = self.least(of), of.is_open()
        joint = of.joint[:-2] & ~of.split[:-2]
        for site, below, snapshot in self.met:
            np.logical_or(joint[site], is_open[site] & (snapshot < tapes[below]), out=joint[site])
        return joint, (self.weights.T @ joint)[0]

    def whole(self, least: float) -> int:
        """What is minimised, at least, where it is so much in parts of its budget."""
        return math.floor(Fraction(least * (1 - _SLACK)) * (self.unit if self.of == "peak" else self.time))

    def doubts(self, of: Branches) -> Floats:
        """How much both ways of a site take of what the budgets leave, by open site and branch, as the last decisions
        left it (the product of both: Achterberg, Koch and Martin 2005, "Branching rules revisited").
        """
        both = np.clip(self.against_joint, _FEW, 1.0) * np.clip(self.against_split, _FEW, 1.0)
        return np.where(of.is_open(), both, 0.0)

    def names(self, joint: Flags) -> Iterator[str]:
        """The free sites that are joint in a branch."""
        return (self.sites[one] for one in np.flatnonzero(joint))
