"""What is not known raises no lower end: nothing is surely kept for it."""

from __future__ import annotations

import pytest

from tests.tape.jax import static


def test_what_an_unknown_function_is_given_is_not_surely_kept() -> None:
    program = """
import jax.numpy as jnp
from elsewhere import watch

def main(x):
    watch(jnp.tanh(x))
    return jnp.sum(jnp.sin(x))
"""
    recorded, unknown = static.tape(program, "main(f32[7])")
    assert unknown
    assert recorded.bytes == 7 * 4


@pytest.mark.parametrize(
    "body",
    [
        "lax.map(lambda t: jnp.prod(jnp.cos(t)), x).sum()",
        "lax.scan(lambda c, t: (c + jnp.prod(t), None), 0.0, x)[0]",
        "ruled(x[0])",
    ],
)
def test_what_has_no_derivative_is_said_where_nothing_leads_to_it(body: str) -> None:
    program = f"""
import jax
import jax.numpy as jnp
from jax import lax

@jax.custom_jvp
def ruled(c):
    return jnp.prod(c)

@ruled.defjvp
def _(primals, tangents):
    return jax.jvp(lambda c: jnp.prod(jnp.sin(c)), primals, tangents)

def main(x):
    return {body}
"""
    _, unknown = static.tape(program, "main(f32[n, b])")
    assert "the derivative of a product over a symbolic number of elements" in unknown
