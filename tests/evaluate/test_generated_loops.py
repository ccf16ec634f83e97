"""Generated loops: all turns at once are as turn by turn, and a formula gives at a size what the answer there is."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from adlint.evaluate.flow import loops
from adlint.shapes.sizes import Sizes
from adlint.symbolic import evaluate, polynomial
from adlint.tape.systems.overloading import record
from adlint.trace import Alt, within
from tests.evaluate.asking import elemental, evaluated

STATEMENTS = (
    "u = np.sin(u)",
    "u = u * v",
    "v = u",
    "u, v = v, u + v",
    "v = v * 2.0",
    "u[1:-1] = u[2:] * v[:-2]",
    "u += v",
    "v[t] = v[t] * u[0]",
    "total += (u * v).sum()",
    "total = total + u[k % 8]",
    "kept.append(u)",
    "kept.append((u * v).sum())",
    "k += 1",
    "k = k + t",
    "w = u * u",
    "state['a'] = state['a'] + u",
    "state = {'a': u * state['a']}",
    "u = step(u, v)",
    "u = u[:t + 1].sum() * v",
    "v = np.concatenate([v[1:], v[:1]])",
    "w = v.copy()",
    "w[:] = u",
    "old = u if old is None else old * u",
)
NESTED = (
    "for s in range(3):\n        u = u * v",
    "for s in range(t):\n        v = np.sin(v)",
    "if t > 1:\n        u = u * 2.0",
)
END = "\n    return (u * v).sum() + total + k + sum(x.sum() for x in kept[-1:]) + state['a'].sum()\n"
HEAD = """
import numpy as np
def step(a, b):
    a = a + b
    return a * b
def f(u, v, T):
    total, k, kept, state, w, old = 0.0, 0, [], {'a': v}, v, None
    for t in range(T):
"""

bodies = st.lists(st.sampled_from([*STATEMENTS, *NESTED]), min_size=1, max_size=5)


def program(body: list[str]) -> str:
    """A program whose loop has these statements."""
    lines = [line for one in body for line in one.split("\n")]
    indented = [f"        {one}" if not one.startswith("        ") else f"    {one}" for one in lines]
    return HEAD + "\n".join(indented) + END


@settings(max_examples=150, deadline=None)
@given(bodies, st.integers(1, 7))
def test_all_turns_at_once_are_as_turn_by_turn(body: list[str], trips: int) -> None:
    text, call = program(body), f"f(f64[8], f64[8], {trips})"
    usual = loops.WALKED
    try:
        loops.WALKED = 10**9
        walked = elemental(text, call)
        loops.WALKED = 0
        assert elemental(text, call) == walked
    finally:
        loops.WALKED = usual


@settings(max_examples=60, deadline=None)
@given(bodies, st.integers(1, 20))
def test_a_formula_gives_at_a_size_what_the_answer_there_is(body: list[str], trips: int) -> None:
    text = program(body)
    symbolic = evaluated(text, "f(f64[n], f64[n], T)")
    assert symbolic.failure is None
    tape = record(symbolic.trace, symbolic.arguments.values(), "elemental", Sizes(dict(symbolic.bounds)))
    assume(not tape.gaps)  # what symbols leave open is said; Hypothesis objects if that is so of most programs
    formula = tape.bytes
    found = evaluate(polynomial(formula), {"n": 40, "T": trips})
    there = elemental(text, f"f(f64[40], f64[40], {trips})")
    if any(isinstance(node, Alt) for node in within(symbolic.trace)):
        assert isinstance(found, int)
        assert found >= there  # sizes leave open which branch runs: the formula is that of the one that keeps most
    else:
        assert found == there
