"""The search as a mixed-integer linear program, for HiGHS.

A function has a tape and a peak for variables, a free site a binary x (1 for joint). What a call leaves on the stack is
at least `snapshot·x + least·(1 - x)` and at least `tape - (most - snapshot)·x`, with the least and the most that the
tape of its callee can be: with whole x these are the snapshot or the tape, and between them nothing tighter is linear
without a look into the callee (`shares.py`).

Sizes go over many powers of ten where loops turn in loops, and the solver calculates in floating point. So each
variable counts in parts of what it can be at most, and each row is divided by the largest that one of its terms can be;
both are found in whole numbers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from time import thread_time
from typing import Any

import highspy
import numpy as np
from highspy import cb

from adlint.placement.costing.tree import Call, Either, Items, Loop, Segment
from adlint.placement.measuring.heights import Stack, stack
from adlint.placement.searching import duality, flows
from adlint.placement.searching.linear import LONG, Linear
from adlint.placement.searching.narrowing import Narrowed
from adlint.placement.searching.problem import Placement, most_stacks
from adlint.placement.searching.shares import Shares

PARTS = 10_000  # the most that a variable can be, as the solver sees it
_SMALL = 10**7  # terms of a row that are so much smaller than another are left out, and the row is loosened by them
_ITERATIONS, ROUNDS = 20_000, 150  # of the simplex method for a relaxation, and of the method of interior points
_EASY = 9000  # iterations of a relaxation, from which on a search among many sites does not get anywhere in its time
_NODES = 2000  # of a search
_LARGE = 1000  # free sites, from which on presolving takes longer than it saves, as it does for any relaxation
_CLOSE = 1e-7
_HALF, _NONE = 0.5, 1e-4

_NOTHING = highspy.HighsModelStatus.kInfeasible
_DONE = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty)


@dataclass(frozen=True, slots=True)
class Solved:
    """The best placement that the solver found, and what none can be below: bytes, or units of time."""

    placement: Placement | None
    bound: Fraction
    orders: tuple[tuple[str, ...], ...]  # free sites, from those on that the solver would rather split
    is_solved: bool
    is_easy: bool  # whether that took few steps


class _Silent(highspy.Highs):
    """A solver that prints nothing: with the callbacks that it makes by itself, it would print its name at once."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()
        self.setOptionValue("output_flag", False)
        self.setOptionValue("parallel", "off")  # a search counts the CPU time of its own thread

    def stop_after(self, seconds: float, *, within_search: bool = True) -> None:
        """A search, or else one relaxation, ends when this thread has worked so long, however long it waited."""
        end = thread_time() + seconds

        def stop(_kind: object, _text: str, _state: object, answer: cb.HighsCallbackInput, _data: object) -> None:
            answer.user_interrupt = thread_time() > end

        super(highspy.Highs, self).setCallback(stop, None)
        kinds = cb.HighsCallbackType
        self.startCallback(kinds.kCallbackMipInterrupt if within_search else kinds.kCallbackSimplexInterrupt)


class Model:
    """The constraints of a problem, and the variables of its entry; with flows (`flows.py`), whose runs may be told
    apart by calls. A relaxation among many sites is stopped after so many `rounds`.
    """

    def __init__(
        self, given: Narrowed, copies: int = 0, *, has_flows: bool = False, is_apart: bool = False, rounds: int = ROUNDS
    ) -> None:
        self.alike = flows.alike(given.problem.tree) if is_apart else {}  # what runs are told apart by
        self.problem, self.rooms, self.limit, self.rounds = given.problem, given.rooms, given.recompute, rounds
        tree = self.problem.tree
        self.least, room = self.rooms.least, self.rooms.functions
        self.highest = {
            name: Stack(min(one.tape, room[name].tape), min(one.peak, room[name].peak))
            for name, one in most_stacks(tree).items()
        }
        self.most: list[int] = []  # what each variable can be, in bytes; 1 for a decision
        self.solver: Any = _Silent()
        self.parts: set[int] = set()
        self.joint = {one: self.part(is_whole=True) for one in self.problem.free}
        self.shares = Shares(self, copies)
        self.stacks: dict[str, tuple[Linear, Linear]] = {}
        for name, body in tree.functions.items():
            self.stacks[name] = self._function(name, body)
        self.peak = self.stacks[tree.entry][1]
        if has_flows:
            self.deepen(tree.entry, None)
        always = sum(self.problem.weight[one] for one in tree.forced)
        self.recompute = Linear(always, {self.joint[one]: self.problem.weight[one] for one in self.problem.free})

    def least_recompute(self, seconds: float, *, relaxed: bool = False) -> Solved:
        """The least that is computed again."""
        return self._solve(self.recompute, self.limit, seconds, relaxed)

    def least_peak(self, seconds: float, *, relaxed: bool = False) -> Solved:
        """The lowest peak where no more is computed again than the problem allows."""
        self.at_most(self.recompute, self.limit)
        return self._solve(self.peak, self.rooms.memory, seconds, relaxed)

    def deepen(self, source: str, call: Call | None) -> None:
        """A function is no lower than what it leaves before a call, and the peak of what is called."""
        self.at_most(flows.peak(self, source, call) + self.stacks[source][1].times(-1), 0)

    def minimize(self, objective: Linear, most: int) -> None:
        """What the solver is asked for, in parts of so much."""
        for variable, factor in objective.terms.items():
            self.solver.changeColCost(variable, factor * self.most[variable] / max(1, most) * self._scale(variable))

    def start(self, placement: Placement) -> None:
        """A placement that is known, to begin with."""
        columns = np.array(list(self.joint.values()), dtype=np.int32)
        values = np.array([float(one in placement.joint) for one in self.joint])
        self.solver.setSolution(len(columns), columns, values)

    def part(self, *, is_whole: bool = False) -> int:
        """A variable from 0 to 1, which may have to be either."""
        self.solver.addVar(0.0, 1.0)
        self.most.append(1)
        self.parts.add(len(self.most) - 1)
        if is_whole:
            self.solver.changeColIntegrality(len(self.most) - 1, highspy.HighsVarType.kInteger)
        return len(self.most) - 1

    def variable(self, least: int, most: int) -> Linear:
        """A variable between two numbers of bytes."""
        unit = max(1, most)
        self.solver.addVar(least / unit * PARTS, most / unit * PARTS)
        self.most.append(unit)
        return Linear(0, {len(self.most) - 1: 1})

    def above(self, value: Linear, least: int, most: int) -> Linear:
        """A variable that is no less than a value."""
        found = self.variable(least, most)
        self.at_most(value + found.times(-1), 0)
        return found

    def largest(self, items: Items) -> int:
        """The largest tape of a body."""
        return int(stack(items, self.highest, lambda _: False).tape)

    def at_most(self, value: Linear, most: int) -> None:
        """A row, in parts of what its largest term can be, if it says anything."""
        terms = {one: factor * self.most[one] for one, factor in value.terms.items() if factor}
        unit = max(map(abs, terms.values()), default=0)
        small, left = unit // _SMALL, most - value.constant
        if not unit or left >= unit * _SMALL:
            return
        kept = {one: term / unit for one, term in terms.items() if abs(term) > small}
        loose = -sum(term for one, term in terms.items() if one not in kept and term < 0)
        room = (left + loose) / unit * PARTS
        columns = np.array(list(kept), dtype=np.int32)
        factors = np.array([share * self._scale(one) for one, share in kept.items()])
        self.solver.addRow(-highspy.kHighsInf, room, len(columns), columns, factors)

    def _scale(self, variable: int) -> float:
        """Its factor in a row where all of it counts as much as all of another."""
        return float(PARTS) if variable in self.parts else 1.0

    def _function(self, name: str, body: Items) -> tuple[Linear, Linear]:
        """The tape and the peak of a function: numbers, if no placement changes them."""
        least, most = self.least[name], self.highest[name]
        if least == most:
            return Linear(least.tape), Linear(least.peak)
        tape, tops = self._body(body)
        peak = self.variable(least.peak, most.peak)
        for top in tops:
            self.at_most(top + peak.times(-1), 0)
        return (self.above(tape, least.tape, most.tape) if len(tape.terms) > 1 else tape), peak

    def _body(self, items: Items) -> tuple[Linear, list[Linear]]:
        """What a body leaves, and all that its peak is not below: how high calls grow, and what is there at last, which
        is no less than what segments and snapshots before it reach.
        """
        height, tops = Linear(), list[Linear]()
        for item in items:
            left, over = self._item(item)
            tops += [height + top for top in over]
            height = height + left
            if len(height.terms) > LONG:
                height = self.above(height, 0, height.most(self.most))
        return height, [*tops, height]

    def _item(self, item: Segment | Call | Loop | Either) -> tuple[Linear, list[Linear]]:
        match item:
            case Segment(tape):
                return Linear(tape), []
            case Call():
                return self._call(item)
            case Loop(trips, body):
                if trips == 0:
                    return Linear(), []
                turn, tops = self._body(body)
                before = turn.times(trips - 1)
                return turn.times(trips), [before + top for top in tops]
            case Either(branches):
                each = [self._body(branch) for branch in branches]
                highest = self.variable(0, self.rooms.memory)
                for left, _ in each:
                    self.at_most(left + highest.times(-1), 0)
                return highest, [top for _, tops in each for top in tops]

    def _call(self, site: Call) -> tuple[Linear, list[Linear]]:
        tape, peak = self.stacks[site.function]
        variable, snapshot = self.joint.get(site.id), site.snapshot
        if variable is None:
            return (Linear(snapshot) if site.forced else tape), [peak]
        x = Linear(0, {variable: 1})
        least, most = self.least[site.function].tape, self.highest[site.function].tape
        chosen = x.times(snapshot - least) + Linear(least)
        if least == most:
            return chosen, [peak]
        room = max(where.tape for _, where in self.rooms.sites[site.id])
        left = self.above(chosen, min(snapshot, least), max(snapshot, min(most, room)))
        self.at_most(tape + x.times(snapshot - most) + left.times(-1), 0)
        if room < most:
            self.at_most(tape + x.times(room - most), room)
        split = self.shares.split(site.function, Linear(1, {variable: -1}))
        if split is not None:
            self.at_most(split + x.times(snapshot) + left.times(-1), 0)
        return left, [peak]

    def _solve(self, objective: Linear, most: int, seconds: float, relaxed: bool) -> Solved:
        self.minimize(objective, most)
        self._set(seconds, relaxed)
        self.solver.run()
        info, status = self.solver.getInfo(), self.solver.getModelStatus()
        bound = duality.least(self.solver) if relaxed else info.mip_dual_bound
        share = Fraction(bound) / PARTS if math.isfinite(bound) else Fraction(0)
        values = self.solver.getSolution().col_value
        chosen = {one: values[variable] for one, variable in self.joint.items()} if len(values) else {}
        is_met = bool(chosen) or not self.joint
        placement = self.problem.place(one for one, value in chosen.items() if value > _HALF) if is_met else None
        value = share * max(1, most) + objective.constant if status != _NOTHING or relaxed else Fraction(most + 1)
        is_solved = status in _DONE
        is_easy = is_solved and 0 <= info.simplex_iteration_count <= _EASY and not self._goes_inside(relaxed)
        return Solved(placement, value, self._orders(chosen), is_solved, is_easy)

    def _goes_inside(self, relaxed: bool) -> bool:
        """Whether the method of interior points is used: callees that are shared give rows that it solves sooner."""
        return relaxed and not self.shares.copies and len(self.problem.free) > _LARGE

    def _set(self, seconds: float, relaxed: bool) -> None:
        """How the solver is run. All but the time of a search is counted in steps."""
        if not relaxed:
            self.solver.stop_after(seconds)
        is_large = len(self.problem.free) > _LARGE
        for name, value in (
            ("mip_rel_gap", _CLOSE),
            ("mip_max_nodes", _NODES),
            ("solve_relaxation", relaxed),
            ("solver", "ipm" if self._goes_inside(relaxed) else "choose"),
            ("run_crossover", "off"),
            ("simplex_iteration_limit", _ITERATIONS if relaxed else highspy.kHighsIInf),
            ("ipm_iteration_limit", self.rounds),
            ("presolve", "off" if relaxed or is_large else "choose"),
        ):
            self.solver.setOptionValue(name, value)

    def _orders(self, chosen: Mapping[str, float]) -> tuple[tuple[str, ...], ...]:
        """By the part in which sites are joint; and with those first that are not joint at all, each by its weight."""
        weight = self.problem.weight
        by_part = sorted(chosen, key=lambda one: (round(chosen[one], 6), -weight[one]))
        return tuple(by_part), tuple(sorted(chosen, key=lambda one: (chosen[one] > _NONE, -weight[one])))
