"""Loops: a body that is gone through once stands for all turns, as turn by turn would have it."""

from __future__ import annotations

import pytest

from adlint.evaluate.flow import loops
from adlint.symbolic import Polynomial, evaluate, polynomial, symbols_of
from tests.evaluate.asking import elemental, evaluated, trace

PROGRAMS = {
    "a state that is carried": """
        import numpy as np
        def f(u, T):
            for t in range(T):
                u = np.sin(u) * u
            return u
        """,
    "written in place": """
        import numpy as np
        def f(u, T):
            for t in range(T):
                u[1:-1] += 0.1 * (u[2:] - 2 * u[1:-1] + u[:-2])
            return u
        """,
    "two levels in time": """
        import numpy as np
        def f(u, T):
            old = np.zeros_like(u)
            for t in range(T):
                new = 2 * u - old + np.sin(u)
                old, u = u, new
            return u
        """,
    "an accumulator that begins as a number": """
        import numpy as np
        def f(u, T):
            total = 0.0
            for t in range(T):
                total += (u * u).sum()
                u = u * 0.5
            return total
        """,
    "a list that grows": """
        import numpy as np
        def f(u, T):
            kept = []
            for t in range(T):
                u = np.exp(-u)
                kept.append(u)
            return np.stack(kept).sum()
        """,
    "sizes that depend on the turn": """
        import numpy as np
        def f(u, T):
            total = 0.0
            for t in range(T):
                total = total + (u[t:] * u[t:]).sum()
            return total
        """,
    "loops in loops": """
        import numpy as np
        def f(u, T):
            for t in range(T):
                for s in range(t):
                    u = u * u
            return u
        """,
    "a counter": """
        import numpy as np
        def f(u, T):
            k = 0
            i = 0
            while i < T:
                k += i
                i += 1
                u = np.sin(u)
            return u * k
        """,
    "an object with a state": """
        import numpy as np
        class State:
            def __init__(self, u):
                self.u, self.steps = u, 0
            def step(self, dt):
                self.u = self.u + dt * np.cos(self.u)
                self.steps += 1
        def f(u, T):
            state = State(u)
            for t in range(T):
                state.step(0.1)
            return state.u * state.steps
        """,
    "a new object in every turn": """
        import numpy as np
        from collections import namedtuple
        class State:
            def __init__(self, u, v):
                self.u, self.v = u, v
        def f(u, T):
            state = State(u, np.zeros_like(u))
            for t in range(T):
                state = State(state.u + state.v, state.v - np.sin(state.u))
            return state.u
        """,
    "a first turn that differs": """
        import numpy as np
        def f(u, T):
            before = None
            for t in range(T):
                if before is not None:
                    u = u + 0.5 * before
                before = u * u
            return u
        """,
    "a dict of arrays": """
        import numpy as np
        def f(u, T):
            s = {"a": u, "b": u * 2.0}
            for t in range(T):
                s = {"a": s["b"] * u, "b": s["a"]}
            return s["a"]
        """,
    "turns that go on early": """
        import numpy as np
        def f(u, T):
            for t in range(T):
                u = np.sin(u)
                if u.sum() > 0:
                    continue
                u = np.cos(u)
            return u
        """,
    "rows of an array": """
        import numpy as np
        def f(u, T):
            A = np.ones((T, 4))
            total = 0.0
            for row in A:
                total = total + (row * u[:4]).sum()
            return total
        """,
    "backwards": """
        import numpy as np
        def f(u, T):
            for t in reversed(range(T)):
                u[t] = u[t] * u[t + 1]
            return u
        """,
    "in step": """
        import numpy as np
        def f(u, T):
            for t, s in enumerate(range(0, 2 * T, 2)):
                u[t] = u[t] * u[s]
            return u
        """,
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_all_turns_at_once_are_as_turn_by_turn(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "WALKED", 10**9)
    walked = [elemental(program, f"f(f64[64], {trips})") for trips in (2, 3, 7)]
    monkeypatch.setattr(loops, "WALKED", 0)
    at_once = [elemental(program, f"f(f64[64], {trips})") for trips in (2, 3, 7)]
    assert at_once == walked
    assert all(isinstance(one, int) and one > 0 for one in walked)


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_a_formula_gives_at_a_size_what_the_answer_there_is(program: str) -> None:
    formula = elemental(program, "f(f64[n], T)")
    for n, trips in ((64, 2), (40, 19)):
        assert elemental(program, "f(f64[n], T)", n=n, T=trips) == _at(formula, n=n, T=trips)


def _at(formula: int | Polynomial, **sizes: int) -> int | Polynomial:
    return evaluate(polynomial(formula), sizes)


def test_a_million_turns_cost_what_few_do() -> None:
    program = PROGRAMS["a state that is carried"]
    assert len(evaluated(program, "f(f64[n], 1000000)").trace) == 1
    assert elemental(program, "f(f64[8], 1000000)") == 1_000_000 * 8 * (18 + 26)


def test_the_trace_of_a_loop() -> None:
    assert trace(PROGRAMS["a state that is carried"], "f(f64[n], T)") == (
        "for i1 < T:\n"
        "  v1:f64[n] from v0:f64[n]\n"
        "  v2:f64[n] = numpy.sin(v1:f64[n])\n"
        "  v3:f64[n] = numpy.multiply(v2:f64[n], v1:f64[n])\n"
        "  v3:f64[n] to v4:f64[n]"
    )


def test_how_often_a_loop_runs_may_depend_on_data() -> None:
    program = """
        import numpy as np
        def f(u):
            while (u * u).sum() > 1.0:
                u = 0.5 * u
            return u
        """
    found = evaluated(program, "f(f64[n])")
    (call,) = found.trace
    loop = call.body[-1]  # type: ignore[union-attr]
    assert str(loop.trips).startswith("_")
    reasons = {one.reason for one in symbols_of(loop.trips)}
    assert reasons == {"how often a `while` loop runs depends on data"}


def test_how_deep_a_function_calls_itself_may_not_be_known() -> None:
    program = """
        import numpy as np
        def f(u, n):
            if n == 0:
                return u
            return np.sin(f(u, n - 1))
        """
    assert elemental(program, "f(f64[4], 10)") == 10 * 4 * 18
    found = evaluated(program, "f(f64[4], n)")
    assert {one.reason for one in found.unknown} == {"how deep `f` calls itself is not known"}
