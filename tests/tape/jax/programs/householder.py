# call: f64[5, 5]
# call: f64[8, 8]
import jax.numpy as jnp


def main(a):
    n = a.shape[0]
    r = a
    for k in range(n - 1):
        x = r[k:, k]
        e = jnp.zeros(n - k).at[0].set(1.0)
        v = x + jnp.sign(x[0]) * jnp.sqrt(jnp.sum(x**2)) * e
        v = v / jnp.linalg.norm(v)
        r = r.at[k:, k:].add(-2.0 * jnp.outer(v, v @ r[k:, k:]))
    return jnp.sum(jnp.log(jnp.abs(jnp.diag(r))))
