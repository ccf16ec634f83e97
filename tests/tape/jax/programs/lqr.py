# call: f64[4, 4], f64[4, 2], 6
# call: f64[3, 3], f64[3, 1], 15
import jax
import jax.numpy as jnp


def main(a, b, horizon):
    q, r = jnp.eye(a.shape[0]), jnp.eye(b.shape[1])

    def riccati(p, _):
        k = jnp.linalg.solve(r + b.T @ p @ b, b.T @ p @ a)
        p = q + a.T @ p @ (a - b @ k)
        return p, k

    p, gains = jax.lax.scan(riccati, q, None, length=horizon, reverse=True)
    return jnp.trace(p) + jnp.sum(gains**2)
