# call: f64[24], 3
# call: f64[40], 5
import jax
import jax.numpy as jnp
from jax import lax
from functools import partial
def weno(u):
    um2, um1, up1, up2 = jnp.roll(u, 2), jnp.roll(u, 1), jnp.roll(u, -1), jnp.roll(u, -2)
    q0 = (2 * um2 - 7 * um1 + 11 * u) / 6
    q1 = (-um1 + 5 * u + 2 * up1) / 6
    q2 = (2 * u + 5 * up1 - up2) / 6
    b0 = 13 / 12 * (um2 - 2 * um1 + u) ** 2 + 0.25 * (um2 - 4 * um1 + 3 * u) ** 2
    b1 = 13 / 12 * (um1 - 2 * u + up1) ** 2 + 0.25 * (um1 - up1) ** 2
    b2 = 13 / 12 * (u - 2 * up1 + up2) ** 2 + 0.25 * (3 * u - 4 * up1 + up2) ** 2
    a = jnp.stack([0.1 / (1e-6 + b0) ** 2, 0.6 / (1e-6 + b1) ** 2, 0.3 / (1e-6 + b2) ** 2])
    w = a / a.sum(0)
    return w[0] * q0 + w[1] * q1 + w[2] * q2
def main(u, n):
    for _ in range(n):
        f = weno(u)
        u = u - 0.1 * (f - jnp.roll(f, 1))
    return jnp.sum(u ** 2)
