# call: f64[7], f64[7, 7], 40
# call: f64[4], f64[4, 4], 25
import jax.numpy as jnp


def main(x, w, steps):
    total = 0.0
    for t in range(steps):
        h = jnp.tanh(w @ x)
        x = x + 0.01 * h * jnp.exp(-x)
        total = total + jnp.sum(x**2)
    return total
