"""The placements that no other is better than."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from adlint.placement.searching.problem import Placement, Problem, lowest
from adlint.placement.searching.search import MANY_SITES, MOST_SITES, Found, default_seconds, least_recompute

_BUDGETS, _FEW_BUDGETS = 12, 4  # points of a front that is too large to be searched whole, and of one of many sites


class Point(Struct, frozen=True):
    """A point of the front: its peak in bytes, what is computed again, in time, and what no placement whose peak is as
    low can be below. Where that is the same, no placement is better.
    """

    peak: int
    recompute: Fraction
    bound: Fraction

    @property
    def is_optimal(self) -> bool:
        """Whether that is proven."""
        return self.recompute == self.bound


def front(given: Problem, chosen: Placement | None = None, seconds: float | None = None) -> Iterator[Point]:
    """The front, from the fastest placement to the lowest: whole, if the sites are few, else at some budgets, in about
    so many seconds in all, and at the peak of a placement that was chosen.
    """
    least, unit = None, given.tree.unit
    found = _found(given, chosen, default_seconds(given) if seconds is None else seconds)
    for one in sorted(found, key=lambda one: (one.placement.recompute, one.placement.peak)):
        if least is None or one.placement.peak < least:
            least = one.placement.peak
            yield Point(least, one.placement.recompute * unit, one.bound * unit)


def _found(given: Problem, chosen: Placement | None, seconds: float) -> Iterator[Found]:
    if len(given.free) <= MOST_SITES:
        from adlint.placement.searching.exact import Every  # noqa: PLC0415 -- it loads NumPy

        yield from (Found(one, one.recompute, one.recompute) for one in Every(given).front())
        return
    high, low = given.place(()), lowest(given)
    yield Found(high, high.recompute, high.recompute)
    count = _BUDGETS if len(given.free) <= MANY_SITES else _FEW_BUDGETS
    budgets = [high.peak - (high.peak - low.peak) * step // count for step in range(1, count + 1)]
    bound = high.recompute
    for budget in sorted([*budgets, *([chosen.peak] if chosen is not None else [])], reverse=True):
        found = least_recompute(given, budget, seconds / count)
        bound = max(bound, found.bound)  # a lower peak takes no less
        yield Found(found.placement, found.value, min(bound, found.value))
        if chosen is not None and chosen.peak == budget:
            yield Found(chosen, chosen.recompute, min(bound, chosen.recompute))
