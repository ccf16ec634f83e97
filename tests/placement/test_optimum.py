"""Placements are evaluated as a stack machine runs them, and are the best of all that there are."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from adlint.placement.measuring.curve import curve
from adlint.placement.searching import greedy
from adlint.placement.searching.front import front
from adlint.placement.searching.problem import lowest, problem
from adlint.placement.searching.search import InfeasibleError, least_peak, least_recompute

from .machine import every, run
from .trees import grow

BATCH = 100


@pytest.mark.parametrize("first", range(0, 2000, BATCH))
def test_answers_are_the_best_of_all_placements(first: int) -> None:
    for seed in range(first, first + BATCH):
        random = Random(seed)
        tree = grow(seed, random.choice((1, 2, 3, 3, 4, 4, 5, 5, 6, 7)))
        given, all_ = problem(tree), list(every(tree))
        low, high = min(peak for peak, _ in all_), max(peak for peak, _ in all_)
        assert lowest(given).peak == low
        memory = random.randint(low, high)
        found = least_recompute(given, memory)
        assert run(tree, found.placement.joint) == (found.placement.peak, found.placement.recompute)
        assert found.placement.peak <= memory
        assert found.value == found.bound == min(more for peak, more in all_ if peak <= memory)
        limit = random.randint(0, max(more for _, more in all_))
        found = least_peak(given, limit)
        assert run(tree, found.placement.joint) == (found.placement.peak, found.placement.recompute)
        assert found.placement.recompute <= limit
        assert found.value == found.bound == min(peak for peak, more in all_ if more <= limit)
        best = {(p, m) for p, m in all_ if not any((q <= p and n < m) or (q < p and n <= m) for q, n in all_)}
        assert {(one.peak, one.recompute) for one in front(given)} == best


@pytest.mark.parametrize("first", range(0, 400, BATCH))
def test_what_is_forced_is_joint_in_the_best_of_the_placements_that_are_left(first: int) -> None:
    for seed in range(first, first + BATCH):
        random = Random(seed)
        tree = grow(seed, random.randint(2, 6), forced=0.3)
        given, all_ = problem(tree), list(every(tree))
        assert lowest(given).peak == min(peak for peak, _ in all_)
        memory = random.randint(lowest(given).peak, max(peak for peak, _ in all_))
        found = least_recompute(given, memory)
        assert tree.forced <= found.placement.joint
        assert found.value == min(more for peak, more in all_ if peak <= memory)
        limit = max(random.randint(0, max(more for _, more in all_)), given.place(()).recompute)
        lower = least_peak(given, limit)
        assert run(tree, lower.placement.joint) == (lower.placement.peak, lower.placement.recompute)
        assert lower.value == min(peak for peak, more in all_ if more <= limit)


@pytest.mark.parametrize("seed", range(4))
def test_a_solver_keeps_to_what_is_forced(seed: int) -> None:
    tree = grow(seed, 60, 10_000, forced=0.2)
    given = problem(tree)
    memory = (lowest(given).peak + given.place(()).peak) // 2
    found = least_recompute(given, memory)
    assert tree.forced <= found.placement.joint
    assert run(tree, found.placement.joint) == (found.placement.peak, found.placement.recompute)
    assert found.bound <= found.value


@pytest.mark.parametrize("seed", range(8))
def test_sixteen_sites_are_proven(seed: int) -> None:
    tree = grow(seed, 16)
    given = problem(tree)
    low, high = lowest(given).peak, given.place(()).peak
    found = least_recompute(given, (low + high) // 2)
    assert found.is_optimal
    assert run(tree, found.placement.joint) == (found.placement.peak, found.placement.recompute)


def test_a_budget_below_the_lowest_peak_says_what_that_is() -> None:
    given = problem(grow(3, 6))
    least = lowest(given)
    with pytest.raises(InfeasibleError) as caught:
        least_recompute(given, least.peak - 1)
    assert caught.value.least == least


@pytest.mark.parametrize("seed", range(6))
def test_a_hundred_sites_are_searched_by_a_solver(seed: int) -> None:
    """The solver's answers keep to the budget, are no worse than the greedy ones, and never below the bound."""
    given = problem(grow(seed, 100, 10_000))
    low, high = lowest(given).peak, given.place(()).peak
    memory = low + (high - low) // 4
    found, first = least_recompute(given, memory), greedy.less_recompute(given, lowest(given), memory)
    assert first.peak <= memory
    assert found.placement.peak <= memory
    assert found.bound <= found.value <= first.recompute
    assert found.gap <= 0.02
    peak = least_peak(given, found.value)
    assert peak.placement.recompute <= found.value
    assert peak.bound <= peak.value <= memory


@pytest.mark.parametrize("seed", range(40))
def test_the_curve_is_that_of_the_machine(seed: int) -> None:
    tree = grow(seed, 8)
    random = Random(seed)
    joint = [one for one in tree.sites() if random.random() < 0.5]
    peak, more = run(tree, joint)
    end = 2 * problem(tree).time + more, 0
    for points in (3, 10, 20, 60, 10**9):
        drawn = curve(tree, joint, points)
        assert max(height for _, height in drawn) == peak
        assert drawn[-1] == end
        assert all(one[0] <= other[0] for one, other in pairwise(drawn))


def test_a_loop_of_a_billion_turns_costs_what_one_costs() -> None:
    tree = grow(5, 10, trips=10**9)
    given = problem(tree)
    assert least_peak(given, given.time).is_optimal
    assert len(curve(tree, ())) < 2000
