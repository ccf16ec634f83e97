"""Sites of very different weights: few of them decide, and what is said then is held to all placements."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from adlint.placement.costing.tree import Call, CostTree, Item, Items, Loop, Segment, callees_first
from adlint.placement.measuring.points import Aim
from adlint.placement.searching import greedy, halving
from adlint.placement.searching.exact import Every
from adlint.placement.searching.problem import Placement, Problem, lowest, problem

from .trees import branched


def amount(random: Random, power: float) -> int:
    """A number of any order up to a power of ten."""
    return int(10 ** random.uniform(0, power))


def outsized(sites: int, seed: int, shared: float) -> CostTree:
    """Calls of functions that are new or, by chance, called before; loops of up to a million turns in each other."""
    random = Random(seed)
    functions: dict[str, Items] = {}
    depths, waiting, made = {"f0": 0}, ["f0"], 0
    while waiting:
        name = waiting.pop(random.choice((0, -1)))
        items: list[Item] = [Segment(amount(random, 12), amount(random, 6))]
        for _ in range(min(sites - made, max(random.randint(0, 6), not waiting))):
            below = [one for one, depth in depths.items() if depth > depths[name]] if random.random() < shared else []
            callee = random.choice(below) if below else f"f{len(depths)}"
            if callee not in depths:
                depths[callee] = depths[name] + 1
                waiting.append(callee)
            made += 1
            call = Call(callee, f"s{made}", amount(random, 13), random.random() > 0.1)
            items.append(Loop(amount(random, 6), (call,)) if random.random() < 0.3 else call)
        functions[name] = (*items, Segment(amount(random, 12)))
    return CostTree("f0", callees_first("f0", functions))


def searched(given: Problem, of: Aim, limit: int) -> tuple[Placement, int]:
    """What is found from a placement that is made at once."""
    make = greedy.less_recompute if of == "cost" else greedy.less_peak
    start = make(given, lowest(given), limit)
    return halving.searched(given, start, 0, of, limit, Fraction(1))


@pytest.mark.parametrize("work", [0, 100_000, 100_000_000])
@pytest.mark.parametrize("seed", range(12))
def test_what_is_found_is_the_best_and_bounds_are_below_it(
    seed: int, work: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(halving, "WORK", work)
    tree, random = outsized(14, seed, seed % 3 / 4), Random(seed)
    given = problem(branched(tree, random) if seed % 2 else tree)
    low, high = lowest(given), given.place(())
    memory, recompute = random.randint(low.peak, max(low.peak, high.peak)), random.randint(0, low.recompute)
    every = Every(given)
    fastest, lower = every.within_memory(memory), every.within_recompute(recompute)
    assert fastest is not None
    assert lower is not None
    found, bound = searched(given, "cost", memory)
    assert found.peak <= memory
    assert bound <= fastest.recompute <= found.recompute
    least, floor = searched(given, "peak", recompute)
    assert least.recompute <= recompute
    assert floor <= lower.peak <= least.peak
    if work == 100_000_000:
        assert (found.recompute, least.peak) == (bound, floor)


@pytest.mark.parametrize("seed", [0, 2, 3, 4])
def test_weights_over_fifty_powers_of_ten_leave_no_gap(seed: int) -> None:
    given = problem(outsized(300, seed, seed % 3 / 4))
    found, bound = searched(given, "peak", lowest(given).recompute * Random(seed).randint(1, 9) // 10)
    assert found.peak <= bound * 1.02
