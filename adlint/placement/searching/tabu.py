"""A better placement, by turning one site after the other, the best of all at each step, and none again soon (Glover
1989, "Tabu search").

A placement beyond the budget is not refused: what is beyond has a price, which rises while placements are beyond, and
falls while they are not, so that the search goes along the border. Where it finds nothing better for long, it goes back
to the best, with some sites turned. It is counted in steps, and its numbers at random are the same in each run.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from msgspec.structs import replace

from adlint.placement.costing.tree import Loop, rewritten, within
from adlint.placement.measuring.neighbours import peaks
from adlint.placement.measuring.points import HUGE, Aim, Floats, part
from adlint.placement.searching.problem import Placement, Problem

_STEPS, _WORK = 2000, 500_000  # steps, and items of bodies that are gone through in all of them
_FEWEST, _MOST = 40, 10  # parts of all sites: between these, at random, is the number of steps a site stays as it is
_LONG, _TURNED = 200, 6  # steps without anything better, and sites that are turned then
_PRICE, _DEARER = 0.1, 1.3  # of what is beyond the budget, and by how much it rises or falls at each step
_LEAST = 1e-12
_ROUNDED = 1e-9  # of a budget, which whole numbers are held to


@dataclass(slots=True)
class _Search:
    """Bytes and times count in parts of the budget, or of what the first placement takes."""

    given: Problem
    of: Aim
    limit: int
    start: Placement
    best: Placement
    random: np.random.Generator = field(default_factory=lambda: np.random.default_rng(0))

    def run(self) -> None:
        """All steps."""
        free, best = self.given.free, self.best
        size, time = (self.limit, best.recompute) if self.of == "cost" else (best.peak, self.limit)
        tree = rewritten(
            self.given.tree,
            lambda one: replace(one, snapshot=part(one.snapshot, max(1, size))),
            lambda one: replace(one, tape=part(one.tape, max(1, size))),
        )
        weight = np.array([part(self.given.weight[one], max(1, time)) for one in free])
        always = sum(part(self.given.weight[one], max(1, time)) for one in self.given.tree.forced)
        joint = self._joint(self.start)
        until, last, price = np.zeros(len(free)), 0, _PRICE
        for step in range(min(_STEPS, _WORK // sum(1 for body in tree.functions.values() for _ in within(body)))):
            chosen = self.given.tree.forced.union(one for one, is_joint in zip(free, joint, strict=True) if is_joint)
            sizes = peaks(tree, chosen, free, np.float64)
            costs = always + weight @ joint + np.where(joint, -weight, weight)
            value, beyond = self._measured(sizes, costs)
            place = int(np.argmin(np.where(until > step, np.inf, value + price * beyond)))
            joint[place] = not joint[place]
            until[place] = step + self.random.integers(1 + len(free) // _FEWEST, 2 + len(free) // _MOST)
            price = price * _DEARER if beyond[place] else price / _DEARER
            if not beyond[place] and self._is_better(chosen ^ {free[place]}):
                last = step
            if step - last > _LONG:
                last, price, joint = step, _PRICE, self._joint(self.best)
                turned = self.random.choice(len(free), min(_TURNED, len(free)), replace=False)
                joint[turned] = ~joint[turned]

    def _joint(self, of: Placement) -> np.typing.NDArray[np.bool_]:
        return np.array([one in of.joint for one in self.given.free])

    def _measured(self, sizes: Floats, costs: Floats) -> tuple[Floats, Floats]:
        """What is minimised, and what is beyond the budget, as logarithms."""
        sizes, costs = np.log(np.maximum(sizes, _LEAST)), np.log(np.maximum(costs, _LEAST))
        value, limited = (costs, sizes) if self.of == "cost" else (sizes, costs)
        return value, np.maximum(limited - _ROUNDED, 0.0)

    def _is_better(self, joint: frozenset[str]) -> bool:
        """Whether a placement is better than the best, in whole numbers; then it is the best."""
        if self.of == "cost" and sum(self.given.weight[one] for one in joint) >= self.best.recompute:
            return False
        found = self.given.place(joint)
        if self.of == "cost":
            better = found.peak <= self.limit and found.recompute < self.best.recompute
        else:
            better = found.recompute <= self.limit and found.peak < self.best.peak
        self.best = found if better else self.best
        return better


def better(given: Problem, start: Placement, best: Placement, of: Aim, limit: int) -> Placement:
    """The best placement that is met from one on, which may be beyond the budget, or the best before."""
    bodies = given.tree.functions.values()
    if given.free and all(one.trips < HUGE for body in bodies for one in within(body) if isinstance(one, Loop)):
        search = _Search(given, of, limit, start, best)
        with np.errstate(over="ignore"):
            search.run()
        return search.best
    return best
