# call: f32[4]
# call: f32[7]
import jax
import jax.numpy as jnp


def newton(start):
    def goes_on(state):
        return (jnp.abs(state[1]) > 1e-5) & (state[2] < 10)

    def step(state):
        at, _, count = state
        return at - jnp.sinh(at) / jnp.cosh(at), jnp.sinh(at), count + 1

    return jax.lax.while_loop(goes_on, step, (start, 1.0, 0))[0]


def main(x):
    root = jax.lax.stop_gradient(jax.vmap(newton)(x))
    nearest = jnp.argmin(jnp.abs(jax.vmap(newton)(x) - 0.3))
    return jnp.sum(jnp.exp(x - root)) + jnp.sin(x[nearest])
