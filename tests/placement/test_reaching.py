"""Questions whether a placement keeps to two budgets: answers are held to all placements."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest

from adlint.placement.costing.tree import Call, Segment
from adlint.placement.measuring.heights import stacks
from adlint.placement.measuring.points import Aim
from adlint.placement.searching import reaching, relaxing
from adlint.placement.searching.doubting import divided
from adlint.placement.searching.exact import Every
from adlint.placement.searching.narrowing import bounded, narrowed, settled
from adlint.placement.searching.problem import Placement, Problem, lowest, problem
from adlint.placement.searching.relaxing import Relaxation
from adlint.placement.searching.search import least_peak

from .families import Builder, family
from .trees import branched, grow


def met(given: Problem, start: Placement, order: Sequence[str], best: Placement) -> Placement:
    """What is met, as it is, if it keeps to the budgets that are asked for: here those of the best before."""
    return start if start.peak <= best.peak and start.recompute <= best.recompute else best


@pytest.mark.parametrize("work", [0, 10**5, 10**8])
@pytest.mark.parametrize("seed", range(12))
def test_answers_hold_for_all_placements(seed: int, work: int) -> None:
    random = Random(seed)
    tree = family(random.choice(("layered", "tangled", "entwined")), 12, seed) if seed % 2 else grow(seed, 12)
    given = problem(branched(tree, random) if seed % 3 == 0 else tree)
    every, low, high = Every(given), lowest(given), given.place(())
    aims: tuple[Aim, ...] = ("peak", "cost")
    for of in aims:
        memory, recompute = random.randint(low.peak, high.peak), random.randint(0, low.recompute)
        left = narrowed(given, memory, recompute)
        best = every.within_recompute(recompute) if of == "peak" else every.within_memory(memory)
        assert best is not None
        is_there = best.peak <= memory and best.recompute <= recompute
        assert left is not None or not is_there
        if left is None:
            continue
        bounds = Placement(frozenset(), memory, recompute)
        answer = reaching.asked(left, of, bounds, met, work)
        is_found = answer.placement is not bounds
        assert is_there or not is_found
        assert not is_there or (answer.bound is not None and answer.bound <= getattr(best, VALUE[of]) * (1 + 1e-6))
        if work == 10**8:
            assert is_there == (answer.bound is not None)


VALUE = {"peak": "peak", "cost": "recompute"}


@pytest.mark.parametrize("seed", range(24))
def test_what_functions_leave_tells_placements_apart(seed: int) -> None:
    """Whatever a function leaves, one of both cases has a placement that is as good."""
    random = Random(seed)
    tree = family(random.choice(("layered", "tangled", "entwined")), 11, seed) if seed % 2 else grow(seed, 11)
    given = problem(branched(tree, random) if seed % 3 == 0 else tree)
    memory, name = given.place(()).peak, random.choice(list(given.tree.functions))
    several = [given.place(one for one in given.free if random.random() < 0.5) for _ in range(20)]
    middle = sorted(stacks(given.tree, dict.fromkeys(one.joint, 1))[name].tape for one in several)[10]
    left = narrowed(given, memory, given.time * 9)
    assert left is not None
    cases = bounded(left, name, middle, memory), bounded(left, name, 0, middle - 1)
    every = [Every(inside.problem) for inside in cases if inside is not None]
    for one in several:
        found = [better for inside in every if (better := inside.within_memory(one.peak)) is not None]
        assert min(better.recompute for better in found) <= one.recompute


def test_each_case_leaves_less_in_doubt() -> None:
    """A function that leaves no less than a third of what it can is not asked again whether it does."""
    build = Builder(0)
    inner = build.function(Segment(300, 9))
    middle = build.function(Segment(1), Call(inner, "inner", 99))
    build.function(Call(middle, "first", 1), Segment(9, 9), Call(middle, "second", 1))
    given = problem(build.tree())
    left = narrowed(given, given.place(()).peak, given.time * 9)
    steps = 0
    while left is not None and left.problem.free:
        left = next(divided(left, dict.fromkeys(left.problem.free, 0.5)), None)
        steps += 1
        assert steps < 20


def test_a_plain_run_of_layers_is_near() -> None:
    """Each joint call of the best placements is the only one on its paths, and nearly all budgets are spent by them."""
    given = problem(family("layered", 60, 1))
    found = least_peak(given, given.time)
    assert found.placement.recompute <= given.time
    assert found.gap <= 0.02


def test_a_solver_that_goes_on_is_not_believed_that_nothing_is_left() -> None:
    """There is a placement of 826,999,738,067 bytes. Of the second program HiGHS 1.16 says that it has no points, where
    it goes on from its answer to the first one, and solves it where it begins anew.
    """
    given = problem(family("tangled", 300, 1))
    left = narrowed(given, 844_317_135_744, 410_682_187_811_331_712)
    assert left is not None
    relaxation = Relaxation(left, "cost")
    for _ in range(3):
        value = relaxation.solve()
        assert value <= relaxation.limit
        if ways := relaxation.decided(value):
            left = settled(left, ways)
            assert left is not None
            relaxation.keep_to(left)
        else:
            relaxation.deepen()


@pytest.mark.parametrize("seed", range(3))
def test_relaxations_that_are_stopped_go_on(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """Few steps for an answer lead to about the same bound in more answers."""
    given = problem(family("tangled", 60, seed))
    memory = lowest(given).peak * 2
    left = narrowed(given, memory, lowest(given).recompute)
    assert left is not None

    def bound() -> float:
        bounds = Placement(frozenset(), -1, -1)  # which nothing keeps to
        found = reaching.asked(left, "cost", bounds, met, 1).bound
        return float("inf") if found is None else float(found)

    whole = bound()
    monkeypatch.setattr(relaxing, "_STEPS", 20_000)
    assert bound() > 0.9 * whole > 0
