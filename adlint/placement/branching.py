"""A search that decides the heaviest site first: where sites weigh powers of ten more than others.

A solver is out of its depth there: the rows of one program hold sizes of loops in loops that floating point does not
tell apart. Yet few sites decide what is computed again. Each is tried joint and split, and what the budgets leave of
the others follows at once (`blocks.py`), so that most branches end soon. The budgets are what counts: those of a
placement that is far from the best leave nearly all open. So it is asked whether anything is below a value half way
between the bound and the best, in powers of ten, and what is said halves the way.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from adlint.placement import greedy
from adlint.placement.blocks import Blocks, Branches
from adlint.placement.narrowing import narrowed
from adlint.placement.problem import Placement, Problem

if TYPE_CHECKING:
    from adlint.placement.points import Aim

_WORK = 100_000_000  # items of bodies in all branches, in all questions together,
_PART = 4  # of what is left of it, so many parts for a question
_PASS, _PLACED = 2000, 500  # items as which a pass over a block counts, and those of a placement
_AT_ONCE = 512  # branches
_ROUNDS = 4  # passes over branches before they are divided, as long as sites are decided
_CLOSE = Fraction(10**4 + 1, 10**4)  # of a bound: a value that is next to it


@dataclass(slots=True)
class _Search:
    given: Problem
    of: Aim
    limit: int
    best: Placement
    bound: int
    work: int = 0

    def run(self, enough: Fraction) -> None:
        """Questions until the bound is so large a part of the best, or no work is left."""
        asked: tuple[int, int] | None = None  # what is between was asked for in vain
        while self.work < _WORK and self.bound < self._value(self.best) * enough:
            value = self._value(self.best)
            if asked is not None and not self.bound <= asked[0] <= asked[1] < value:
                asked = None
            middle = _middle(self.bound, value - 1) if asked is None else _beside(self.bound, *asked, value)
            if middle is None:
                return
            if not self._is_said(middle):
                asked = (middle, middle) if asked is None else (min(middle, asked[0]), max(middle, asked[1]))

    def _is_said(self, value: int) -> bool:
        """Whether it comes out if there is any placement of at most such a value: one is the best, or all are above."""
        budgets = (self.limit, value) if self.of == "cost" else (value, self.limit)
        left = narrowed(self.given, *budgets)
        if left is not None:
            blocks, most = Blocks(left), self.work + (_WORK - self.work) // _PART
            waiting = blocks.all()
            while len(waiting):
                if self.work > most:
                    return False
                first, waiting = _taken(waiting)
                some = self._narrowed(blocks, first)
                if self._is_met(blocks, some, value):
                    return True
                waiting = _together(waiting, *_divided(blocks, some))
        self.bound = value + 1
        return True

    def _narrowed(self, blocks: Blocks, some: Branches) -> Branches:
        """The branches that are left after what follows from the budgets."""
        for _ in range(_ROUNDS):
            before = some.count()
            is_left = blocks.decide(some)
            some = some.pick(is_left)
            self.work += blocks.size * len(is_left) + _PASS * len(blocks.blocks)
            if not len(some) or (is_left.all() and some.count() == before):
                break
        return some

    def _is_met(self, blocks: Blocks, some: Branches, value: int) -> bool:
        """Whether a placement has such a value, of the lowest of all branches; then what it leads to is the best."""
        joint, costs = blocks.lowest(some)
        is_done = ~some.is_open().any(axis=0)
        nearest = costs == costs.min(initial=np.inf)
        for at in np.flatnonzero((costs <= blocks.room) & (is_done | nearest)):
            self.work += blocks.size * _PLACED
            found = self.given.place({*blocks.names(joint[:, at]), *blocks.forced})
            if self._allows(found) and self._value(found) <= value:
                self.best = min(found, self._mended(found), key=self._value)
                return True
        return False

    def _value(self, one: Placement) -> int:
        return one.recompute if self.of == "cost" else one.peak

    def _allows(self, one: Placement) -> bool:
        return (one.peak if self.of == "cost" else one.recompute) <= self.limit

    def _mended(self, one: Placement) -> Placement:
        mend = greedy.less_recompute if self.of == "cost" else greedy.less_peak
        return mend(self.given, one, self.limit, greedy.orders(self.given, 1))


def _middle(low: int, high: int) -> int:
    """Half way in powers of ten; the higher one where that is next to the lower one."""
    return high if high <= low * _CLOSE else max(low, math.isqrt(max(1, low) * high))


def _beside(bound: int, low: int, high: int, value: int) -> int | None:
    """Half way between a bound and what was asked, or that and a value, as where there is more; None for nothing."""
    below, above = Fraction(low, max(1, bound)), Fraction(value, high + 1)
    if max(below, above) <= _CLOSE:
        return None
    return _middle(bound, low - 1) if below > above else _middle(high + 1, value - 1)


def _taken(waiting: Branches) -> tuple[Branches, Branches]:
    """The last ones, and the others."""
    count = len(waiting)
    order = np.arange(count)
    return waiting.pick(order[-_AT_ONCE:]), waiting.pick(order[:-_AT_ONCE])


def _divided(blocks: Blocks, some: Branches) -> tuple[Branches, Branches]:
    """The branches that are open with their heaviest sites joint, and split."""
    some = some.pick(np.flatnonzero(some.is_open().any(axis=0)))
    heaviest = np.where(some.is_open(), blocks.weights, -1.0).argmax(axis=0)
    columns = np.arange(len(some))
    joint, split = (some.pick(columns) for _ in range(2))
    joint.split[heaviest, columns] = False
    split.joint[heaviest, columns] = False
    return joint, split


def _together(*several: Branches) -> Branches:
    return Branches(np.hstack([one.joint for one in several]), np.hstack([one.split for one in several]))


def searched(
    given: Problem, best: Placement, bound: int, of: Aim, limit: int, enough: Fraction
) -> tuple[Placement, int]:
    """The best of a placement and of what is met below it, and what none can be below: so large a part of the best, if
    not too many branches have to be gone through for that.
    """
    search = _Search(given, of, limit, best, bound)
    search.run(enough)
    return search.best, search.bound
