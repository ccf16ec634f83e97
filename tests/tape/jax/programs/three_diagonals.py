# call: f64[9], f64[9], f64[9, 2], f64[4, 9, 1]
# call: f64[6], f64[6], f64[6, 1], f64[3, 6, 2]
import jax
import jax.numpy as jnp
from jax.lax.linalg import tridiagonal_solve


def main(a, b, u, several):
    middle = jnp.exp(b) + 4.0

    def step(u, _):
        return tridiagonal_solve(a.at[0].set(0.0), middle, 0.5 * a, u), None

    u, _ = jax.lax.scan(step, u, None, length=4)
    solved = jax.vmap(lambda d: tridiagonal_solve(a, middle, a, d))(several)
    return jnp.sum(u**2) + jnp.sum(solved**3)
