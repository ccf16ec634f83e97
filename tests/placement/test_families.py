"""Deep, looped and shared trees: what is said of small ones is held to all placements, and large ones are near."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from msgspec.structs import replace

from adlint.placement.costing.tree import Call, Segment, rewritten, running
from adlint.placement.searching import search
from adlint.placement.searching.exact import Every
from adlint.placement.searching.front import front
from adlint.placement.searching.narrowing import narrowed
from adlint.placement.searching.problem import Problem, lowest, problem
from adlint.placement.searching.search import least_peak, least_recompute

from .families import FAMILIES, Builder, family
from .machine import run
from .trees import branched, grow

SMALL = [name for name in FAMILIES if name not in ("comb", "looped_comb", "library")]  # these are never small
# of `scattered` and `scattered_straight` plans are up to 12 % from the bound (docs/plans.md)
NEAR = [n for n in FAMILIES if n not in ("layered", "tangled", "library", "scattered", "scattered_straight")]


def middle(given: Problem, part: int) -> int:
    """A budget between the lowest peak and that of the fastest placement."""
    low, high = lowest(given).peak, given.place(()).peak
    return low + (high - low) // part


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", SMALL)
def test_bounds_are_below_the_best_and_placements_reach_it(
    name: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_SITES", 0)
    given = problem(family(name, 11, seed))
    every, memory = Every(given), middle(given, Random(seed).randint(2, 9))
    best = every.within_memory(memory)
    assert best is not None
    found = least_recompute(given, memory)
    assert found.placement.peak <= memory
    assert found.bound <= best.recompute <= found.value <= best.recompute * 1.001
    recompute = given.time // Random(seed).randint(1, 9)
    lower = least_peak(given, recompute)
    best = every.within_recompute(recompute)
    assert best is not None
    assert lower.placement.recompute <= recompute
    assert lower.bound <= best.peak <= lower.value <= best.peak * 1.001


@pytest.mark.parametrize("seed", range(12))
def test_bounds_hold_for_branches_and_sites_that_are_forced(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_SITES", 0)
    tree = family("tangled", 11, seed) if seed % 2 else grow(seed, 12, 10_000, forced=0.1)
    given = problem(branched(tree, Random(seed)))
    every, memory = Every(given), middle(given, Random(seed).randint(2, 9))
    best, found = every.within_memory(memory), least_recompute(given, memory, 0)
    assert best is not None
    assert found.bound <= best.recompute <= found.value


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("name", SMALL)
def test_narrowing_keeps_a_best_placement(name: str, seed: int) -> None:
    given = problem(family(name, 11, seed))
    every, memory = Every(given), middle(given, Random(seed).randint(2, 9))
    best = every.within_memory(memory)
    assert best is not None
    left = narrowed(given, memory, best.recompute)
    assert left is not None
    same = Every(left.problem).within_memory(memory)
    assert same is not None
    assert (same.recompute, same.peak <= memory) == (best.recompute, True)
    assert narrowed(given, lowest(given).peak - 1, given.time) is None


@pytest.mark.parametrize("name", NEAR)
def test_three_hundred_sites_are_within_two_percent(name: str) -> None:
    tree = family(name, 300, 7)
    given = problem(tree)
    found = least_recompute(given, middle(given, 3))
    assert found.placement.peak <= middle(given, 3)
    assert found.gap <= 0.02
    assert given.place(found.placement.joint) == found.placement


@pytest.mark.parametrize("name", ["chain", "balanced", "wide", "doubling", "layered"])
def test_what_is_equally_large_is_weighed_to_the_last_byte(name: str) -> None:
    """Budgets are met exactly by many placements, and the best of them is found when nothing is left below it."""
    tree = rewritten(family(name, 40, 2), lambda one: replace(one, snapshot=100), lambda _: Segment(1000, 7))
    given = problem(tree)
    assert least_peak(given, given.time).gap <= 0.001
    assert least_recompute(given, lowest(given).peak).gap <= 0.001


@pytest.mark.parametrize("seed", range(3))
def test_loops_of_millions_of_turns_in_each_other_are_told_apart(seed: int) -> None:
    """A budget that nearly all of one site takes: floating point sees no light sites beside it, and no empty rooms."""
    build = Builder(seed)
    name, draw = build.function(Segment(3, 7)), build.random.randint
    while build.sites < 40:
        calls = [Call(name, f"s{build.sites + n}", draw(0, 9), draw(0, 3) > 0) for n in range(draw(1, 2))]
        build.sites += len(calls)
        body = (build.loop(10 ** draw(0, 4), one, Segment(draw(0, 12), draw(0, 9))) for one in calls)
        name = build.function(*body, Segment(draw(0, 12), 7))
    given = problem(running(build.tree()))
    for found in (least_peak(given, given.time), least_recompute(given, lowest(given).peak)):
        assert found.gap <= 0.001


@pytest.mark.parametrize("part", [3, 8])
@pytest.mark.parametrize("seed", [7, 8])
@pytest.mark.parametrize("name", ["library", "layered", "tangled"])
def test_relaxations_alone_are_near_where_callees_are_shared(name: str, seed: int, part: int) -> None:
    given = problem(family(name, 300, seed))
    found = least_recompute(given, middle(given, part), 0)
    assert found.placement.peak <= middle(given, part)
    assert found.gap <= 0.2


@pytest.mark.parametrize("name", ["comb", "doubling"])
def test_points_of_a_large_front_are_placements_with_bounds(name: str) -> None:
    given = problem(family(name, 60, 3))
    chosen = least_recompute(given, middle(given, 5)).placement
    found = tuple(front(given, chosen))
    assert found[0].recompute == 0
    assert all(one.bound <= one.recompute for one in found)
    assert all(a.peak > b.peak and a.recompute < b.recompute for a, b in pairwise(found))
    assert any(one.peak <= chosen.peak and one.recompute <= chosen.recompute for one in found)


def test_a_chain_of_loops_is_evaluated_as_the_machine_runs_it() -> None:
    tree = family("balanced_loops", 9, 2)
    joint = [one for number, one in enumerate(tree.sites()) if number % 2]
    given = problem(tree)
    placed = given.place(joint)
    assert run(tree, joint) == (placed.peak, placed.recompute)
