"""What source transformation keeps: the reverse sweep needs no more to give the gradient, and no less."""

from __future__ import annotations

from typing import Any

import pytest

from adlint.shapes.sizes import Sizes
from adlint.symbolic import evaluate as value_at
from adlint.symbolic import polynomial
from adlint.tape.reverse.minimum import minimum
from adlint.tape.systems.source import source
from adlint.trace import Array

from .evaluating import evaluated
from .test_statements import FOLDER
from .truth import verdict, walked

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


@pytest.mark.parametrize("call", CALLS)
def test_what_is_kept_is_enough_and_nothing_can_be_left_out(call: str) -> None:
    assert verdict(TEXT, call) == "exact"


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
    assert size("heat(f64[5], 0.1)") == "72"
    assert size("diffused(f64[n], T)") == "8*T*n - 16*T"


def test_trip_counts_and_branches_are_pushed() -> None:
    assert size("guarded(f64[m])").endswith("+ 9")


def test_trip_counts_that_follow_from_the_index_of_a_loop_around_are_not_pushed() -> None:
    # the reverse sweep runs through the same indices: walked loops and loops at once push the same
    assert size("triangle(f64[m], n)") == "4*m*n**2 - 4*m*n"
    assert [size(f"triangle(f64[5], {n})") for n in (1, 3, 6, 20)] == [str(20 * n * (n - 1)) for n in (1, 3, 6, 20)]


def test_arguments_are_reported_apart() -> None:
    result = evaluated(TEXT, "straight(f64[n], f64[n])")
    tape, apart = minimum(result.trace, list(result.arguments.values()), result.results, Sizes(dict(result.bounds)))
    assert str(apart) == "16*n"
    assert list(tape.gaps) == []


# programs with loops whose trip counts are those of arguments, at sizes where loops are walked in part, or not at all
KERNELS = [
    ("simulation", "implicit_heat(f64[n], f64[()], T)", {"n": 4, "T": 2}),
    ("simulation", "implicit_heat(f64[n], f64[()], T)", {"n": 20, "T": 19}),
    ("estimation", "extended_kalman(f64[2], f64[2, 2], f64[2, 2], f64[T])", {"T": 20}),
    ("matrices", "lu(f64[n, n])", {"n": 12}),
    ("matrices", "thomas(f64[n], f64[n], f64[n], f64[n])", {"n": 9}),
]


@pytest.mark.parametrize(("file", "call", "sizes"), KERNELS)
def test_loops_at_once_push_what_loops_push_that_are_walked(file: str, call: str, sizes: dict[str, int]) -> None:
    text = (FOLDER / f"{file}.py").read_text()

    def pushed(at: dict[str, int]) -> Any:
        result = evaluated(text, call, sizes=at)
        return source(result.trace, list(result.arguments.values()), result.results, Sizes(dict(result.bounds)))[0].bytes

    with walked():
        real = pushed(sizes)
    assert value_at(polynomial(pushed({})), sizes) == pushed(sizes) == real


@pytest.mark.parametrize(
    ("file", "call", "sizes"),
    [KERNELS[0], ("estimation", KERNELS[2][1], {"T": 3}), ("estimation", "ldl(f64[n, n])", {"n": 3}),
     ("matrices", "lu(f64[n, n])", {"n": 6}), ("matrices", "cholesky(f64[n, n])", {"n": 5})],
)  # fmt: skip
def test_what_is_kept_of_a_kernel_is_enough_and_all_of_it_is_read(file: str, call: str, sizes: dict[str, int]) -> None:
    assert verdict((FOLDER / f"{file}.py").read_text(), call, sizes, most=12) == "exact"
