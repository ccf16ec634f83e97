"""What functions leave, as sums of what runs in them, is below every placement, and near it where budgets are tight."""

from __future__ import annotations

from random import Random

import pytest

from adlint.placement.costing.tree import Call, Segment, calls
from adlint.placement.searching import tabu
from adlint.placement.searching.exact import Every
from adlint.placement.searching.milp import Model
from adlint.placement.searching.narrowing import narrowed
from adlint.placement.searching.problem import Problem, lowest, problem
from adlint.placement.searching.search import least_recompute

from .families import FAMILIES, Builder, family
from .trees import branched, grow

SMALL = [name for name in FAMILIES if name not in ("comb", "looped_comb", "library")]


def small(name: str, seed: int) -> Problem:
    """A problem of which all placements can be tried, some with branches."""
    tree = grow(seed, 12) if name == "grown" else family(name, 12, seed)
    return problem(branched(tree, Random(seed)) if seed % 3 == 0 else tree)


def tight(given: Problem) -> int:
    """A budget little above the lowest peak."""
    low, high = lowest(given).peak, given.place(()).peak
    return low + (high - low) // 1000


def every_call(model: Model) -> None:
    """All functions are no lower than what they leave before any call."""
    for name, body in model.problem.tree.functions.items():
        for call in (None, *calls(body)):
            model.deepen(name, call)


@pytest.mark.parametrize("seed", range(9))
@pytest.mark.parametrize("name", [*SMALL, "grown"])
def test_relaxations_are_below_the_best_and_searches_keep_to_budgets(
    name: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tabu, "_STEPS", 50)
    given = small(name, seed)
    every = Every(given)
    for memory in (tight(given), (lowest(given).peak + given.place(()).peak) // 2):
        fastest = every.within_memory(memory)
        assert fastest is not None
        left = narrowed(given, memory, fastest.recompute)
        lower = every.within_recompute(fastest.recompute)
        assert left is not None
        assert lower is not None
        for deepened, is_apart in ((False, False), (True, False), (True, True)):
            for least, of in ((fastest.recompute, Model.least_recompute), (lower.peak, Model.least_peak)):
                model = Model(left, has_flows=True, is_apart=is_apart)
                if deepened:
                    every_call(model)
                assert of(model, 0, relaxed=True).bound <= least * (1 + 1e-6)
        start = lowest(given)
        faster = tabu.better(given, start, start, "cost", memory)
        assert faster.peak <= memory
        assert fastest.recompute <= faster.recompute <= start.recompute
        lowered = tabu.better(given, start, given.place(()), "peak", fastest.recompute)
        assert lowered.recompute <= fastest.recompute
        assert lower.peak <= lowered.peak <= given.place(()).peak


def alike(many: int) -> Problem:
    """Two functions that are called so often, with equal sizes."""
    build = Builder(0)
    leaf = build.function(Segment(1000, 100))
    inner = build.function(*(Call(leaf, f"i{one}", 300) for one in range(8)))
    build.function(*(Call(inner, f"o{one}", 2000) for one in range(many)))
    return problem(build.tree())


def test_calls_that_are_alike_bring_no_rows_for_each_way_in() -> None:
    def rows(many: int) -> int:
        given = alike(many)
        left = narrowed(given, given.place(()).peak // 2, given.time)
        assert left is not None
        model = Model(left, has_flows=True, is_apart=True)
        return int(model.solver.getNumRow())

    assert rows(40) - rows(20) < 20 * 8


@pytest.mark.parametrize("memory", [12_000, 14_000, 17_000])
def test_calls_that_are_alike_are_bounded_below_the_best(memory: int) -> None:
    given = alike(5)
    fastest = Every(given).within_memory(memory)
    assert fastest is not None
    left = narrowed(given, memory, fastest.recompute)
    assert left is not None
    model = Model(left, has_flows=True, is_apart=True)
    every_call(model)
    assert model.least_recompute(0, relaxed=True).bound <= fastest.recompute * (1 + 1e-6)


def test_much_shared_functions_under_a_tight_budget_are_bounded() -> None:
    """A budget that is a small part of what lies between the extremes: functions are run again in many layers."""
    given = problem(family("tangled", 60, 1))
    found = least_recompute(given, tight(given))
    assert found.placement.peak <= tight(given)
    assert found.gap <= 0.05
