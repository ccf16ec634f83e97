# call: f32[3, 4], f32[4], f32[5, 3]
# call: f32[2, 5], f32[5], f32[3, 2]
import jax
import jax.numpy as jnp
from jax.flatten_util import ravel_pytree


def main(w, b, x):
    flat, unravel = ravel_pytree({"w": w, "b": b})

    def f(p):
        t = unravel(p)
        return jnp.sum(jnp.tanh(x @ t["w"] + t["b"]))

    g = jax.grad(f)(flat)
    return jnp.sum(g**2)
