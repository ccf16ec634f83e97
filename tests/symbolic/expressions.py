"""Random sizes, each with what it is worth under a binding of its symbols."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from hypothesis import strategies as st

from adlint.symbolic import Polynomial, ceildiv, constant, floordiv, maximum, minimum, modulo, symbol

NAMES = ("n", "m", "T")
Env = Mapping[str, int]


class Sized(NamedTuple):
    """A size, and its value computed with Python's own integers."""

    size: Polynomial
    at: Callable[[Env], int]


def binary(made: Callable[[Polynomial, Polynomial], Polynomial], of: Callable[[int, int], int]):
    return lambda a, b: Sized(made(a.size, b.size), lambda env: of(a.at(env), b.at(env)))


ADD = binary(lambda a, b: a + b, lambda a, b: a + b)
SUBTRACT = binary(lambda a, b: a - b, lambda a, b: a - b)
MULTIPLY = binary(lambda a, b: a * b, lambda a, b: a * b)
FLOORDIV = binary(floordiv, lambda a, b: a // b)
CEILDIV = binary(ceildiv, lambda a, b: -(-a // b))
MODULO = binary(modulo, lambda a, b: a % b)
MAXIMUM = binary(lambda a, b: maximum([a, b]), max)
MINIMUM = binary(lambda a, b: minimum([a, b]), min)
RING = (ADD, SUBTRACT, MULTIPLY)
ALL = (*RING, FLOORDIV, CEILDIV, MODULO, MAXIMUM, MINIMUM)

leaves = st.one_of(
    st.integers(-6, 6).map(lambda value: Sized(constant(value), lambda _env: value)),
    st.sampled_from(NAMES).map(lambda name: Sized(symbol(name), lambda env: env[name])),
)
envs = st.fixed_dictionaries({name: st.integers(0, 9) for name in NAMES})
positive = st.fixed_dictionaries({name: st.integers(1, 9) for name in NAMES})


def sizes(operations=ALL, most: int = 7):
    return st.recursive(
        leaves,
        lambda inner: st.builds(lambda f, a, b: f(a, b), st.sampled_from(operations), inner, inner),
        max_leaves=most,
    )


def value_at(sized: Sized, env: Env) -> int | None:
    """The value; None where something is divided by 0."""
    try:
        return sized.at(env)
    except ZeroDivisionError:
        return None
