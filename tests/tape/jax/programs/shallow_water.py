# call: State(f64[10, 10], f64[10, 10], f64[10, 10]), 9.81, 4
# call: State(f64[6, 14], f64[6, 14], f64[6, 14]), 9.81, 9
from typing import NamedTuple

import jax
import jax.numpy as jnp


class State(NamedTuple):
    h: jax.Array
    u: jax.Array
    v: jax.Array


def ddx(f):
    return 0.5 * (jnp.roll(f, -1, axis=0) - jnp.roll(f, 1, axis=0))


def ddy(f):
    return 0.5 * (jnp.roll(f, -1, axis=1) - jnp.roll(f, 1, axis=1))


def rhs(s, g):
    dh = -ddx(s.h * s.u) - ddy(s.h * s.v)
    du = -s.u * ddx(s.u) - s.v * ddy(s.u) - g * ddx(s.h)
    dv = -s.u * ddx(s.v) - s.v * ddy(s.v) - g * ddy(s.h)
    return State(dh, du, dv)


def main(state, g, steps):
    dt = 1e-3

    def step(s, _):
        k1 = rhs(s, g)
        mid = jax.tree_util.tree_map(lambda a, b: a + 0.5 * dt * b, s, k1)
        k2 = rhs(mid, g)
        new = jax.tree_util.tree_map(lambda a, b: a + dt * b, s, k2)
        return new, jnp.sum(new.h)

    final, mass = jax.lax.scan(step, state, None, length=steps)
    return jnp.sum(final.h**2) + jnp.sum(mass)
