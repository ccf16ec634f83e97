# call: f64[8, 5], f64[()]
# call: f64[5, 7], f64[()]
import jax.numpy as jnp


def main(x, bandwidth):
    sq = jnp.sum(x**2, axis=1)
    d2 = sq[:, None] + sq[None, :] - 2 * x @ x.T
    k = jnp.exp(-d2 / (2 * bandwidth**2))
    n = k.shape[0]
    h = jnp.eye(n) - jnp.ones((n, n)) / n
    values, vectors = jnp.linalg.eigh(h @ k @ h)
    return jnp.sum(values[-2:]) + jnp.sum(vectors[:, -1] ** 4)
