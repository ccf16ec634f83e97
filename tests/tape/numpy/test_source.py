"""What source transformation keeps: the reverse sweep needs no more to give the gradient, and no less."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from adlint.shapes.sizes import Sizes
from adlint.tape.adjoints import is_whole
from adlint.tape.flow import Flow
from adlint.tape.keeping import kept_of
from adlint.tape.leaves import Leaves
from adlint.tape.minimum import Formulas, minimum
from adlint.tape.source import InPlace, Statements, source, trailing
from adlint.trace import Array

from .evaluating import evaluated
from .reversing import Machine, NotKept, Recording

TEXT = """
import numpy as np


def foo(x):
    x = np.sin(x)
    x = x * x
    return x


def written(x):
    x[...] = np.sin(x)
    x[...] = x * x
    return x


def main(x):
    y = foo(x)
    return y + 1.0


def straight(x, y):
    z = x * y
    w = np.sin(z) + np.exp(x) / y
    return np.sum(w**2)


def loop(x, y):
    for _ in range(4):
        z = x * x
        x = np.sin(z) + y * x
    return np.sum(x)


def network(w, v, x):
    h = np.tanh(w @ x)
    h = np.tanh(v @ h) * 2.0
    return np.sum(h * h)


def heat(u, k):
    for _ in range(3):
        u[1:-1] = u[1:-1] + k * u[1:-1] * (u[2:] - 2.0 * u[1:-1] + u[:-2])
    return np.sum(u * u)


def accumulated(x, y):
    s = np.zeros(5)
    s += x * y
    s *= np.cos(x)
    return np.sum(np.sqrt(s * s + 1.0))


def divided(x, y):
    r = x / y
    r = r / (r + 2.0)
    t = np.exp(-r)
    return np.sum(t * r)


def passive(x, y):
    a = np.cos(y)
    b = a * x
    c = b * a
    return np.sum(np.square(c))


def helper(a, b):
    t = np.sin(a) * b
    t += a
    return t * t


def called(x, y):
    u = helper(x, y)
    v = helper(u, x)
    return np.sum(u * v)


def dead(x, y):
    unused = np.exp(x * y)
    z = x * x
    return np.sum(z * z)


def steps(x, n):
    for i in range(n):
        y = x * x
        x = np.sin(y) + x
    return x


def diffused(u, n):
    for i in range(n):
        u[1:-1] = u[1:-1] * u[2:] + u[:-2]
    return np.sum(u * u)


def guarded(x):
    while np.sum(x) < 10.0:
        x = np.exp(x) * x
    if x[0] > 1.0:
        x = np.sin(x)
    return x


def triangle(x, n):
    for i in range(n):
        for j in range(i):
            x = np.sin(x)
    return x
"""
CALLS = ("foo(f64[5])", "written(f64[5])", "main(f64[5])", "straight(f64[5], f64[5])", "loop(f64[5], f64[5])",
         "network(f64[5, 5], f64[5, 5], f64[5])", "heat(f64[5], 0.1)", "accumulated(f64[5], f64[5])",
         "divided(f64[5], f64[5])", "passive(f64[5], f64[5])", "called(f64[5], f64[5])", "dead(f64[5], f64[5])")  # fmt: skip


def prepared(call: str) -> tuple[Any, Recording, Flow, list[int]]:
    result = evaluated(TEXT, call)
    assert result.failure is None
    values = Recording(memories=True, whole=is_whole)
    own = values.start(list(result.arguments.values()))
    return result, values, values.flow(result.trace), own


def needed(call: str, model: str) -> tuple[Any, Recording, set[int], set[int], set[int], frozenset[int]]:
    """The values that a model keeps, those that are in place without it, those that are active, those with names."""
    result, values, flow, own = prepared(call)
    sizes = Sizes(dict(result.bounds))
    leaves = Leaves(values.arrays)
    leaves.learn(flow)
    holding = Formulas(leaves, frozenset(own), sizes) if model == "minimum" else Statements(leaves)
    frame, keeper = kept_of(holding, flow, values, (own, result.results, None), sizes)
    assert list(keeper.tape.gaps) == []
    free = set(own)
    if model == "source":
        place = InPlace()
        place.learn_all(flow, trailing(flow, frame.sizes))
        free = {value for value in values.arrays if place.holds(value, own)}
    return result, values, set(frame.sizes) - free, free, keeper.marker.active, frozenset(leaves.named)


def gradient(call: str, model: str, drop: int | None = None) -> tuple[list[Any], list[Any]]:
    """Gradients by the reverse sweep, and by finite differences."""
    result, values, kept, free, active, named = needed(call, model)
    arguments = list(result.arguments.values())
    rng = np.random.default_rng(1)
    data = [rng.uniform(0.5, 1.5, one.shape) for one in arguments]

    def run(given: list[Any]) -> Machine:
        machine = Machine(named)
        for one, value, each in zip(arguments, range(1, 1 + len(data)), given, strict=True):
            machine.start(one, value, each)
        machine.forward(values.log)
        return machine

    machine = run(data)
    (end,) = result.results
    bars = machine.reverse(values.log, end, (kept | free) - {drop}, active | set(range(1, 1 + len(data))))
    found = [bars[one.number] if bars[one.number] is not None else np.zeros(one.shape) for one in arguments]
    return found, [differences(lambda given: np.sum(run(given).held[end.number]), data, n) for n in range(len(data))]


def differences(function: Callable[[list[Any]], Any], data: list[Any], number: int) -> Any:
    found = np.zeros_like(data[number])
    for place in np.ndindex(found.shape):
        ends = []
        for step in (1e-6, -1e-6):
            moved = [one.copy() for one in data]
            moved[number][place] += step
            ends.append(function(moved))
        found[place] = (ends[0] - ends[1]) / 2e-6
    return found


@pytest.mark.parametrize("model", ["minimum", "source"])
@pytest.mark.parametrize("call", CALLS)
def test_what_is_kept_is_enough(call: str, model: str) -> None:
    found, real = gradient(call, model)
    for one, other in zip(found, real, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("model", ["minimum", "source"])
@pytest.mark.parametrize("call", CALLS)
def test_nothing_can_be_left_out(call: str, model: str) -> None:
    for value in needed(call, model)[2]:
        with pytest.raises(NotKept):
            gradient(call, model, value)


def size(call: str, **more: Any) -> str:
    result = evaluated(TEXT, call)
    arguments: list[Array] = list(result.arguments.values())
    return str(source(result.trace, arguments, result.results, Sizes(dict(result.bounds)), **more)[0].bytes)


def test_the_slides_foo_tapes_16_bytes_split_and_8_joint() -> None:
    assert size("main(f64[()])") == "16"
    assert size("foo(f64[()])") == "8"
    assert size("written(f64[()])") == "8"


def test_loops_push_what_is_overwritten() -> None:
    assert size("steps(f64[m], n)") == "16*m*n"
    assert size("steps(f64[m], n)", every=True) == "24*m*n + 8*m + 8"


def test_what_is_in_place_at_the_end_is_not_pushed() -> None:
    assert size("heat(f64[5], 0.1)") == "120"
    assert size("diffused(f64[n], T)") == "8*n*T"


def test_trip_counts_and_branches_are_pushed() -> None:
    assert size("triangle(f64[m], n)") == "4*n**2*m - 4*n*m + 8*n"
    assert size("guarded(f64[m])").endswith("+ 9")


def test_arguments_are_reported_apart() -> None:
    result = evaluated(TEXT, "straight(f64[n], f64[n])")
    tape, apart = minimum(result.trace, list(result.arguments.values()), result.results, Sizes(dict(result.bounds)))
    assert str(apart) == "16*n"
    assert list(tape.gaps) == []
