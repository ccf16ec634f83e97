"""Sizes as formulas where JAX's own text is read: a size that it asks about is taken for more than 1, which is said."""

from __future__ import annotations

from adlint.answers.tape.tallying import assumption
from adlint.shapes.sizes import Sizes
from adlint.symbolic import polynomial, substitute
from adlint.tape.jax import record
from tests.tape.jax.libraries.test_libraries import evaluated

PROGRAM = """
import jax.numpy as jnp

def main(x, y):
    bent = jnp.piecewise(y, [y < 0.4, y >= 0.4], [lambda t: t**3, lambda t: jnp.log(t)])
    norms = jnp.vectorize(lambda row: jnp.sin(row) @ row, signature="(k)->()")(x)
    return jnp.sum(bent) + jnp.sum(norms**2)
"""


def test_a_formula_holds_for_sizes_above_1() -> None:
    found = evaluated(PROGRAM, "f32[n, m], f32[k]")
    assert not found.unknown
    assert [assumption(one) for one in found.assumptions] == ["k >= 2", "n >= 2"]
    formula, _ = record(found.trace, list(found.arguments.values()), found.results, Sizes(dict(found.bounds)))
    sizes = {"n": polynomial(3), "m": polynomial(4), "k": polynomial(5)}
    number = evaluated(PROGRAM, "f32[3, 4], f32[5]")
    tape, _ = record(number.trace, list(number.arguments.values()), number.results, Sizes(dict(number.bounds)))
    assert substitute(polynomial(formula.bytes), sizes).number == tape.bytes
