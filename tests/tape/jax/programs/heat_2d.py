# call: f32[9, 11], f32[()], 6
# call: f32[16, 5], f32[()], 11
import jax.numpy as jnp
from jax import lax


def laplacian(u):
    return jnp.roll(u, 1, 0) + jnp.roll(u, -1, 0) + jnp.roll(u, 1, 1) + jnp.roll(u, -1, 1) - 4 * u


def main(u, kappa, steps):
    def body(i, u):
        return u + kappa * laplacian(u) - 0.01 * u**3

    return jnp.sum(lax.fori_loop(0, steps, body, u) ** 2)
