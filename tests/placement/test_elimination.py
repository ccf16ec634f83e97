"""Dynamic programming over functions: bounds are below the best of all placements, and no placement is above it."""

from __future__ import annotations

from contextlib import suppress
from random import Random

import pytest

from adlint.placement.costing.tree import Call, CostTree, Loop, Segment, rewritten
from adlint.placement.measuring.dominance import TooManyError
from adlint.placement.searching import elimination
from adlint.placement.searching.exact import Every
from adlint.placement.searching.narrowing import narrowed
from adlint.placement.searching.problem import Problem, lowest, problem
from adlint.placement.searching.search import least_peak, least_recompute

from .families import family
from .trees import branched, grow

EXACT = 10**12, 10**12  # so many that none become one
SHARED = ["doubling", "entwined", "layered", "tangled", "chain", "balanced_loops"]


def tree_of(seed: int) -> CostTree:
    """A tree of one kind or another, some with branches, some with sites that are decided as one."""
    random = Random(seed)
    name = SHARED[seed % 8] if seed % 8 < len(SHARED) else ""
    tree = family(name, 11, seed) if name else grow(seed, 12, 10_000, forced=0.1)
    if seed % 3 == 0:
        tree = branched(tree, random)
    names = {one: f"{one}" if random.random() < 0.6 else "several" for one in tree.sites()}
    if seed % 5 == 0 and not tree.forced:
        checkpointable = all(several[0].checkpointable for one, several in tree.sites().items() if names[one] != one)
        tree = rewritten(tree, lambda one: _renamed(one, names[one.id], checkpointable))
    return tree


def _renamed(call: Call, name: str, is_checkpointable: bool) -> Call:
    may_be = is_checkpointable if name == "several" else call.checkpointable
    return Call(call.function, name, call.snapshot, may_be, call.forced)


def middle(given: Problem, random: Random) -> int:
    """A budget between the lowest peak and that of the fastest placement."""
    low, high = lowest(given).peak, given.place(()).peak
    return low + (high - low) // random.randint(1, 9)


@pytest.mark.parametrize("seed", range(120))
def test_it_finds_the_best_where_points_are_few(seed: int) -> None:
    given, random = problem(tree_of(seed)), Random(seed)
    memory, recompute = middle(given, random), given.place(()).recompute + random.randint(0, given.time)
    every = Every(given)
    fastest, lowest_ = every.within_memory(memory), every.within_recompute(recompute)
    assert fastest is not None
    assert lowest_ is not None
    left = narrowed(given, memory, fastest.recompute + random.choice((0, given.time)))
    below = narrowed(given, lowest_.peak + random.choice((0, lowest_.peak)), recompute)
    assert left is not None
    assert below is not None
    assert given.place(next(elimination.placements(left, "cost", EXACT))).recompute == fastest.recompute
    assert given.place(next(elimination.placements(below, "peak", EXACT))).peak == lowest_.peak
    for bound, best in (
        (elimination.least(left, "cost", EXACT), fastest.recompute),
        (elimination.least(below, "peak", EXACT), lowest_.peak),
    ):
        assert bound is not None
        assert best - best // 10**8 - 1 <= bound <= best


@pytest.mark.parametrize("seed", range(120))
def test_bounds_hold_where_near_points_become_one(seed: int) -> None:
    given, random = problem(tree_of(seed)), Random(seed)
    memory, every = middle(given, random), Every(given)
    best = every.within_memory(memory)
    assert best is not None
    left = narrowed(given, memory, best.recompute)
    assert left is not None
    few = 2 + seed % 9, 12 + seed % 40
    with suppress(TooManyError):
        bound = elimination.least(left, "cost", few)
        assert bound is not None
        assert bound <= best.recompute
    with suppress(TooManyError):
        for joint in elimination.placements(left, "cost", few):
            placed = given.place(joint)
            assert placed.recompute >= best.recompute or placed.peak > memory


@pytest.mark.parametrize(
    ("name", "sites", "part"), [("doubling", 300, 4), ("doubling", 300, 16), ("doubling", 600, 3), ("entwined", 100, 4)]
)
def test_functions_that_double_are_solved(name: str, sites: int, part: int) -> None:
    given = problem(family(name, sites, 7))
    low, high = lowest(given).peak, given.place(()).peak
    memory = low + (high - low) // part
    found = least_recompute(given, memory)
    assert found.placement.peak <= memory
    assert given.place(found.placement.joint) == found.placement
    assert found.gap <= 0.001
    lower = least_peak(given, found.value * 101 // 100)
    assert lower.placement.recompute <= found.value * 101 // 100
    assert lower.value <= memory
    assert lower.gap <= 0.001


def test_what_never_runs_leaves_the_rest_its_choice() -> None:
    """A body of a loop that does not turn may hold more than there is room for."""
    idle = (Segment(10**9, 1), Call("leaf", "idle", 10**8), Call("leaf", "split", 1))
    tree = CostTree(
        "main",
        {
            "leaf": (Segment(100, 10),),
            "idle": idle,
            "main": (Loop(0, (Call("idle", "never", 5),)), Call("leaf", "one", 10), Call("leaf", "two", 20)),
        },
    )
    given = problem(tree)
    left = narrowed(given, 150, 10)
    assert left is not None
    assert elimination.least(left, "cost", EXACT) == 10
    assert given.place(next(elimination.placements(left, "cost", EXACT))).recompute == 10
