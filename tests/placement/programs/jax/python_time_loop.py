# call: f32[64], f32[64], 10
import jax.numpy as jnp


def upwind(u, speed):
    left, right = jnp.roll(u, 1), jnp.roll(u, -1)
    slope = jnp.where((right - u) * (u - left) > 0, jnp.minimum(right - u, u - left), 0.0)
    face = u + 0.5 * slope
    flux = speed * face * face
    return u - 0.1 * (flux - jnp.roll(flux, 1))


def main(u, speed, steps):
    for _ in range(steps):
        stage = upwind(u, speed)
        u = 0.5 * u + 0.5 * upwind(stage, speed)
    return jnp.sum(u * jnp.sin(u))
