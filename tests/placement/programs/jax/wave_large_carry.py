# call: f32[40, 40], f32[40, 40], f32[40, 40], 60
import jax
import jax.numpy as jnp


def laplacian(u):
    return (
        jnp.roll(u, 1, 0) + jnp.roll(u, -1, 0) + jnp.roll(u, 1, 1) + jnp.roll(u, -1, 1) - 4 * u
    )


def main(u, v, speed, steps):
    def step(state, _):
        u, v = state
        force = speed**2 * laplacian(u) - 0.1 * jnp.sin(u) * jnp.exp(-u * u)
        v = v + 0.01 * force
        u = u + 0.01 * v
        return (u, v), jnp.mean(u * u)

    _, energies = jax.lax.scan(step, (u, v), None, length=steps)
    return jnp.sum(energies)
