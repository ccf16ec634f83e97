# call: f64[6, 6], f64[6], 4
# call: f64[10, 10], f64[10], 7
import jax
import jax.numpy as jnp


def main(m, b, iterations):
    a = m.T @ m + jnp.eye(b.shape[0])

    def step(state, _):
        x, r, p, rs = state
        ap = a @ p
        alpha = rs / (p @ ap)
        x = x + alpha * p
        r = r - alpha * ap
        rs_new = r @ r
        p = r + (rs_new / rs) * p
        return (x, r, p, rs_new), jnp.sqrt(rs_new)

    x0 = jnp.zeros_like(b)
    (x, *_), norms = jax.lax.scan(step, (x0, b, b, b @ b), None, length=iterations)
    return jnp.dot(x, b) + norms[-1]
