"""The memory of active variables at the peak, held to what lives at once when NumPy runs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from adlint.shapes.sizes import Sizes
from adlint.symbolic import Polynomial, evaluate, polynomial
from adlint.tape.values.lifetimes import active_at_once
from tests.alternatives.watching import most_at_once
from tests.evaluate.asking import evaluated

# a program with a function `f`; its call in names; and numbers for the names
PROGRAMS = {
    "expression": ("def f(x):\n    return (np.sin(x) * np.exp(x) + x).sum()\n", "f(f64[n])"),
    "names": ("def f(x):\n    a = np.sin(x)\n    b = np.exp(a)\n    c = a * b\n    return c.sum()\n", "f(f64[n])"),
    "rebound": ("def f(x):\n    a = np.sin(x)\n    a = np.exp(a)\n    a = a * a\n    return a\n", "f(f64[n])"),
    "call": (
        ("def g(x):\n    a = np.sin(x)\n    b = np.cos(a)\n    return a * b\n"
        "def f(x):\n    y = g(x)\n    z = np.exp(y)\n    return (y * z).sum()\n"),
        "f(f64[n])",
    ),
    "time loop": (
        "def f(u, T):\n    for t in range(T):\n        k = np.sin(u)\n        u = u + 0.1 * k\n    return u.sum()\n",
        "f(f64[n], T)",
    ),
    "runge-kutta": (
        ("def rate(u):\n    return np.sin(u) * u\n"
        "def step(u, h):\n    a = rate(u)\n    b = rate(u + h / 2 * a)\n    return u + h * b\n"
        "def f(u, T):\n    for t in range(T):\n        u = step(u, 0.1)\n    return (u * u).sum()\n"),
        "f(f64[n], T)",
    ),
    "in place": (
        ("def f(u, T):\n    v = np.zeros(u.shape)\n    for t in range(T):\n        v[1:-1] = np.sin(u[2:] - u[:-2])\n"
        "        u += v\n    return u.sum()\n"),
        "f(f64[n], T)",
    ),
    "trajectory": (
        ("def f(u, T):\n    out = []\n    for t in range(T):\n        u = np.sin(u)\n        out.append(u * 2.0)\n"
        "    total = 0.0\n    for one in out:\n        total = total + one.sum()\n    return total\n"),
        "f(f64[n], T)",
    ),
    "products": (
        "def f(W, x, T):\n    for t in range(T):\n        z = W @ x\n        x = np.tanh(z)\n    return x.sum()\n",
        "f(f64[n,n], f64[n], T)",
    ),
    "views": (
        "def f(x):\n    a = np.sin(x)\n    b = a[1:]\n    a = 1.0\n    c = np.exp(b)\n    return (c * b).sum()\n",
        "f(f64[n])",
    ),
    "passive": (
        ("def f(x):\n    grid = np.linspace(0.0, 1.0, 40)\n    big = np.ones((40, 40)) * 2.0\n"
        "    return (np.sin(x) * grid[:x.size] * big[0, 0]).sum()\n"),
        "f(f64[n])",
    ),
    "nested": (
        ("def f(u, T, m):\n    for t in range(T):\n        w = u * 1.0\n        for k in range(m):\n"
        "            w = w + np.sin(w)\n        u = u + w\n    return u\n"),
        "f(f64[n], T, m)",
    ),
    "reduced": (
        "def f(x):\n    rows = np.exp(x).sum(axis=1)\n    return (x / rows[:, None]).sum()\n", "f(f64[n,m])"
    ),
    "object": (
        ("class State:\n    def __init__(self, u):\n        self.u = u\n    def step(self):\n"
        "        rate = np.sin(self.u)\n        self.u = self.u + rate\n"
        "def f(u, T):\n    s = State(u)\n    for t in range(T):\n        s.step()\n    return s.u.sum()\n"),
        "f(f64[n], T)",
    ),
}  # fmt: skip
NAMES = {"n": 30, "m": 7, "T": 40}


def arguments(call: str) -> list[Any]:
    """The arguments of a call, with numbers for names."""
    rng = np.random.default_rng(0)
    found: list[Any] = []
    for part in call.removeprefix("f(").removesuffix(")").split(", "):
        if part in NAMES:
            found.append(NAMES[part])
        else:
            shape = tuple(NAMES[one] for one in part.removeprefix("f64[").removesuffix("]").split(","))
            found.append(rng.uniform(0.1, 0.4, shape))
    return found


def said(text: str, call: str) -> int | Polynomial:
    """What is said of a call, with numbers for names."""
    found = evaluated(f"import numpy as np\n{text}", call)
    assert found.failure is None, found.failure
    sizes = Sizes(dict(found.bounds))
    most = active_at_once(found.trace, list(found.arguments.values()), found.results, sizes)
    assert most is not None
    return evaluate(polynomial(most), NAMES)


def generated(seed: int) -> str:
    """A program of some statements, some of them in loops and in calls of another function."""
    rng = random.Random(seed)
    lines = ["def g(a, b):", "    c = a * b", "    return np.sin(c) + a", "def f(x, y, T):", "    z = x + y"]

    def statement(indent: str) -> Iterator[str]:
        target, left, right = rng.choice("xyzuvw"), rng.choice("xyz"), rng.choice("xyz")
        match rng.randrange(7):
            case 0:
                yield f"{indent}{target} = np.sin({left}) * {right}"
            case 1:
                yield f"{indent}{target} = g({left}, {right})"
            case 2:
                yield f"{indent}{left} = {left} * 0.5 + {right}"
            case 3:
                yield f"{indent}w = np.zeros({left}.shape)"
                yield f"{indent}w[1:] = {left}[:-1] * {right}[1:]"
                yield f"{indent}z = w"
            case 4:
                yield f"{indent}z = np.exp({left}) / (1.0 + {right})"
            case 5:
                yield f"{indent}z = {left}.copy()"
                yield f"{indent}z += {right}"
            case _:
                yield f"{indent}{target} = ({left} + {right}) * ({left} - {right})"

    for number in range(rng.randrange(2, 5)):
        if rng.random() < 0.4:
            lines.append(f"    for t{number} in range(T):")
            lines += [line for _ in range(rng.randrange(1, 4)) for line in statement("        ")]
        else:
            lines += statement("    ")
    return "\n".join([*lines, "    return (x * y + z).sum()", ""])


@pytest.mark.parametrize("seed", range(120))
def test_generated_programs(seed: int) -> None:
    text, call = generated(seed), "f(f64[n], f64[n], T)"
    assert said(text, call) == most_at_once(text, *arguments(call))


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_lives_at_once_is_what_numpy_holds(name: str) -> None:
    text, call = PROGRAMS[name]
    assert said(text, call) == most_at_once(text, *arguments(call))
