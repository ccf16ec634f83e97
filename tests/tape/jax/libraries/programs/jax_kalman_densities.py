# call: f64[3, 3], f64[2, 3], f64[3, 3], f64[2, 2], f64[7, 2]
# call: f64[3, 3], f64[2, 3], f64[3, 3], f64[2, 2], f64[12, 2]
import jax
import jax.numpy as jnp
from jax import lax
from functools import partial
def main(A, C, Q, R, ys):
    I = jnp.eye(3)
    def step(carry, y):
        m, P, ll = carry
        m = A @ m
        P = A @ P @ A.T + Q @ Q.T
        S = C @ P @ C.T + R @ R.T
        K = jnp.linalg.solve(S, C @ P).T
        r = y - C @ m
        m = m + K @ r
        P = (I - K @ C) @ P @ (I - K @ C).T + K @ R @ R.T @ K.T
        ll = ll + jax.scipy.stats.multivariate_normal.logpdf(r, jnp.zeros(2), S)
        return (m, P, ll), m
    (m, P, ll), ms = lax.scan(step, (jnp.zeros(3), jnp.eye(3), 0.0), ys)
    return -ll + jnp.sum(ms ** 2)
