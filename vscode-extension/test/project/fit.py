"""The initial state of a damped oscillator chain, fitted to what is observed of its last one."""

import time

import jax
import jax.numpy as jnp


def step(u, k):
    """One explicit step."""
    return u + 0.01 * jnp.sin(k * u) * jnp.tanh(u)


def block(u, k):
    """Ten steps."""
    for _ in range(10):
        u = step(u, k)
    return u


# adlint: call(u=f64[1000], k=f64[1000])
def loss(u, k):
    """How far the last state is from rest."""
    for _ in range(20):
        u = block(u, k)
    return jnp.sum(u**2)


def timed(u, k):
    """The loss, which a log is told with the time."""
    log = open("fit.log", "a")
    log.write(f"{time.time()}\n")
    return loss(u, k)


gradient = jax.grad(timed)
