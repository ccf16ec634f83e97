"""Searches among some of the sites make a placement better, and keep to the budget."""

from __future__ import annotations

import pytest

from adlint.placement.searching import freeing
from adlint.placement.searching.exact import Every
from adlint.placement.searching.milp import Model
from adlint.placement.searching.narrowing import Narrowed, narrowed
from adlint.placement.searching.problem import Placement, lowest, problem

from .families import family


@pytest.mark.parametrize("name", ["layered", "tangled", "entwined", "doubling"])
def test_a_few_sites_after_the_other_lead_to_the_best(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freeing, "_FREED", 5)
    given = problem(family(name, 14, 3))
    start, memory = lowest(given), (lowest(given).peak + given.place(()).peak) // 2
    best = Every(given).within_memory(memory)
    assert best is not None
    asked: list[Placement] = []

    def below(placement: Placement) -> Narrowed | None:
        asked.append(placement)
        return narrowed(given, memory, placement.recompute - 1) if len(asked) < 40 else None

    def solve(left: Narrowed, placement: Placement) -> Placement:
        assert len(left.problem.free) <= 5
        found = Model(left, has_flows=True).least_recompute(1.0).placement
        return placement if found is None else min(placement, given.place(found.joint), key=lambda one: one.recompute)

    found = freeing.better(given.tree, start, below, solve, 60.0)
    assert found.peak <= memory
    assert best.recompute <= found.recompute <= best.recompute * 1.05
