# call: f64[9], f64[9], 30
# call: f64[5], f64[5], 60
import jax.numpy as jnp


def main(a, b, steps):
    states = []
    for _ in range(steps):
        a, b = b, 2 * b - a - 0.1 * jnp.sin(b)
        states.append(jnp.sum(b * b))
    return jnp.sum(jnp.stack(states)) + jnp.sum(b)
