# call: f64[20], f64[()], 6
# call: f64[9], f64[()], 18
import jax
import jax.numpy as jnp


def minmod(a, b):
    return jnp.where(a * b > 0, jnp.sign(a) * jnp.minimum(jnp.abs(a), jnp.abs(b)), 0.0)


def main(u, c, steps):
    @jax.jit
    def step(u):
        left = u - jnp.roll(u, 1)
        right = jnp.roll(u, -1) - u
        slope = minmod(left, right)
        face = u + 0.5 * (1 - c) * slope
        return u - c * (face - jnp.roll(face, 1))

    for _ in range(steps):
        u = step(u)
    return jnp.sum(u**2)
