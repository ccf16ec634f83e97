# call: f64[4, 4], f64[4]
# call: f64[7, 7], f64[7]
import jax
import jax.numpy as jnp


def main(a, b):
    bound = jax.lax.while_loop(lambda s: s < 8.0, lambda s: s * 2.0, 1.0)
    iterations = 6

    def body(i, x):
        return x + (b - a @ x) / (bound + i)

    x = jax.lax.fori_loop(0, iterations, body, jnp.zeros_like(b))
    return jnp.sum(x * b)
