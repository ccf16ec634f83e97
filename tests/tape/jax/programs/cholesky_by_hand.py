# call: f32[5, 5]
# call: f32[9, 9]
import jax.numpy as jnp
from jax import lax


def cholesky(a):
    n = a.shape[0]

    def column(j, l):
        row = l[j]
        d = jnp.sqrt(a[j, j] - jnp.sum(jnp.where(jnp.arange(n) < j, row * row, 0.0)))
        below = (a[:, j] - l @ jnp.where(jnp.arange(n) < j, row, 0.0)) / d
        new = jnp.where(jnp.arange(n) > j, below, jnp.where(jnp.arange(n) == j, d, 0.0))
        return l.at[:, j].set(new)

    return lax.fori_loop(0, n, column, jnp.zeros_like(a))


def main(m):
    spd = m @ m.T + m.shape[0] * jnp.eye(m.shape[0])
    l = cholesky(spd)
    return jnp.sum(jnp.log(jnp.diag(l)))
