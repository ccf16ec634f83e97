"""A search that decides the heaviest site first, in whole numbers: where sites weigh powers of ten more than others.

A solver is out of its depth there: the rows of one program hold sizes of loops in loops that floating point does not
tell apart. Yet few sites decide what is computed again. Each is tried joint and split, and what the budgets leave of
the others follows at once (`narrowing.py`): a branch ends without anything better than the best, or has a bound of its
own. That with the least bound comes next, which is the bound of all (Land and Doig 1960).
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from adlint.placement.narrowing import Narrowed, decided, narrowed
from adlint.placement.problem import Placement, lowest
from adlint.placement.tree import within

if TYPE_CHECKING:
    from fractions import Fraction

    from adlint.placement.points import Aim

_WORK = 120_000  # items of bodies in all branches


@dataclass(frozen=True, slots=True)
class _Branch:
    """What is left to be decided, and what no placement of it can be below."""

    bound: int
    left: Narrowed

    def __lt__(self, other: _Branch) -> bool:
        return self.bound < other.bound


@dataclass(slots=True)
class _Search:
    of: Aim
    limit: int
    best: Placement
    bound: int

    def run(self, first: Narrowed, enough: Fraction) -> None:
        """Branches until the bound is so large a part of the best, or no work is left."""
        waiting, work = [_Branch(self.bound, first)], 0
        while waiting:
            self.bound = min(waiting[0].bound, self._value(self.best))
            if self.bound >= self._value(self.best) * enough or work > _WORK:
                return
            branch = heappop(waiting)
            for one in self._branches(branch):
                work += _items(one.left)
                heappush(waiting, one)
        self.bound = self._value(self.best)

    def _branches(self, branch: _Branch) -> list[_Branch]:
        """A branch with its heaviest site joint, and split, without what cannot be better than the best."""
        found, given = list[_Branch](), branch.left.problem
        if not given.free:
            return found
        site = max(given.free, key=lambda one: (given.weight[one], one))
        for is_joint in (False, True):
            left = narrowed(decided(given, {site: is_joint}), *self._budgets())
            if left is None:
                continue
            self._meet(lowest(left.problem))
            bound = max(branch.bound, self._least(left))
            if bound < self._value(self.best):
                found.append(_Branch(bound, left))
        return found

    def _meet(self, one: Placement) -> None:
        """A placement, which is the best if it keeps to the budget and is better."""
        within_limit = (one.peak if self.of == "cost" else one.recompute) <= self.limit
        if within_limit and self._value(one) < self._value(self.best):
            self.best = one

    def _budgets(self) -> tuple[int, int]:
        """Bytes and time of what is better than the best."""
        if self.of == "cost":
            return self.limit, self.best.recompute - 1
        return self.best.peak - 1, self.limit

    def _value(self, one: Placement) -> int:
        return one.recompute if self.of == "cost" else one.peak

    def _least(self, left: Narrowed) -> int:
        tree = left.problem.tree
        if self.of == "cost":
            return sum(left.problem.weight[one] for one in tree.forced)
        return int(left.rooms.least[tree.entry].peak)


def _items(left: Narrowed) -> int:
    return sum(1 for body in left.problem.tree.functions.values() for _ in within(body))


def searched(
    left: Narrowed, best: Placement, bound: int, of: Aim, limit: int, enough: Fraction
) -> tuple[Placement, int]:
    """The best of a placement and of what is left to be better, and what none can be below: so large a part of the
    best, if not too many branches have to be gone through for that.
    """
    search = _Search(of, limit, best, bound)
    search.run(left, enough)
    return search.best, search.bound
