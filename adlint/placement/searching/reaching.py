"""Whether any placement keeps to two budgets, of bytes and of time: branches that the solver's relaxations end.

Where callees are shared, a mean of placements is cheaper than each of them: half of a function is run again as a whole,
with a large tape, and half of it is joined within, with a small one. So a branch is divided by what a function leaves
(`doubting.py`): if that is much, all of its calls have to be joint, and few of its runs are swept at once; if little,
it has joint sites itself. Rows are made anew for each branch, tight for the numbers that are left (as intervals are
in the optimisation of what is not convex: Ryoo and Sahinidis 1996, "A branch-and-reduce approach").

The functions in which the stack may be highest decide, and they are few. So the relaxation says what is left before a
call (`flows.py`) of those alone in which the stack is highest under what it says itself, and again under what it says
then. What is minimised makes no difference to the answer, but where the peak falls steeply with what may be computed
again, a mean of placements is far below the lowest peak, and yet takes nearly as much time. Then time decides more
sites.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heappop, heappush
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from adlint.placement.searching import branching
from adlint.placement.searching.doubting import divided
from adlint.placement.searching.narrowing import Narrowed, settled
from adlint.placement.searching.problem import Placement, Problem
from adlint.placement.searching.relaxing import Relaxation, Said

if TYPE_CHECKING:
    from adlint.placement.measuring.points import Aim

# of two placements the better: the second, and what the first leads to if sites are turned in an order
Mend: TypeAlias = Callable[[Problem, Placement, Sequence[str], Placement], Placement]

WORK = 140_000_000  # steps of the simplex method, each as many times as there are rows, in all questions together
_SAID, _ALONE = 15_000_000, 30_000_000  # of these, as long as more is said of functions: for branches, or none
_DIVED = 35_000_000  # of these, as long as sites are decided
_FIRST, _SMALL = 30_000_000, 10  # items in small branches where time is least, and parts of a relaxation's work else
_PRICES = 30  # of the last relaxations, that small branches are held to
_AT_ONCE = 8  # so many parts of the sites in doubt are left, where a part is decided at once
_WHOLE, _HALF = 1e-5, 0.5


@dataclass(frozen=True, slots=True)
class Answer:
    """The best placement that was met, what none that keeps to the budgets can be below (None, if there is none), and
    the work that it took to say so.
    """

    placement: Placement
    bound: Fraction | None
    work: int


@dataclass(frozen=True, slots=True)
class _Branch:
    """What is left to be decided, the functions of which more is said, and what no placement of it can be below."""

    left: Narrowed
    said: tuple[Said, ...]
    bound: Fraction

    def __lt__(self, other: _Branch) -> bool:
        return self.bound < other.bound


@dataclass(slots=True)
class _Search:
    first: Narrowed
    of: Aim
    mend: Mend
    best: Placement
    most: int
    is_found: bool = False
    work: int = 0

    def run(self) -> Fraction | None:
        """Branches until a placement keeps to the budgets, or so much work is done; what none is below."""
        waiting, is_first = [_Branch(self.first, (), Fraction(0))], True
        while waiting and not self.is_found and (is_first or self.work < self.most):
            for one in self._branches(heappop(waiting), dives=is_first and not self.most):
                heappush(waiting, one)
            is_first = False
        return waiting[0].bound if waiting else None

    def _branches(self, branch: _Branch, *, dives: bool) -> Iterator[_Branch]:
        """What a branch is divided into; nothing where it comes to an end."""
        relaxation = Relaxation(branch.left, self.of, branch.said)
        left, value = self._bounded(relaxation)
        if left is not None:
            bound, parts = max(branch.bound, relaxation.whole(value)), relaxation.parts()
            shares = dict(zip(relaxation.sites, map(float, parts), strict=True))
            self._meet(left, relaxation)
            if dives:
                self._dive(left, relaxation)
            if not self.is_found and self._is_ended(left, relaxation):
                left = None
        if left is not None:
            for one in [left] if self.is_found else divided(left, shares):
                yield _Branch(one, relaxation.said, bound)
        self.work += relaxation.work

    def _is_ended(self, left: Narrowed, relaxation: Relaxation) -> bool:
        """Whether small branches say that nothing is left; a placement that they meet is the best."""
        work = _FIRST if self.of == "cost" and not self.most else relaxation.work // _SMALL
        answer = branching.asked(left, self.of, self._keeps, work, relaxation.met[-_PRICES:])
        self.work += answer.work
        if answer.placement is not None:
            order = sorted(left.problem.free, key=lambda one: -left.problem.weight[one])
            self.best = self.mend(left.problem, answer.placement, order, self.best)
            self.is_found = True
        return answer.is_none

    def _keeps(self, one: Placement) -> bool:
        return one.peak <= self.first.rooms.memory and one.recompute <= self.first.recompute

    def _bounded(self, relaxation: Relaxation) -> tuple[Narrowed | None, float]:
        """What is left after all that the relaxation says, and the most that it came to, for prices may say less than
        those before where the solver was stopped; None where that is beyond budgets.
        """
        left: Narrowed | None = relaxation.left
        most = 0.0
        while left is not None:
            value = relaxation.solve()
            most = max(most, value)
            if math.isinf(value):
                break
            if ways := relaxation.decided(value):
                left = settled(left, ways)
                if left is not None:
                    relaxation.keep_to(left)
            elif relaxation.work > (_SAID if self.most else _ALONE) or not relaxation.goes_on():
                return left, most
        return None, math.inf

    def _dive(self, first: Narrowed, relaxation: Relaxation) -> None:
        """Placements that are met where sites are decided, those first that the relaxation is surest of."""
        left: Narrowed | None = first
        while left is not None and not self.is_found and relaxation.work < _DIVED:
            parts = relaxation.parts()
            doubts = np.abs(parts - np.round(parts))
            open_ = np.flatnonzero(doubts > _WHOLE)
            if not len(open_):
                break
            sure = open_[np.argsort(doubts[open_])][: 1 + len(open_) // _AT_ONCE]
            left = settled(left, {relaxation.sites[one]: bool(parts[one] > _HALF) for one in sure})
            if left is not None:
                relaxation.keep_to(left)
                if math.isinf(relaxation.solve()):
                    break
                self._meet(left, relaxation)

    def _meet(self, left: Narrowed, relaxation: Relaxation) -> None:
        """The placement that is next to what the solver says, and what that leads to."""
        sites, places, parts = relaxation.sites, relaxation.places, relaxation.parts()
        near = left.problem.place(sites[at] for at in np.flatnonzero(parts > _HALF))
        order = sorted(left.problem.free, key=lambda one: (parts[places[one]], -left.problem.weight[one]))
        self.best = self.mend(left.problem, near, order, self.best)
        self.is_found = self._keeps(self.best)


def asked(left: Narrowed, of: Aim, best: Placement, mend: Mend, work: int) -> Answer:
    """Whether what is left has a placement that keeps to its budgets, as far as so much work says."""
    search = _Search(left, of, mend, best, work)
    bound = search.run()
    return Answer(search.best, bound, search.work)
