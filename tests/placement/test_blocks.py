"""Many branches at once: what is said of them is held to all placements, and to what is what one leaves."""

from __future__ import annotations

from random import Random

import pytest

from adlint.placement.measuring.points import Aim
from adlint.placement.searching import branching, relaxing
from adlint.placement.searching.blocks import Blocks
from adlint.placement.searching.exact import Every
from adlint.placement.searching.narrowing import Narrowed, bounded, narrowed, settled
from adlint.placement.searching.problem import Placement, Problem, lowest, problem
from adlint.placement.searching.relaxing import Relaxation

from .families import family
from .trees import branched

NAMES = ["tangled", "woven", "scattered", "billions", "layered", "doubling"]
MOST = 10**9


def small(name: str, seed: int) -> Problem:
    """A tree of a family, in which every second time some items are branches."""
    tree = family(name, 11, seed)
    return problem(branched(tree, Random(seed)) if seed % 2 else tree)


def middle(given: Problem, seed: int) -> int:
    low, high = lowest(given).peak, given.place(()).peak
    return low + (high - low) // Random(seed).randint(2, 9)


def asked(left: Narrowed, *, priced: bool, of: Aim = "cost", work: int = MOST) -> branching.Answer:
    """With the prices of a relaxation, or without."""
    relaxation = Relaxation(left, "cost")
    if priced and left.problem.free:
        relaxation.solve()

    def keeps(one: Placement) -> bool:
        return one.peak <= left.rooms.memory and one.recompute <= left.recompute

    return branching.asked(left, of, keeps, work, relaxation.met)


def answered(name: str, seed: int) -> tuple[Problem, int, Placement]:
    """A tree, a budget of memory, and the best of all placements within it."""
    given = small(name, seed)
    memory = middle(given, seed)
    best = Every(given).within_memory(memory)
    assert best is not None
    return given, memory, best


@pytest.mark.parametrize("priced", [False, True])
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", NAMES)
def test_the_best_is_met_and_nothing_below_it(name: str, seed: int, priced: bool) -> None:
    given, memory, best = answered(name, seed)
    left = narrowed(given, memory, best.recompute)
    assert left is not None
    met = asked(left, priced=priced).placement
    assert met is not None
    assert (met.recompute, met.peak <= memory) == (best.recompute, True)
    less = narrowed(given, memory, best.recompute - 1)
    assert less is None or asked(less, priced=priced).is_none


@pytest.mark.parametrize("work", [0, 50_000, 200_000])
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", NAMES)
def test_branches_that_wait_bound(name: str, seed: int, work: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is minimised, of all that is met: so the best under a budget, though twice as much is allowed."""
    monkeypatch.setattr(branching, "_AT_ONCE", 4)
    given, memory, fastest = answered(name, seed)
    lower = Every(given).within_recompute(fastest.recompute)
    assert lower is not None
    cases: list[tuple[Aim, Placement, int, int]] = [
        ("cost", fastest, memory, 2 * fastest.recompute),
        ("peak", lower, 2 * lower.peak, fastest.recompute),
    ]
    for of, best, most, recompute in cases:
        left = narrowed(given, most, recompute)
        assert left is not None
        least = best.recompute if of == "cost" else best.peak

        def keeps(one: Placement, best: Placement = best, of: Aim = of) -> bool:
            return one.recompute <= best.recompute and one.peak <= (memory if of == "cost" else best.peak)

        answer = branching.asked(left, of, keeps, work)
        assert not answer.is_none
        assert answer.placement is not None or answer.bound <= least


def test_few_branches_are_divided_on_many_sites() -> None:
    """Loops over sixty powers of ten, of which a bound over ten is said in a second."""
    given = problem(family("woven", 300, 2))
    left = narrowed(given, 10**33, given.time)
    assert left is not None
    assert asked(left, priced=False, of="peak", work=30_000_000).is_none


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", NAMES)
def test_what_a_function_may_leave_is_kept_to(name: str, seed: int) -> None:
    """The best leaves a number of each function: it is met among what leaves no more than so much, or more."""
    given, memory, best = answered(name, seed)
    whole = narrowed(given, memory, best.recompute)
    assert whole is not None
    for function, least in whole.rooms.least.items():
        cut = 2 * int(least.tape)
        cases = bounded(whole, function, 0, cut), bounded(whole, function, cut + 1, memory)
        answers = [asked(one, priced=True) for one in cases if one is not None]
        assert any(one.placement is not None for one in answers)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", NAMES)
def test_sites_are_decided_as_in_whole_numbers(name: str, seed: int) -> None:
    given, random = problem(family(name, 40, seed)), Random(seed)
    found = narrowed(given, middle(given, seed), lowest(given).recompute)
    assert found is not None
    ways = {one: random.random() < 0.5 for one in random.sample(found.problem.free, min(4, len(found.problem.free)))}
    left, blocks = settled(found, ways), Blocks(found, "cost")
    branches = blocks.all()
    for one, is_joint in ways.items():
        (branches.split if is_joint else branches.joint)[blocks.places[one]] = False
    is_left = all(blocks.decide(branches).all() for _ in range(20))
    assert is_left or left is None
    if left is not None:
        is_open = {one for one, at in blocks.places.items() if branches.is_open()[at, 0]}
        assert is_open >= set(left.problem.free)


@pytest.mark.parametrize("stop", [("_STEPS", 1), ("_SECONDS", 0.0)])
@pytest.mark.parametrize("name", NAMES)
def test_a_relaxation_that_is_stopped_bounds(
    name: str, stop: tuple[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By whatever prices it came to; and these are kept to by the best."""
    monkeypatch.setattr(relaxing, *stop)
    given = small(name, 2)
    best = Every(given).within_memory(middle(given, 2))
    assert best is not None
    left = narrowed(given, middle(given, 2), best.recompute)
    assert left is not None
    relaxation = Relaxation(left, "cost")
    assert relaxation.whole(relaxation.solve()) <= best.recompute
    for one in relaxation.met:
        assert one.constant + sum(one.sites.get(site, 0.0) for site in best.joint) <= 1 + 1e-9
