"""What is not known raises no lower end: nothing is surely kept for it."""

from __future__ import annotations

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
