"""Initial-condition fitting for the Lorenz-96 model in JAX: a Runge-Kutta integrator under `lax.scan`.

The trajectory is cut into segments; each segment is a checkpointed inner scan, so that the tape holds one
state per segment and the residuals of one segment at a time.
"""

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import lax

FORCING = 8.0


class Window(NamedTuple):
    """An assimilation window: step size, number of segments, steps in each."""

    dt: float = 0.01
    segments: int = 20
    steps: int = 10


def rate(x):
    """dx/dt of Lorenz-96 on a periodic ring."""
    return (jnp.roll(x, -1) - jnp.roll(x, 2)) * jnp.roll(x, 1) - x + FORCING


def rk4(x, dt):
    """One classical Runge-Kutta step."""
    k1 = rate(x)
    k2 = rate(x + 0.5 * dt * k1)
    k3 = rate(x + 0.5 * dt * k2)
    k4 = rate(x + dt * k3)
    return x + dt / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)


def segment(x, window):
    """The state after one segment."""

    def body(state, _):
        return rk4(state, window.dt), None

    x, _ = lax.scan(body, x, None, length=window.steps)
    return x


def trajectory(x0, window):
    """The state at the end of every segment, shape (segments, n)."""
    checkpointed = jax.checkpoint(partial(segment, window=window))

    def body(state, _):
        state = checkpointed(state)
        return state, state

    _, states = lax.scan(body, x0, None, length=window.segments)
    return states


def cost(x0, background, observations, window):
    """The strong-constraint 4D-Var cost: distance to the background and to the observations of every second x."""
    departure = trajectory(x0, window)[:, ::2] - observations
    return 0.5 * jnp.sum((x0 - background) ** 2) + 0.5 * jnp.sum(departure**2)


def observe(truth, key, window, noise=0.2):
    """Noisy observations of every second variable at the end of every segment."""
    exact = trajectory(truth, window)[:, ::2]
    return exact + noise * jax.random.normal(key, exact.shape)


@partial(jax.jit, static_argnames="window")
def descend(x, background, observations, window, rate_of_descent=0.01):
    """One step of gradient descent: the new state, the cost before it."""
    value, slope = jax.value_and_grad(cost)(x, background, observations, window)
    return x - rate_of_descent * slope, value


def spin_up(key, n=40, steps=1000):
    """A state on the attractor."""
    x = FORCING + 0.01 * jax.random.normal(key, (n,))
    return lax.fori_loop(0, steps, lambda _, state: rk4(state, 0.01), x)


def main():
    """Fit an initial condition and print the cost and its sensitivity to the background."""
    window = Window(segments=5)
    start, error, noise = jax.random.split(jax.random.PRNGKey(0), 3)
    truth = spin_up(start)
    background = truth + 0.5 * jax.random.normal(error, truth.shape)
    observations = observe(truth, noise, window)

    x = background
    for iteration in range(50):
        x, value = descend(x, background, observations, window)
        if iteration % 10 == 0:
            print(f"iteration {iteration:3d}  cost {value:10.4f}")

    sensitivity = jax.grad(cost, argnums=1)(x, background, observations, window)
    print(f"|dJ/dx_b| = {jnp.linalg.norm(sensitivity):.4f}, error {jnp.linalg.norm(x - truth):.4f}")


if __name__ == "__main__":
    main()
