"""Whether any placement keeps to two budgets, of bytes and of time: branches that the solver's relaxations end.

Where callees are shared, the functions in which the stack may be highest decide, and they are few. So the relaxation
says what is left before a call (`flows.py`) of those alone in which the stack is highest under what it says itself, and
again under what it says then. Before a branch, sites are tried either way for a few steps of the simplex method: those
of which one way leads beyond the budgets are decided at once (Achterberg, Koch and Martin 2005, "Branching rules
revisited"), and what they leave of others follows in whole numbers (`narrowing.py`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from adlint.placement.narrowing import Narrowed, settled
from adlint.placement.problem import Placement, Problem
from adlint.placement.relaxing import Relaxation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from adlint.placement.points import Aim

# of two placements the better: the second, and what the first leads to if sites are turned in an order
Mend: TypeAlias = Callable[[Problem, Placement, Sequence[str], Placement], Placement]

WORK = 35_000_000  # steps of the simplex method, each as many times as there are rows, in all questions together
_FIRST = 15_000_000  # of these, as long as which more is said of functions before the first branch
_TRIED, _STEPS = 8, 40  # sites that are tried before a branch, and steps for each way
_SURE, _WORSE = 3, 6  # trials of a site that are enough; sites, one after the other, that are no better than one before
_EVERY = 12  # so many branches, sites are decided without trials
_AT_ONCE = 8  # so many parts of the sites in doubt are left, where a part is decided at once
_WHOLE, _HALF = 1e-5, 0.5
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Answer:
    """The best placement that was met, what none that keeps to the budgets can be below (infinite, if there is none),
    and the work that it took to say so.
    """

    placement: Placement
    bound: Fraction | None
    work: int


@dataclass(frozen=True, slots=True)
class _Branch:
    """What is left to be decided, the basis that the solver had before, and what no placement of it can be below."""

    left: Narrowed
    basis: Any
    bound: float

    def __lt__(self, other: _Branch) -> bool:
        return self.bound < other.bound


@dataclass(slots=True)
class _Search:
    """`gains` are what the relaxation rose by, for all of a site that was split, and joint; `trials` how often."""

    first: Narrowed
    relaxation: Relaxation
    mend: Mend
    best: Placement
    is_found: bool = False
    gains: NDArray[np.float64] = field(init=False)
    trials: NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        shape = 2, len(self.first.problem.free)
        self.gains, self.trials = np.zeros(shape), np.zeros(shape)

    def run(self, work: int) -> float:
        """Branches until a placement keeps to the budgets, or so much work is done; what none is below."""
        while self.relaxation.work < _FIRST and self.relaxation.deepen():
            pass
        waiting, count = [_Branch(self.first, None, self._dived(self.first))], 0
        while waiting and not self.is_found and self.relaxation.work < work:
            branch, count = heappop(waiting), count + 1
            self.relaxation.restore(branch.basis)
            if count % _EVERY == 0:
                self._dived(branch.left)
            for one in self._branches(branch.left, branch.bound):
                heappush(waiting, one)
        return waiting[0].bound if waiting else math.inf

    def _dived(self, left: Narrowed | None) -> float:
        """What the relaxation comes to, from which sites are decided, those first that it leaves the least doubt of."""
        first = value = self._solved(left) if left is not None else math.inf
        while left is not None and not self.is_found and not math.isinf(value):
            parts = self.relaxation.parts()
            self._meet(left, parts)
            doubts = np.abs(parts - np.round(parts))
            open_ = np.flatnonzero(doubts > _WHOLE)
            if not len(open_):
                break
            sure = open_[np.argsort(doubts[open_])][: 1 + len(open_) // _AT_ONCE]
            left = settled(left, {self.relaxation.sites[one]: bool(parts[one] > _HALF) for one in sure})
            value = self._solved(left) if left is not None else value
        return first

    def _solved(self, left: Narrowed) -> float:
        self.relaxation.keep_to(left)
        return self.relaxation.solve()

    def _branches(self, left: Narrowed | None, bound: float) -> list[_Branch]:
        """What a branch is divided into; nothing where it comes to an end."""
        while left is not None:
            value = self._solved(left)
            if math.isinf(value):
                return []
            bound, parts = max(bound, value), self.relaxation.parts()
            self._meet(left, parts)
            if self.is_found:
                return []
            site, ways = self._tried(value, parts, self.relaxation.decided(value))
            if ways:
                left = settled(left, ways)
            elif site is not None or not self.relaxation.deepen():
                return self._divided(left, self._heaviest(left) if site is None else site, bound)
        return []

    def _heaviest(self, left: Narrowed) -> int | None:
        weight = left.problem.weight
        return self.relaxation.places[max(left.problem.free, key=weight.__getitem__)] if left.problem.free else None

    def _divided(self, left: Narrowed, site: int | None, bound: float) -> list[_Branch]:
        """A branch with a site joint, and split."""
        if site is None:
            return []
        basis, found = self.relaxation.basis(), list[_Branch]()
        for way in (0, 1):
            inner = settled(left, {self.relaxation.sites[site]: bool(way)})
            if inner is not None:
                found.append(_Branch(inner, basis, bound))
        return found

    def _meet(self, left: Narrowed, parts: NDArray[np.float64]) -> None:
        """The placement that is next to what the solver says, and what that leads to."""
        sites = self.relaxation.sites
        near = left.problem.place(sites[at] for at in np.flatnonzero(parts > _HALF))
        places = self.relaxation.places
        order = sorted(left.problem.free, key=lambda one: (parts[places[one]], -left.problem.weight[one]))
        self.best = self.mend(left.problem, near, order, self.best)
        rooms = self.first.rooms
        self.is_found = self.best.peak <= rooms.memory and self.best.recompute <= self.first.recompute

    def _tried(
        self, value: float, parts: NDArray[np.float64], ways: dict[str, bool]
    ) -> tuple[int | None, dict[str, bool]]:
        """The site to branch on, and sites of which one way alone is possible: those that are given, or one more."""
        open_ = np.flatnonzero((parts > _WHOLE) & (parts < 1 - _WHOLE))
        if ways or not len(open_):
            return None, ways
        best, most, worse, tried, basis = int(open_[0]), -1.0, 0, 0, self.relaxation.basis()
        for site in map(int, open_[np.argsort(-self._scores(open_, parts))]):
            if self.trials[:, site].min() < _SURE:
                if tried >= _TRIED:
                    continue
                tried += 1
                if ways := self._trial(site, value, parts[site], basis):
                    return None, ways
            score = float(self._scores(np.array([site]), parts)[0])
            best, most, worse = (site, score, 0) if score > most else (best, most, worse + 1)
            if worse > _WORSE:
                break
        self.relaxation.restore(basis)
        return best, {}

    def _trial(self, site: int, value: float, part: float, basis: Any) -> dict[str, bool]:
        """A site either way, for a few steps; what it has to be, if one way is beyond the budgets."""
        for way in (0, 1):
            now = self.relaxation.turned(site, way, _STEPS, basis)
            if math.isinf(now):
                return {self.relaxation.sites[site]: not way}
            self.gains[way, site] += max(0.0, now - value) / max(_LEAST, abs(way - part))
            self.trials[way, site] += 1
        return {}

    def _scores(self, sites: NDArray[np.int64], parts: NDArray[np.float64]) -> NDArray[np.float64]:
        """How much both ways may lead to; of sites that were not tried as of the others, by their weights."""
        weights = self.relaxation.weights
        product = np.ones(len(sites))
        for way, left in ((0, parts[sites]), (1, 1 - parts[sites])):
            trials = self.trials[way]
            mean = self.gains[way].sum() / max(_LEAST, weights @ trials) if trials.any() else 1.0
            gains = np.where(trials > 0, self.gains[way] / np.maximum(1, trials), mean * weights)
            product *= np.maximum(left * gains[sites], _LEAST)
        return product


def asked(left: Narrowed, of: Aim, best: Placement, mend: Mend, work: int) -> Answer:
    """Whether what is left has a placement that keeps to its budgets, as far as so much work says."""
    search = _Search(left, Relaxation(left, of), mend, best)
    bound = search.run(work)
    return Answer(search.best, None if math.isinf(bound) else search.relaxation.whole(bound), search.relaxation.work)
