"""The best placement under a budget: all of them at once where they are few, HiGHS where they are many, and always what
no placement can be below.
"""

from __future__ import annotations

import math
from fractions import Fraction

from msgspec import Struct

from adlint.placement import greedy
from adlint.placement.narrowing import narrowed
from adlint.placement.problem import Placement, Problem, least_stacks, lowest
from adlint.placement.tree import CostTree
from adlint.placement.way import way

MOST_SITES = 16  # up to so many free sites, every placement is tried
_SECONDS = 15.0
_FEW = 1000  # free sites up to which the solver looks for placements; of more it gives a bound alone
_SLACK = Fraction(1, 10**6)  # of a bound of the solver's, which calculates in floating point


class InfeasibleError(Exception):
    """No placement keeps to the budget; `least` is the one that comes nearest, and is highest along `way`."""

    def __init__(self, least: Placement, tree: CostTree) -> None:
        super().__init__(f"the lowest peak of any placement is {least.peak} B")
        self.least = least
        self.way = way(tree, dict.fromkeys(least.joint, 1))


class Found(Struct, frozen=True):
    """A placement, and what none that keeps to the budget can be below (of what is minimised)."""

    placement: Placement
    value: int
    bound: int

    @property
    def is_optimal(self) -> bool:
        """Whether that is proven."""
        return self.value == self.bound

    @property
    def gap(self) -> float:
        """How far the value may be from the best, of the bound."""
        return (self.value - self.bound) / max(self.bound, 1)


def least_recompute(given: Problem, memory: int) -> Found:
    """The least that is computed again with a peak of at most `memory` bytes. InfeasibleError if there is none."""
    least = lowest(given)
    if least.peak > memory:
        raise InfeasibleError(least, given.tree)
    if len(given.free) <= MOST_SITES:
        from adlint.placement.exact import Every  # noqa: PLC0415 -- it loads NumPy

        best = Every(given).within_memory(memory)
        assert best is not None
        return Found(best, best.recompute, best.recompute)
    first = greedy.within_memory(given, memory)
    assert first is not None
    left = narrowed(given, memory, first.recompute - 1)
    if left is None:
        return Found(first, first.recompute, first.recompute)
    from adlint.placement.milp import Model  # noqa: PLC0415 -- it loads HiGHS

    model = Model(left)
    model.start(first)
    solved = model.least_recompute(first.recompute, _SECONDS, relaxed=len(left.problem.free) > _FEW)
    best = first
    if solved.placement is not None:
        mended = greedy.less_recompute(given, solved.placement, memory)
        best = min(best, mended, key=lambda one: (one.recompute, one.peak))
    return Found(best, best.recompute, _whole(solved.bound, best.recompute))


def least_peak(given: Problem, recompute: int) -> Found:
    """The lowest peak where at most so much is computed again; of placements with that peak one that is fast."""
    if len(given.free) <= MOST_SITES:
        from adlint.placement.exact import Every  # noqa: PLC0415 -- it loads NumPy

        best = Every(given).within_recompute(recompute)
        assert best is not None
        return Found(best, best.peak, best.peak)
    least, floor = lowest(given), least_stacks(given.tree)[given.tree.entry].peak
    if least.recompute <= recompute and least.peak == floor:
        return Found(greedy.less_recompute(given, least, floor), floor, floor)
    first = greedy.within_recompute(given, recompute)
    left = narrowed(given, first.peak - 1, recompute)
    if left is None:
        return Found(first, first.peak, first.peak)
    from adlint.placement.milp import Model  # noqa: PLC0415 -- it loads HiGHS

    model = Model(left)
    model.start(first)
    solved = model.least_peak(recompute, _SECONDS, relaxed=len(left.problem.free) > _FEW)
    best = first
    if solved.placement is not None:
        mended = greedy.less_peak(given, solved.placement, recompute)
        best = min(best, mended, key=lambda one: (one.peak, one.recompute))
    return Found(best, best.peak, max(floor, _whole(solved.bound, best.peak)))


def _whole(bound: Fraction, value: int) -> int:
    """The least whole number that is not below a bound: never above the value, which a placement has."""
    return max(0, min(value, math.ceil(bound - _SLACK * max(1, abs(bound)))))
