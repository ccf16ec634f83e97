# call: f64[5], f64[()], 6
# call: f64[8], f64[()], 13
import jax
import jax.numpy as jnp


def main(x, k, steps):
    def up(v):
        return v * jnp.exp(-k * v)

    def down(v):
        return v - 0.1 * jnp.sin(v) * k

    def step(v, i):
        v = jax.lax.cond(jnp.sum(v) > 2.0, up, down, v)
        v = jax.lax.switch(i % 3, [lambda z: z, lambda z: z * z, jnp.tanh], v)
        return v, jnp.max(v)

    v, peaks = jax.lax.scan(step, x, jnp.arange(steps))
    return jnp.sum(v) + jnp.sum(peaks)
