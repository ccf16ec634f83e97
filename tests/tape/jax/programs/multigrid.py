# call: f64[17], f64[17]
# call: f64[9], f64[9]
import jax
import jax.numpy as jnp
from jax import lax
from functools import partial
def smooth(u, f, h, n=2):
    for _ in range(n):
        u = u.at[1:-1].set(0.5 * (u[:-2] + u[2:] + h * h * f[1:-1]))
    return u
def vcycle(u, f, h):
    u = smooth(u, f, h)
    if u.shape[0] <= 3:
        return u
    r = jnp.zeros_like(u).at[1:-1].set(f[1:-1] + (u[:-2] - 2 * u[1:-1] + u[2:]) / h ** 2)
    rc = r[::2]
    e = vcycle(jnp.zeros_like(rc), rc, 2 * h)
    fine = jnp.zeros_like(u).at[::2].set(e)
    fine = fine.at[1::2].set(0.5 * (e[:-1] + e[1:]))
    return smooth(u + fine, f, h)
def main(u, f):
    for _ in range(2):
        u = vcycle(u, f, 1 / 16)
    return jnp.sum(u ** 2)
