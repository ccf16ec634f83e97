"""A plan: what each site should be under a budget, what that costs, and how far it may be from the best."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction

from msgspec import Struct

from adlint.bytesize import human
from adlint.placement.advice import groups
from adlint.placement.costing.tree import CostTree
from adlint.placement.measuring.curve import curve
from adlint.placement.measuring.heights import stacks
from adlint.placement.searching.front import Point, front
from adlint.placement.searching.problem import Placement, Problem, lowest, problem
from adlint.placement.searching.search import Found, default_seconds, least_peak, least_recompute

SPLIT, JOINT, FORBIDDEN = "split", "joint", "forbidden"


class Goal(Struct, frozen=True):
    """What is asked for: the least that is computed again with a peak of at most `memory` bytes; or the lowest peak
    where no more than `max_recompute` times the plain time is computed again, which is once if neither is given. Of a
    plan that is to be `written`, checkpoints stand only where they can be written by themselves. The search goes on for
    about so many `seconds`, and for as many with the placements that no other is better than.
    """

    memory: int | None = None
    max_recompute: Fraction | None = None
    front: bool = False
    written: bool = False
    seconds: float | None = None

    @property
    def mode(self) -> str:
        """`memory` or `max-recompute`."""
        return "max-recompute" if self.memory is None else "memory"

    def time(self, given: Problem) -> int:
        """How much may be computed again, in the units of a tree; what sites that are forced take may be, always."""
        most = (self.max_recompute if self.max_recompute is not None else 1) * given.time
        return max(int(most), given.place(()).recompute)


class Cost(Struct, frozen=True):
    """What a placement costs: the largest height of the stack in bytes, and what is computed again, in time."""

    peak: int
    recompute: Fraction


class Site(Struct, frozen=True):
    """What a call site should be, and why. `more` is by how many bytes the peak with this site split is above that with
    it joint; `recompute` is what a joint site computes again.
    """

    id: str
    callee: str
    decision: str
    group: str
    why: str
    snapshot: int
    tape: int
    more: int
    recompute: Fraction


class Plan(Struct, frozen=True):
    """The answer. `bound` is what no placement within the budget can be below: of the peak in bytes, or in time of what
    is computed again. `time` is that of one plain run. The search might go on for about so many `seconds`. Curves are
    points (operations executed, bytes on the stack).
    """

    mode: str
    time: Fraction
    store_all: Cost
    plan: Cost
    lowest: Cost
    bound: Fraction
    optimal: bool
    gap: float
    seconds: float
    sites: tuple[Site, ...]
    front: tuple[Point, ...]
    curves: dict[str, tuple[tuple[int, int], ...]]

    @property
    def time_factor(self) -> float:
        """The forward work, of plain runs."""
        return float((self.time + self.plan.recompute) / self.time) if self.time else 1.0


def plan(
    tree: CostTree, goal: Goal, reasons: Mapping[str, str] | None = None, today: Collection[str] = ()
) -> Plan:
    """The plan of a cost tree; `reasons` say why sites may not be joint, or have to be. The sites that are joint
    `today` stay so where no other placement that is found is better. InfeasibleError if none keeps to the budget.
    """
    given = problem(tree)
    seconds = default_seconds(given) if goal.seconds is None else goal.seconds
    if goal.memory is None:
        found = least_peak(given, goal.time(given), seconds)
        bound = Fraction(found.bound)
    else:
        found = least_recompute(given, goal.memory, seconds)
        bound = found.bound * tree.unit
    here = given.place(one for one in today if one in given.free)
    if here.peak <= found.placement.peak and here.recompute <= found.placement.recompute:
        found = Found(here, here.peak if goal.memory is None else here.recompute, found.bound)
    chosen = found.placement
    return Plan(
        goal.mode,
        given.time * tree.unit,
        Cost(stacks(tree, {})[tree.entry].peak, Fraction(0)),
        _cost(tree, chosen),
        _cost(tree, lowest(given)),
        bound,
        found.is_optimal,
        found.gap,
        seconds,
        tuple(_sites(given, chosen, reasons or {})),
        tuple(front(given, chosen, seconds)) if goal.front else (),
        {"store-all": curve(tree, ()), "plan": curve(tree, chosen.joint)},
    )


def _cost(tree: CostTree, placement: Placement) -> Cost:
    return Cost(placement.peak, placement.recompute * tree.unit)


def _sites(given: Problem, chosen: Placement, reasons: Mapping[str, str]) -> Iterator[Site]:
    sites, unit = given.tree.sites(), given.tree.unit
    found = stacks(given.tree, dict.fromkeys(chosen.joint, 1))
    for id_, group, more in groups(given, chosen):
        several = sites[id_]
        tape = max(found[one.function].tape for one in several)
        snapshot = max(one.snapshot for one in several)
        may_be = all(one.checkpointable for one in several)
        decision = JOINT if id_ in chosen.joint else SPLIT if may_be else FORBIDDEN
        why = reasons.get(id_) or _why(snapshot, decision, tape, more)
        yield Site(id_, several[0].function, decision, group, why, snapshot, tape, more, given.weight[id_] * unit)


def _why(snapshot: int, decision: str, tape: int, more: int) -> str:
    if decision == FORBIDDEN:
        return "it may not be checkpointed"
    if snapshot >= tape:
        return f"its snapshot of {human(snapshot)} is not smaller than its tape of {human(tape)}"
    change = f"the peak by {human(abs(more))}"
    if decision == JOINT:
        return f"split mode would raise {change}" if more > 0 else "its callee is run again within the budget"
    if more > 0:
        return f"joint mode would lower {change}, and run its callee again"
    return f"joint mode would raise {change}" if more else "joint mode would not lower the peak"
