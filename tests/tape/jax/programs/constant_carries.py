# call: f32[5], f32[5], f32[4, 5]
# call: f32[7], f32[7], f32[3, 7]
import jax
import jax.numpy as jnp


def main(x, w, rows):
    def step(carry, row):
        weak, zero, clock, last = carry
        weak = weak * w - weak * zero + 0.1 * clock
        zero = jnp.tanh(zero + row) * weak
        return (weak, zero, clock + 1.0, x), weak * zero

    start = jnp.full(x.shape, 0.3), jnp.zeros_like(x), 0.0, jnp.ones_like(x)
    (weak, zero, clock, last), out = jax.lax.scan(step, start, rows)
    return jnp.sum(weak * last) + jnp.sum(zero * zero) * clock + jnp.sum(out**2)
