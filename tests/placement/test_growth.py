"""Laws of growth are those of exact peaks at sizes that people use, and of programs of which they are known."""

from __future__ import annotations

import math
from fractions import Fraction
from random import Random

import pytest

from adlint.answers.document import Document
from adlint.answers.plan.planned import Growing
from adlint.answers.tape.question import Question
from adlint.placement.costing.tree import Call, CostTree, Items, Loop, Segment
from adlint.placement.loops.nesting import SEGMENT, nested
from adlint.placement.measuring.growth import Law, growth, law
from adlint.placement.plan import Goal
from adlint.placement.searching.problem import problem
from adlint.workspace import Workspace

from .trees import grow

PROGRAM = """\
import jax
import jax.numpy as jnp


def step(u):
    return u + 0.1 * jnp.tanh(jnp.sin(u) * u)


def loop(u, steps):
    for _ in range(steps):
        u = step(u)
    return jnp.sum(u)


def checkpointed(u, steps):
    u, _ = jax.lax.scan(jax.checkpoint(lambda v, _: (step(v), None)), u, None, length=steps)
    return jnp.sum(u)


def square(u, steps):
    for _ in range(steps):
        for _ in range(steps):
            u = step(u)
    return jnp.sum(u)


def wide(u):
    return jnp.sum(step(step(u)))


def table(u):
    out = jnp.zeros(u.shape)
    for i in range(u.shape[0]):
        out = jnp.sin(out) * u
    return jnp.sum(out)
"""


def grown(function: str, call: str, sizes: dict[str, int], goal: Goal) -> tuple[Growing, ...]:
    documents = [Document("program.py", "program", PROGRAM.encode())]
    question = Question("program.py", function, call, sizes=sizes)
    return Workspace(keeps=False).plan(documents, question, goal, lambda _: None).growth


def laws(found: Growing, which: str) -> tuple[str | None, ...]:
    one = getattr(found, which)
    several = (one.peak, one.recompute, one.factor)
    return tuple(None if each is None else each.expression(found.name) for each in several)


@pytest.mark.parametrize(
    ("levels", "peak"), [(None, "T"), (0, "sqrt(T)"), (1, "sqrt(T)"), (2, "T**(1/3)"), (3, "T**(1/4)"), (5, "T**(1/6)")]
)
def test_levels_of_segments_are_roots(levels: int | None, peak: str) -> None:
    def tree_at(turns: int) -> CostTree:
        loop = Loop(turns, (Call("step", "main:1", 800),))
        tree = CostTree("main", {"step": (Segment(2_400, 10),), "main": (Segment(1_000_000, 5), loop)})
        return tree if levels is None else nested(tree, levels)

    joint = [one for one in tree_at(10**9).sites() if SEGMENT in one]
    found = growth(tree_at, joint)
    assert found.peak is not None
    assert found.recompute is not None
    assert found.peak.expression("T") == peak
    assert found.recompute.expression("T") == ("constant" if levels is None else "T")
    # what is exact at sizes that are far smaller is no faster, and comes near
    heights = [problem(tree_at(4**power)).place(joint).peak - 1_000_000 for power in (20, 28)]
    slope = (math.log2(heights[1]) - math.log2(heights[0])) / 16
    assert abs(slope - float(found.peak.power)) < 0.02


def test_numbers_that_are_no_powers_have_no_law() -> None:
    assert law(7, 7) == Law(Fraction(0))
    assert law(400, 800) == Law(Fraction(0), is_logarithm=True)
    assert law(2**400, 2**800) == Law(Fraction(1))
    assert law(0, 10) is None
    assert law(10, 9) is None
    assert law(2**400, int(2**800.0 // 10**40)) is None


@pytest.mark.parametrize("seed", range(20))
def test_sums_of_powers_grow_as_the_largest(seed: int) -> None:
    random = Random(seed)
    powers = [(random.randint(1, 10**9), Fraction(random.randint(0, 6), random.choice((1, 2, 3)))) for _ in range(4)]

    def at(exponent: int) -> int:
        return sum(factor * 2 ** int(power * exponent) for factor, power in powers)

    assert law(at(400), at(800)) == Law(max(power for _, power in powers))


@pytest.mark.parametrize("seed", range(40))
def test_trees_grow_as_their_exact_peaks(seed: int) -> None:
    random, base = Random(seed), grow(seed, 6)
    kinds = {id_: random.choice((1, 1, 2)) for id_ in base.sites()}

    def looped(items: Items, turns: int) -> Items:
        found = ((one.body[0], one) if isinstance(one, Loop) else (one, one) for one in items)
        return tuple(Loop(turns ** kinds[call.id], (call,)) if isinstance(call, Call) else one for call, one in found)

    def tree_at(turns: int) -> CostTree:
        return CostTree(base.entry, {name: looped(body, turns) for name, body in base.functions.items()})

    joint = [one for one in base.sites() if random.random() < 0.4]
    found = growth(tree_at, joint).peak
    assert found is not None
    heights = [problem(tree_at(2**power)).place(joint).peak for power in (100, 140)]
    assert abs((math.log2(heights[1]) - math.log2(heights[0])) / 40 - float(found.power)) < 0.01


def test_programs_grow_as_they_are_known_to() -> None:
    once = Goal(max_recompute=Fraction(1))
    (found,) = grown("loop", "loop(f32[n], T)", {"n": 1000, "T": 1000}, once)
    assert found.name == "T"
    assert found.today is None
    assert laws(found, "store_all") == ("T", "constant", "constant")
    assert laws(found, "plan") == ("sqrt(T)", "T", "constant")
    (found,) = grown("checkpointed", "checkpointed(f32[1000], T)", {"T": 1000}, Goal(max_recompute=Fraction(3)))
    assert laws(found, "today") == ("T", "T", "constant")
    assert laws(found, "plan") in {(f"T**(1/{levels})", "T", "constant") for levels in (3, 4)}
    (found,) = grown("loop", "loop(f32[1000], T)", {"T": 1000}, Goal(max_recompute=Fraction(0)))
    assert laws(found, "plan") == ("T", "constant", "constant")
    (found,) = grown("square", "square(f32[1000], T)", {"T": 100}, Goal(max_recompute=Fraction(0)))
    assert laws(found, "store_all") == ("T**2", "constant", "constant")
    (found,) = grown("table", "table(f32[n])", {"n": 1000}, Goal(max_recompute=Fraction(0)))
    assert laws(found, "store_all") == ("n**2", "constant", "constant")
    assert grown("wide", "wide(f32[n])", {"n": 1000}, once) == ()


def test_laws_are_written_for_people_too() -> None:
    written = {Law(Fraction(1, 2)).text("T"), Law(Fraction(1, 3)).text("T"), Law(Fraction(2)).text("T")}
    assert written == {"√T", "T^(1/3)", "T^2"}
    assert Law(Fraction(0), is_logarithm=True).text("T") == "log T"
    assert Law(Fraction(0), is_logarithm=True).expression("T") == "log(T)"
