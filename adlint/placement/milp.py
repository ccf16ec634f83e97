"""The search as a mixed-integer linear program, for HiGHS.

A function has a tape and a peak for variables, a free site a binary x (1 for joint). What a call leaves on the stack is
at least `snapshot·x + least·(1 - x)` and at least `tape - (most - snapshot)·x`, with the least and the most that the
tape of its callee can be: with whole x these are the snapshot or the tape, and between them nothing tighter is linear.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np

from adlint.placement.heights import Stack
from adlint.placement.problem import Placement, Problem, ceilings, least_stacks, most_stacks
from adlint.placement.tree import Call, Either, Items, Loop, Segment

_SCALE = 1e4  # the largest height and the largest recompute, as the solver sees them
_CLOSE = 1e-7


@dataclass(frozen=True, slots=True)
class Linear:
    """A constant, and so much of each variable."""

    constant: float = 0.0
    terms: Mapping[int, float] = field(default_factory=dict)

    def __add__(self, other: Linear) -> Linear:
        terms = dict(self.terms)
        for variable, factor in other.terms.items():
            terms[variable] = terms.get(variable, 0.0) + factor
        return Linear(self.constant + other.constant, terms)

    def times(self, factor: float) -> Linear:
        """All of it so many times."""
        return Linear(self.constant * factor, {one: value * factor for one, value in self.terms.items()})


@dataclass(frozen=True, slots=True)
class Solved:
    """The best placement that the solver found, and what none can be below: bytes, or units of time."""

    placement: Placement | None
    bound: float


class Model:
    """The constraints of a cost tree whose peak is at most `memory` bytes, and the variables of its entry."""

    def __init__(self, given: Problem, memory: int) -> None:
        self.problem = given
        tree = given.tree
        self.least = least_stacks(tree)
        ceiling = ceilings(tree, memory)
        self.most = {
            name: Stack(min(one.tape, ceiling[name]), min(one.peak, ceiling[name]))
            for name, one in most_stacks(tree).items()
        }
        self.unit = max(1.0, float(self.most[tree.entry].peak)) / _SCALE
        self.work = max(1.0, float(sum(given.weight[one] for one in given.free))) / _SCALE
        self.solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        self.solver.setOptionValue("output_flag", False)
        self.joint = {one: self._variable(1.0, is_whole=True) for one in given.free}
        self.stacks: dict[str, tuple[Linear, Linear]] = {}
        for name, body in tree.functions.items():
            self.stacks[name] = self._function(name, body)
        self.peak = self.stacks[tree.entry][1]
        always = float(sum(given.weight[one] for one in tree.forced)) / self.work
        self.recompute = Linear(always, {self.joint[one]: given.weight[one] / self.work for one in given.free})

    def least_recompute(self, seconds: float, *, relaxed: bool = False) -> Solved:
        """The least that is computed again."""
        return self._solve(self.recompute, seconds, self.work, relaxed)

    def least_peak(self, most: int, seconds: float, *, relaxed: bool = False) -> Solved:
        """The lowest peak where so much, at most, is computed again."""
        self._at_most(self.recompute, most / self.work)
        return self._solve(self.peak, seconds, self.unit, relaxed)

    def start(self, placement: Placement) -> None:
        """A placement that is known, to begin with."""
        columns = np.array(list(self.joint.values()), dtype=np.int32)
        values = np.array([float(one in placement.joint) for one in self.joint])
        self.solver.setSolution(len(columns), columns, values)

    def _variable(self, upper: float, *, is_whole: bool = False, lower: float = 0.0) -> int:
        column = int(self.solver.getNumCol())
        self.solver.addVar(lower, upper)
        if is_whole:
            self.solver.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        return column

    def _above(self, value: Linear, lower: float, upper: float) -> Linear:
        """A variable that is no less than a value."""
        found = Linear(0.0, {self._variable(upper, lower=lower): 1.0})
        self._at_most(value + found.times(-1.0), 0.0)
        return found

    def _at_most(self, value: Linear, most: float) -> None:
        columns = np.array(list(value.terms), dtype=np.int32)
        factors = np.array(list(value.terms.values()))
        self.solver.addRow(-highspy.kHighsInf, most - value.constant, len(columns), columns, factors)

    def _function(self, name: str, body: Items) -> tuple[Linear, Linear]:
        """The tape and the peak of a function: numbers, if no placement changes them."""
        least, most = self._scaled(self.least[name]), self._scaled(self.most[name])
        if least == most:
            return Linear(least[0]), Linear(least[1])
        tape, tops = self._body(body)
        peak = Linear(0.0, {self._variable(most[1], lower=least[1]): 1.0})
        for top in tops:
            self._at_most(top + peak.times(-1.0), 0.0)
        return (self._above(tape, least[0], most[0]) if len(tape.terms) > 1 else tape), peak

    def _scaled(self, stack: Stack) -> tuple[float, float]:
        return stack.tape / self.unit, stack.peak / self.unit

    def _body(self, items: Items) -> tuple[Linear, list[Linear]]:
        """What a body leaves, and all that its peak is not below."""
        height, tops = Linear(), list[Linear]()
        for item in items:
            left, over = self._item(item)
            tops += [height + top for top in over]
            height = height + left
        return height, tops

    def _item(self, item: Segment | Call | Loop | Either) -> tuple[Linear, list[Linear]]:
        match item:
            case Segment(tape):
                left = Linear(tape / self.unit)
                return left, [left]
            case Call():
                return self._call(item)
            case Loop(trips, body):
                if trips == 0:
                    return Linear(), []
                turn, tops = self._body(body)
                before = turn.times(float(trips - 1))
                return turn.times(float(trips)), [before + top for top in tops]
            case Either(branches):
                each = [self._body(branch) for branch in branches]
                highest = Linear(0.0, {self._variable(highspy.kHighsInf): 1.0})
                for left, _ in each:
                    self._at_most(left + highest.times(-1.0), 0.0)
                return highest, [top for _, tops in each for top in tops]

    def _call(self, site: Call) -> tuple[Linear, list[Linear]]:
        tape, peak = self.stacks[site.function]
        variable, snapshot = self.joint.get(site.id), site.snapshot / self.unit
        if variable is None:
            return (Linear(snapshot), [peak, Linear(snapshot)]) if site.forced else (tape, [peak])
        x = Linear(0.0, {variable: 1.0})
        least, most = self.least[site.function].tape / self.unit, self.most[site.function].tape / self.unit
        chosen = x.times(snapshot - least) + Linear(least)
        if least == most:
            return chosen, [peak, x.times(snapshot)]
        left = self._above(chosen, min(snapshot, least), max(snapshot, most))
        self._at_most(tape + x.times(snapshot - most) + left.times(-1.0), 0.0)
        return left, [peak, x.times(snapshot)]

    def _solve(self, objective: Linear, seconds: float, unit: float, relaxed: bool) -> Solved:
        for variable, factor in objective.terms.items():
            self.solver.changeColCost(variable, factor)
        self.solver.setOptionValue("time_limit", seconds)
        self.solver.setOptionValue("mip_rel_gap", _CLOSE)
        self.solver.setOptionValue("solve_relaxation", relaxed)
        self.solver.run()
        info = self.solver.getInfo()
        bound = info.objective_function_value if relaxed else info.mip_dual_bound
        return Solved(self._placement(), (bound + objective.constant) * unit)

    def _placement(self) -> Placement | None:
        values = self.solver.getSolution().col_value
        if not len(values):
            return None
        return self.problem.place(one for one, variable in self.joint.items() if values[variable] > 0.5)
