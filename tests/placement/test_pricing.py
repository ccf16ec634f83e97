"""What the price of bytes says: bounds are held to all placements, and to sums that are known."""

from __future__ import annotations

from random import Random

import pytest

from adlint.placement.costing.tree import Call, CostTree, Segment
from adlint.placement.measuring.points import Aim
from adlint.placement.searching import search
from adlint.placement.searching.exact import Every
from adlint.placement.searching.front import front
from adlint.placement.searching.milp import Model
from adlint.placement.searching.narrowing import narrowed
from adlint.placement.searching.pricing import priced
from adlint.placement.searching.problem import lowest, problem
from adlint.placement.searching.search import least_peak, least_recompute

from .families import FAMILIES, family
from .trees import branched, grow

SMALL = [name for name in FAMILIES if name not in ("comb", "looped_comb", "library")]  # these are never small


@pytest.mark.parametrize("seed", range(60))
def test_bounds_are_below_the_best(seed: int) -> None:
    random = Random(seed)
    tree = family(random.choice(SMALL), 11, seed) if seed % 2 else grow(seed, 12, forced=0.1 * (seed % 4 > 0))
    given = problem(branched(tree, random) if seed % 3 == 0 else tree)
    every, low, high = Every(given), lowest(given), given.place(())
    aims: tuple[Aim, ...] = ("peak", "cost")
    for of in aims:
        memory, recompute = random.randint(low.peak, high.peak), random.randint(high.recompute, low.recompute)
        best = every.within_memory(memory) if of == "cost" else every.within_recompute(recompute)
        assert best is not None
        for near in (True, False):
            if of == "cost":
                left = narrowed(given, memory, best.recompute if near else low.recompute)
            else:
                left = narrowed(given, best.peak if near else high.peak, recompute)
            assert left is not None
            found = priced(left, of)
            assert found.bound <= (best.recompute if of == "cost" else best.peak)
            assert all(sorted(order) == sorted(left.problem.free) for order in found.orders)


def test_what_is_saved_for_the_same_price_is_bounded_exactly() -> None:
    """Forty calls of one leaf: each joint one spares 90 bytes and takes 7, and half of what is above has to go."""
    body = [Call("leaf", f"s{number}", 10) for number in range(40)]
    tree = CostTree("main", {"leaf": (Segment(100, 7),), "main": (*body, Segment(0, 1))})
    given = problem(tree)
    left = narrowed(given, 4000 - 20 * 90, given.time)
    assert left is not None
    assert priced(left, "cost").bound == 20 * 7
    left = narrowed(given, 4000, 20 * 7)
    assert left is not None
    assert priced(left, "peak").bound == 4000 - 20 * 90


@pytest.mark.parametrize("name", ["layered", "tangled", "library"])
def test_many_sites_are_bounded_without_the_solver(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MANY_SITES", 16)
    monkeypatch.setattr(Model, "_solve", None)
    given = problem(family(name, 300, 7))
    low, high = lowest(given).peak, given.place(()).peak
    found = least_recompute(given, low + (high - low) // 3)
    assert found.placement.peak <= low + (high - low) // 3
    assert found.gap <= 0.3
    lower = least_peak(given, given.time // 3)
    assert lower.placement.recompute <= given.time // 3
    assert lower.gap <= 0.3
    assert len(tuple(front(given, found.placement))) > 1
    again = least_recompute(given, low + (high - low) // 3)
    assert (again.placement, again.bound) == (found.placement, found.bound)
