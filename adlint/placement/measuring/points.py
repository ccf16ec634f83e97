"""What pieces of a tree can cost: points (tape, peak, recompute), each of one placement or of several that are near."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Numbers: TypeAlias = NDArray[np.int64]
Aim: TypeAlias = Literal["cost", "peak"]  # what is minimised
Choice: TypeAlias = tuple[str, str]  # what is chosen once for several places: how a function runs, what a site is

_SMALL, HUGE = 1e-290, 10**290


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """Where points come from: the points of other pieces, by their numbers, and a site that is joint in some."""

    parts: tuple[tuple[Origin, Numbers], ...] = ()
    site: str = ""
    joint: NDArray[np.bool_] | None = None

    def pick(self, which: Numbers) -> Origin:
        """The origin of some of the points."""
        joint = None if self.joint is None else self.joint[which]
        return Origin(tuple((one, numbers[which]) for one, numbers in self.parts), self.site, joint)

    def sites(self, number: int) -> Iterator[str]:
        """The sites that are joint in a point."""
        left = [(self, number)]
        while left:
            origin, at = left.pop()
            if origin.joint is not None and origin.joint[at]:
                yield origin.site
            left += [(one, int(numbers[at])) for one, numbers in origin.parts]


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Columns of points: bytes and time in parts of what there may be, `keys` say which of each choice they go with."""

    tape: Floats
    peak: Floats
    cost: Floats
    keys: Mapping[Choice, Numbers] = field(default_factory=dict)
    origin: Origin = field(default_factory=Origin)

    def __len__(self) -> int:
        return len(self.tape)

    def column(self, aim: Aim) -> Floats:
        """What is minimised."""
        return self.cost if aim == "cost" else self.peak

    def pick(self, which: Numbers) -> Points:
        """Some of the points, in this order."""
        keys = {name: numbers[which] for name, numbers in self.keys.items()}
        return Points(self.tape[which], self.peak[which], self.cost[which], keys, self.origin.pick(which))

    def scaled(self, factor: float) -> Points:
        """The points with bytes in another unit."""
        return Points(factor * self.tape, factor * self.peak, self.cost, self.keys, self.origin)

    def turning(self, times: float) -> Points:
        """The points of a piece that runs so many times, at least once."""
        return Points(times * self.tape, (times - 1) * self.tape + self.peak, self.cost, self.keys, self.origin)

    def with_key(self, choice: Choice, numbers: Numbers) -> Points:
        """The points, of which each goes with one of a choice."""
        return Points(self.tape, self.peak, self.cost, {**self.keys, choice: numbers}, self.origin)

    def or_joint(self, joint: Points, site: str) -> Points:
        """The points, and those that they become where a site is joint."""
        count = len(self)
        which = np.tile(np.arange(count), 2)
        keys = {name: numbers[which] for name, numbers in self.keys.items()}
        return Points(
            np.concatenate((self.tape, joint.tape)),
            np.concatenate((self.peak, joint.peak)),
            np.concatenate((self.cost, joint.cost)),
            keys,
            Origin(((self.origin, which),), site, np.arange(2 * count) >= count),
        )

    def without(self, closed: Sequence[Choice]) -> Points:
        """The points, whatever was chosen there."""
        keys = {name: numbers for name, numbers in self.keys.items() if name not in closed}
        return Points(self.tape, self.peak, self.cost, keys, self.origin)

    def groups(self) -> Numbers:
        """A number for each point; those go with the same choices that have the same one."""
        return grouped([self.keys[name] for name in sorted(self.keys)], len(self))


NOTHING = Points(np.zeros(1), np.zeros(1), np.zeros(1))


def grouped(columns: Sequence[Numbers], count: int) -> Numbers:
    """Numbers from 0 on that are the same where all columns are."""
    found = np.zeros(count, dtype=np.int64)
    for column in columns:
        pairs = found * (int(column.max(initial=0)) + 1) + column
        found = np.unique(pairs, return_inverse=True)[1].astype(np.int64)
    return found


def pairs(first: Points, second: Points) -> int:
    """How many points two pieces have together."""
    return int(_partners(first, second)[1].sum())


def _partners(first: Points, second: Points) -> tuple[Numbers, Numbers, Numbers]:
    """Where the points of the second piece that go with each of the first one begin in an order, how many they are, and
    that order.
    """
    both = [np.concatenate((first.keys[one], second.keys[one])) for one in sorted({*first.keys} & {*second.keys})]
    numbers = grouped(both, len(first) + len(second))
    mine, others = numbers[: len(first)], numbers[len(first) :]
    order = np.argsort(others, kind="stable")
    begin = np.searchsorted(others[order], mine, "left")
    return begin, np.searchsorted(others[order], mine, "right") - begin, order


def after(first: Points, second: Points) -> Points:
    """One piece, and another one after it."""
    return _joined(first, second, np.add, lambda tape, peak, top: np.maximum(peak, tape + top))


def either(first: Points, second: Points) -> Points:
    """One piece or another one: the larger tape and the larger peak count, and the sites of both."""
    return _joined(first, second, np.maximum, lambda _, peak, top: np.maximum(peak, top))


def _joined(
    first: Points,
    second: Points,
    tapes: Callable[[Floats, Floats], Floats],
    peaks: Callable[[Floats, Floats, Floats], Floats],
) -> Points:
    begin, many, order = _partners(first, second)
    one = np.repeat(np.arange(len(first)), many)
    two = order[np.arange(len(one)) - np.repeat(np.cumsum(many) - many - begin, many)]
    keys = {name: numbers[one] for name, numbers in first.keys.items()}
    keys |= {name: numbers[two] for name, numbers in second.keys.items()}
    tape = first.tape[one]
    return Points(
        tapes(tape, second.tape[two]),
        peaks(tape, first.peak[one], second.peak[two]),
        first.cost[one] + second.cost[two],
        keys,
        Origin(((first.origin, one), (second.origin, two))),
    )


def part(number: int, of: int) -> float:
    """A number in parts of another one; what is out of all proportion is taken to be less."""
    found = min(number, HUGE * of) / of
    return found if found > _SMALL else 0.0
