"""Loops cut into segments for a budget: no other cut into segments of one size runs fewer steps again."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adlint.placement.costing.tree import Call, CostTree, Loop, Segment
from adlint.placement.loops.nesting import SEGMENT, Cut, cuts, fitted, nested
from adlint.placement.loops.timeloops import plan_with_loops
from adlint.placement.plan import Goal


def peak(cut: Cut, trips: int, snapshot: int, step: int) -> int:
    """Of the loop: all snapshots, and the tape of a segment, or of what is in none."""
    return cut.count * snapshot + max(cut.size, trips - cut.count * cut.size) * step


@given(st.integers(2, 40), st.integers(1, 10), st.integers(1, 30), st.data())
def test_no_cut_that_has_room_runs_fewer_steps_again(trips: int, snapshot: int, more: int, data: st.DataObject) -> None:
    step = snapshot + more
    room = data.draw(st.integers(1, trips * step - 1))
    every = [Cut(count, size) for count in range(1, trips) for size in range(2, trips // count + 1)]
    possible = [one for one in every if peak(one, trips, snapshot, step) <= room]
    found = fitted(trips, snapshot, step, room)
    assert (found is None) == (not possible)
    if found is not None:
        assert found in possible
        assert found.count * found.size == min(one.count * one.size for one in possible)


def test_where_all_steps_have_room_nothing_is_cut() -> None:
    assert fitted(10, 1, 7, 70) is None
    assert fitted(10**12, 1, 7, 7 * 10**12) is None


def test_a_loop_of_a_billion_turns_is_cut_at_once() -> None:
    found = fitted(10**9, 8, 64, 32 * 10**9)
    assert found is not None
    assert found.count * found.size == pytest.approx(5 * 10**8, rel=1e-6)


@pytest.mark.parametrize("part", [0.95, 0.6, 0.3, 0.1])
def test_a_budget_that_is_little_below_all_costs_little_time(part: float) -> None:
    loop = Loop(100, (Call("step", "main:1", 10),))
    tree = CostTree("main", {"step": (Segment(100, 10),), "main": (Segment(100, 5), loop)})
    plan, (of_loop,), scheme = plan_with_loops(tree, Goal(memory=int(part * 10_100)), {})
    assert plan.plan.peak <= part * 10_100
    assert plan.plan.recompute <= 1000 * (1.15 - part)
    cut = cuts(scheme.cut(tree))["main:1"]
    assert scheme.joint == {f"main:1{SEGMENT}"}
    rest = 100 - cut.count * cut.size
    assert of_loop.schedule.startswith(f"{cut.count} segment")
    assert f"of {cut.size} steps" in of_loop.schedule
    assert of_loop.schedule.endswith(f" and {rest} in none" if rest else " steps")


def test_more_than_one_sweep_is_for_smaller_budgets_alone() -> None:
    loop = Loop(100, (Call("step", "main:1", 10),))
    tree = CostTree("main", {"step": (Segment(1000, 10),), "main": (loop,)})
    recomputed = [plan_with_loops(tree, Goal(memory=memory), {})[0].plan.recompute for memory in (90_000, 9_000, 1_400)]
    assert recomputed == sorted(recomputed)
    assert recomputed[1] <= 1000 < recomputed[2]
    assert nested(tree, 0, room=10**9) == tree


def solvers(sites: int) -> CostTree:
    """A loop of steps, after so many calls of leaves which have to be split."""
    leaves = {f"leaf{one}": (Segment(10, 1),) for one in range(sites)}
    before = tuple(Call(name, f"main:{name}", 100) for name in leaves)
    steps = Loop(400, (Call("step", "main:step", 10),))
    return CostTree("main", {**leaves, "step": (Segment(1000, 10),), "main": (*before, steps)})


@pytest.mark.parametrize("part", [0.9, 0.5, 0.2])
def test_loops_are_cut_among_many_sites_as_among_few(part: float) -> None:
    few, many = (plan_with_loops(solvers(one), Goal(memory=int(part * 400_000)), {})[0] for one in (10, 80))
    assert many.plan.peak <= part * 400_000
    assert few.plan.recompute <= many.plan.recompute <= few.plan.recompute * 1.02


@pytest.mark.parametrize("times", [Fraction(1, 4), Fraction(1)])
def test_peaks_are_as_low_among_many_sites_as_among_few(times: Fraction) -> None:
    few, many = (plan_with_loops(solvers(one), Goal(max_recompute=times), {})[0] for one in (10, 80))
    assert few.plan.peak <= many.plan.peak <= few.plan.peak * 1.01 + 10 * 70  # the tape of so many leaves
