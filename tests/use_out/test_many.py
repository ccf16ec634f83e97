"""Values that may be many new arrays, which are one from then on; and calls back that only read, made once."""

from __future__ import annotations

import pytest

from .checking import said


def _any_of(name: str, count: int, first: str = "np.zeros(3)") -> str:
    """A variable is any of so many new arrays."""
    others = [f"    if k == {n}:\n        {name} = np.ones({n + 1})\n" for n in range(count)]
    return f"    {name} = {first}\n{''.join(others)}"


def test_many_new_arrays_are_known() -> None:
    found = said(f"def f(p, k):\n{_any_of('x', 34)}    x[0] = p.sum()\n    return x.sum()\n", "f").whole
    assert (found.reentrant, found.use, found.out) == ("yes", ("k", "p"), ())


def test_what_stood_there_is_told_from_many_that_are_new() -> None:
    found = said(f"def f(p, k):\n{_any_of('x', 34, first='p')}    x[0] = 1\n", "f").whole
    assert "p[0]" in found.out


def test_sizes_of_many_are_not_the_same() -> None:
    shorter, longer = _any_of("x", 34), _any_of("y", 34)
    text = f"def f(p, k):\n{shorter}    p[: len(x)] = 0\n{longer}    return p[: len(y)].sum()\n"
    assert "p" in said(text, "f").whole.use


COUNTING = "n = [0]\ndef g(x):\n    n[0] += 1\n    return x * n[0]\n"
READING = "def g(x):\n    return jnp.where(x > 0, x, 0)\n"
HANDED = """import equinox as eqx
import jax.numpy as jnp
import paramax
{}
def f(key):
    layer = eqx.nn.Linear(3, 4, key=key)
    w = paramax.Parameterize(g, layer.weight)
    x = paramax.WeightNormalization(w)
    for n in range(3):
        x = jnp.where(x > 1, jnp.exp(x), jnp.tanh(x)) + jnp.where(x < 1, w, x)
        x = jnp.maximum(jnp.minimum(x, w), jnp.where(w, x, 0))
        x = jnp.stack([jnp.sin(x), jnp.cos(x), jnp.log(w), jnp.sinh(x), jnp.cosh(x), jnp.sqrt(x), jnp.abs(w)])
        x = jnp.dot(jnp.add(x, w), jnp.multiply(jnp.sign(x), w)) + jnp.square(w) + jnp.floor(x) + jnp.ceil(x)
    return x
"""


@pytest.mark.parametrize(("function", "verdict"), [(READING, "yes"), (COUNTING, "no")])
def test_calls_back_that_only_read_are_made_once(function: str, verdict: str) -> None:
    assert said(HANDED.format(function), "f").whole.reentrant == verdict
