"""The relaxation of a program that is asked again: with more sites decided, or with more said of functions."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

import highspy
import numpy as np

from adlint.placement.costing.tree import calls
from adlint.placement.measuring import way
from adlint.placement.measuring.points import HUGE
from adlint.placement.searching import duality
from adlint.placement.searching.blocks import Prices
from adlint.placement.searching.milp import PARTS, Model
from adlint.placement.searching.problem import most_stacks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from adlint.placement.costing.tree import Call, Items
    from adlint.placement.measuring.points import Aim
    from adlint.placement.searching.narrowing import Narrowed

Said: TypeAlias = tuple[str, int | None]  # a function, and which of its calls; None for what it leaves at last

_NEW, _ROWS = 2, 6000  # functions of which more is said at once, and rows from which on no more is
_STEPS, _BUILT = 10_000_000, 200  # steps of the simplex method for one answer, times rows, and for a program
_DENSE = 3000  # rows as which more count: of these a step goes through a part
_SECONDS = 3.0  # of CPU for one answer, which may take a thousand times what steps take elsewhere
_DEAR = 10_000  # times the budget: prices whose sums are rounded by too much of it
_CLOSE = 1e-7  # of the budget, which the solver does not tell apart
_NOTHING, _STOPPED = highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kIterationLimit


class Relaxation:
    """The lowest peak, or the least that is computed again, with sites joint in parts; infinite beyond budgets."""

    def __init__(self, left: Narrowed, of: Aim, said: tuple[Said, ...] = ()) -> None:
        self.model, self.left, self.work = Model(left, has_flows=True, is_apart=True), left, 0
        self.sites = left.problem.free
        self.places = {one: place for place, one in enumerate(self.sites)}
        self.columns = np.array([self.model.joint[one] for one in self.sites], dtype=np.int32)
        most, aim = (left.rooms.memory, self.model.peak) if of == "peak" else (left.recompute, self.model.recompute)
        if of == "peak":
            self.model.at_most(self.model.recompute, left.recompute)
        self.unit, self.constant = max(1, most), aim.constant
        self.limit = PARTS * ((most - aim.constant) / self.unit + _CLOSE)
        self.model.minimize(aim, most)
        self.prices = np.zeros(0)
        self.lower, self.upper = np.zeros(len(self.sites)), np.ones(len(self.sites))
        tree = left.problem.tree
        self.is_told_apart = most_stacks(tree)[tree.entry].peak < HUGE
        self.met: list[Prices] = []
        self.said: tuple[Said, ...] = ()
        for one in said:
            self._say(one)
        self.solver: Any = self.model.solver
        for name, value in (("solve_relaxation", True), ("presolve", "off"), ("solver", "simplex")):
            self.solver.setOptionValue(name, value)
        self.solver.setOptionValue("objective_bound", self.limit)

    def solve(self) -> float:
        """What it comes to, at least; infinite where it is beyond the budget."""
        self._run()
        if self.solver.getModelStatus() == _NOTHING:
            if duality.is_empty(self.solver):
                return math.inf
            self.solver.clearSolver()
            self._run()
        value, self.prices = duality.bounded(self.solver)
        if np.abs(self.prices[self.columns]).sum() < _DEAR * self.limit:
            self.met.append(self._priced(value))
        return math.inf if value > self.limit else value

    def _run(self) -> None:
        rows = min(_DENSE, self.solver.getNumRow())
        self.solver.setOptionValue("simplex_iteration_limit", _STEPS // max(1, rows))
        self.solver.stop_after(_SECONDS, within_search=False)
        self.solver.run()
        self.work += (_BUILT + max(0, self.solver.getInfo().simplex_iteration_count)) * rows

    def _priced(self, value: float) -> Prices:
        """What the prices say of any decisions, in parts of the budget."""
        each = self.prices[self.columns]
        least = value - np.where(each > 0, each * self.lower, each * self.upper).sum()
        sites = zip(self.sites, map(float, each / self.limit), strict=True)
        return Prices(float(least / self.limit), dict(sites))

    def whole(self, value: float) -> Fraction:
        """What it comes to in bytes, or in units of time."""
        return Fraction(value) / PARTS * self.unit + self.constant

    def parts(self) -> NDArray[np.float64]:
        """In which part each site is joint."""
        values: NDArray[np.float64] = np.array(self.solver.getSolution().col_value)[self.columns]
        return values.clip(0, 1)

    def decided(self, value: float) -> dict[str, bool]:
        """Sites that are joint, or split, since the other way is beyond the budget by their prices alone."""
        is_open, prices, room = self.lower < self.upper, self.prices[self.columns], self.limit - value
        joint, split = np.flatnonzero(is_open & (-prices > room)), np.flatnonzero(is_open & (prices > room))
        return {self.sites[one]: True for one in joint} | {self.sites[one]: False for one in split}

    def keep_to(self, left: Narrowed) -> None:
        """Sites as what is left has them."""
        free, forced = frozenset(left.problem.free), left.problem.tree.forced
        self.lower = np.array([float(one in forced and one not in free) for one in self.sites])
        self.upper = np.array([float(one in forced or one in free) for one in self.sites])
        self.solver.changeColsBounds(len(self.columns), self.columns, self.lower, self.upper)

    def goes_on(self) -> bool:
        """Whether it may say more if it is asked again: it was stopped by steps, or more is said of functions now."""
        return bool(self.solver.getModelStatus() == _STOPPED) or self.deepen()

    def deepen(self) -> bool:
        """More of functions in which the stack is highest under what the solver says; whether there is any."""
        if self.solver.getNumRow() > _ROWS:
            return False
        new = [one for one in self._highest() if one not in self.said][:_NEW]
        for one in new:
            self._say(one)
        return bool(new)

    def _say(self, place: Said) -> None:
        """That a function is no lower than what it leaves before one of its calls, and the peak of what is called."""
        name, number = place
        body = self.left.problem.tree.functions[name]
        self.said = (*self.said, place)
        self.model.deepen(name, None if number is None else next(islice(calls(body), number, None)))

    def _highest(self) -> list[Said]:
        """Functions and calls on the way on which the stack is highest, where sites are joint in parts."""
        if not self.is_told_apart:
            return []
        tree, stacks = self.left.problem.tree, self.model.stacks
        parts = dict.fromkeys(tree.forced, 1.0) | dict(zip(self.sites, map(float, self.parts()), strict=True))
        steps = ((name, call) for name, call in way.steps(tree, parts) if stacks[name][1].terms)
        return [(name, None if call is None else _number(tree.functions[name], call)) for name, call in steps]


def _number(body: Items, call: Call) -> int:
    return next(number for number, one in enumerate(calls(body)) if one is call)
