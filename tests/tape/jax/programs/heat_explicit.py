# call: f64[12], 0.1, 20
# call: f64[30], 0.2, 7
import jax.numpy as jnp
from jax import lax


def main(u0, alpha, steps):
    def step(u, _):
        inner = u[1:-1] + alpha * (u[2:] - 2 * u[1:-1] + u[:-2]) * (1 + 0.1 * u[1:-1] ** 2)
        u = jnp.concatenate([u[:1], inner, u[-1:]])
        return u, jnp.sum(u**2)

    u, energies = lax.scan(step, u0, None, length=steps)
    return jnp.sum(u) + jnp.mean(energies)
