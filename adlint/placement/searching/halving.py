"""A bound and a placement that come nearer to each other, where they are powers of ten apart.

The budgets are what counts: those of a placement that is far from the best leave nearly all sites open. So it is asked
whether anything is below a value half way between the bound and the best, in powers of ten (`branching.py`), and each
answer halves the way. Where there is none, the values above and below are asked for.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from adlint.placement.searching import branching, greedy
from adlint.placement.searching.narrowing import narrowed
from adlint.placement.searching.problem import Placement, Problem

if TYPE_CHECKING:
    from adlint.placement.measuring.points import Aim

WORK = 160_000_000  # items of bodies in all branches, in all questions together,
_PART = 3  # of what is left of it, so many parts for a question
_POWER = 10  # times a bound: a value up to which it is asked for enough
_ENOUGH = Fraction(982, 1000)  # of a value
_CLOSE = Fraction(10**4 + 1, 10**4)  # of a bound: a value that is next to it


@dataclass(slots=True)
class _Search:
    given: Problem
    of: Aim
    limit: int
    best: Placement
    bound: int
    most: int
    work: int = 0

    def run(self, enough: Fraction) -> None:
        """Questions until the bound is so large a part of the best, or no work is left."""
        asked: tuple[int, int] | None = None  # what is between was asked for in vain
        while self.work < self.most and self.bound < self._value(self.best) * enough:
            value = self._value(self.best)
            if asked is not None and not self.bound <= asked[0] <= asked[1] < value:
                asked = None
            middle = _first(self.bound, value) if asked is None else _beside(self.bound, *asked, value)
            if middle is None:
                return
            if not self._is_said(middle):
                asked = (middle, middle) if asked is None else (min(middle, asked[0]), max(middle, asked[1]))

    def _is_said(self, value: int) -> bool:
        """Whether it comes out if there is any placement of at most such a value: one is the best, or all are above."""
        left = narrowed(self.given, *((self.limit, value) if self.of == "cost" else (value, self.limit)))
        if left is not None:
            most = (self.most - self.work) // _PART
            answer = branching.asked(left, self.of, lambda one: self._allows(one) and self._value(one) <= value, most)
            self.work += answer.work
            self.bound = max(self.bound, answer.bound)
            if answer.placement is not None:
                found = self.given.place(answer.placement.joint)
                self.best = min(found, self._mended(found), key=self._value)
            if not answer.is_none:
                return answer.placement is not None
        self.bound = value + 1
        return True

    def _value(self, one: Placement) -> int:
        return one.recompute if self.of == "cost" else one.peak

    def _allows(self, one: Placement) -> bool:
        return (one.peak if self.of == "cost" else one.recompute) <= self.limit

    def _mended(self, one: Placement) -> Placement:
        mend = greedy.less_recompute if self.of == "cost" else greedy.less_peak
        return mend(self.given, one, self.limit, greedy.orders(self.given, 1))


def _first(bound: int, value: int) -> int:
    """Half way in powers of ten; where they are less than one apart, what is enough, and at last anything better."""
    if value > _POWER * bound:
        return _middle(bound, value - 1)
    enough = int(value * _ENOUGH)
    return enough if bound <= enough else value - 1


def _middle(low: int, high: int) -> int:
    """Half way in powers of ten; the higher one where that is next to the lower one."""
    return high if high <= low * _CLOSE else max(low, math.isqrt(max(1, low) * high))


def _beside(bound: int, low: int, high: int, value: int) -> int | None:
    """Half way between a bound and what was asked, or that and a value, as where there is more; None for nothing."""
    below, above = Fraction(low, max(1, bound)), Fraction(value, high + 1)
    if max(below, above) <= _CLOSE:
        return None
    return _middle(bound, low - 1) if below > above else _middle(high + 1, value - 1)


def searched(
    given: Problem, best: Placement, bound: int, of: Aim, limit: int, enough: Fraction, work: int = WORK
) -> tuple[Placement, int]:
    """The best of a placement and of what is met below it, and what none can be below: so large a part of the best, if
    no more than so much work is to be done for that.
    """
    search = _Search(given, of, limit, best, bound, work)
    search.run(enough)
    return search.best, search.bound
