"""The placement that stands in the source today, with each site the other way, and beside a better one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction
from itertools import combinations

from msgspec import Struct

from adlint.placement.costing.costs import Costing
from adlint.placement.costing.sites import Candidate
from adlint.placement.costing.traced import Traced
from adlint.placement.costing.tree import CostTree, calls
from adlint.placement.loops.nesting import SEGMENT, nested
from adlint.placement.loops.timeloops import LoopPlan, Scheme, loop_plans
from adlint.placement.measuring.heights import stacks
from adlint.placement.plan import Cost
from adlint.placement.searching import greedy
from adlint.placement.searching.problem import Placement, Problem, problem
from adlint.trace.labelling import Path

_FEW = 8  # free sites of which all placements are tried


class Turned(Struct, frozen=True):
    """A site, and what the placement of today would cost if this site alone were the other way.

    `is_joint` says what it is today, `is_planned` whether it is joint in a placement of a low peak that computes no
    more again than one plain run; `is_better` whether it is in one that computes no more again than today. `tape`
    is that of its callee without checkpoints, `snapshot` its own, in one run, `is_leaf` that no other site is in it.
    `kept` is what the forward sweep keeps then, as the model counts it, and None where the model does not know.
    `loops` are the sites of the bodies of loops around it.
    """

    candidate: Candidate
    is_joint: bool
    is_planned: bool
    is_better: bool
    is_leaf: bool
    snapshot: int
    tape: int
    cost: Cost
    kept: int | None
    loops: frozenset[str]


class Compared(Struct, frozen=True):
    """Costs of placements: without checkpoints, as today, of a low peak with one plain run computed again, and of one
    with no more computed again than today. `time` is that of a plain run, `kept` as for `Turned`; `is_exact` says that
    no two snapshots hold the same array. `loops` are the time loops, cut into segments on one level, or with all turns
    checkpointed.
    """

    time: Fraction
    store_all: Cost
    today: Cost
    plan: Cost
    better: Cost
    kept: int | None
    is_exact: bool
    sites: tuple[Turned, ...]
    loops: tuple[LoopPlan, ...]


def compared(tree: CostTree, costing: Costing, traced: Traced, joint: Collection[str]) -> Compared:
    """What the placement of today costs, in which the sites of `joint` are joint."""
    given, sites = problem(tree), tree.sites()
    now = given.place(one for one in joint if one in sites)
    kept = traced.bytes(now.joint, costing.number)
    planned, better = (_low(given, now, most) for most in (given.time, now.recompute))
    return Compared(
        given.time * tree.unit,
        Cost(stacks(tree, {})[tree.entry].peak, Fraction(0)),
        _cost(tree, now),
        _cost(tree, planned),
        _cost(tree, better),
        kept,
        kept is None or kept == stacks(tree, dict.fromkeys(now.joint, 1))[tree.entry].tape,
        tuple(_turned(given, costing, traced, now, planned.joint, better.joint)),
        tuple(_cut(tree)),
    )


def _low(given: Problem, now: Placement, most: int) -> Placement:
    """A placement of a low peak: the lowest if there are few, else one that is found at once. This is asked of every
    entry that is checked: nothing that takes long to load is used.
    """
    tries = [now, greedy.within_recompute(given, most), greedy.less_peak(given, now, most)]
    if len(given.free) <= _FEW:
        several = (chosen for count in range(_FEW + 1) for chosen in combinations(given.free, count))
        tries += map(given.place, several)
    return min((one for one in tries if one.recompute <= most), key=lambda one: (one.peak, one.recompute), default=now)


def _turned(
    given: Problem,
    costing: Costing,
    traced: Traced,
    now: Placement,
    planned: frozenset[str],
    better: frozenset[str],
) -> Iterator[Turned]:
    tree, tapes = given.tree, stacks(given.tree, {})
    for id_, several in tree.sites().items():
        other = now.joint ^ {id_}
        peak = stacks(tree, dict.fromkeys(other, 1))[tree.entry].peak
        recompute = sum(given.weight[one] for one in other)
        yield Turned(
            costing.candidates[id_],
            id_ in now.joint,
            id_ in planned,
            id_ in better,
            not any(any(calls(tree.functions[one.function])) for one in several),
            max(one.snapshot for one in several),
            max(tapes[one.function].tape for one in several),
            Cost(peak, recompute * tree.unit),
            traced.bytes(other, costing.number) if id_ in now.joint else None,
            frozenset(_around(id_, costing)),
        )


def _around(id_: str, costing: Costing) -> Iterator[str]:
    for other in costing.nodes:
        paths = costing.paths(other)
        if other != id_ and other.endswith(":body") and any(_is_in(one, paths) for one in costing.paths(id_)):
            yield other


def _is_in(place: Path, paths: Collection[Path]) -> bool:
    return any(len(place) > len(one) and place[: len(one)] == one for one in paths)


def _cut(tree: CostTree) -> Iterator[LoopPlan]:
    """The loops, in segments of the length that is best for each alone, or with a checkpoint of each turn."""
    segments = frozenset(one for one in nested(tree, 0).sites() if SEGMENT in one)
    bodies = frozenset(one.id for one in loop_plans(tree, Scheme(None, frozenset())))
    ways = (loop_plans(tree, Scheme(0, segments)), loop_plans(tree, Scheme(None, bodies)))
    for several in zip(*ways, strict=True):
        yield min(several, key=lambda one: one.peak)


def _cost(tree: CostTree, placement: Placement) -> Cost:
    return Cost(placement.peak, placement.recompute * tree.unit)
