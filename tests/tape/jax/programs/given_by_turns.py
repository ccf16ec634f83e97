# call: f32[4, 6], f32[6]
# call: f32[5, 3], f32[3]
import jax
import jax.numpy as jnp


def main(x, y):
    scale = jnp.exp(y)

    def first(carry, row):
        before, held = carry
        return (held, held), scale

    (a, b), stacked = jax.lax.scan(first, (jnp.zeros_like(y), scale), x)

    def second(c, row):
        picked = jax.lax.cond(jnp.sum(x) > 1.0, lambda z: z + 0.0 * jnp.sum(c), lambda z: z + 2.0, y)
        return c * a * picked + row, c

    c, _ = jax.lax.scan(second, b, stacked)
    return jnp.sum(c * c)
