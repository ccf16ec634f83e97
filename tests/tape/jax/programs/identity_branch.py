# call: f32[5], f32[5]
# call: f64[3], f64[3]
import jax
import jax.numpy as jnp
from jax import lax


def chosen(x, y):
    return jnp.sum(lax.cond(jnp.sum(x) > 0, lambda x, y: x, lambda x, y: y, jnp.exp(x), jnp.sin(y)) ** 2)


def main(x, y):
    of_x, of_y = jax.grad(chosen, (0, 1))(x, y)
    return jnp.sum(of_x * x + of_y * jnp.sin(y))
