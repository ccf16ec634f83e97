"""Questions whether a placement keeps to two budgets: answers are held to all placements."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest

from adlint.placement import reaching
from adlint.placement.exact import Every
from adlint.placement.narrowing import narrowed
from adlint.placement.points import Aim
from adlint.placement.problem import Placement, Problem, lowest, problem
from adlint.placement.search import least_peak

from .families import family
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


def test_a_plain_run_of_layers_is_near() -> None:
    """Each joint call of the best placements is the only one on its paths, and nearly all budgets are spent by them."""
    given = problem(family("layered", 60, 1))
    found = least_peak(given, given.time)
    assert found.placement.recompute <= given.time
    assert found.gap <= 0.02
