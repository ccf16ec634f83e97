# call: f32[6, 6], f32[6], 4, 5
# call: f32[9, 9], f32[9], 3, 7
import jax
import jax.numpy as jnp


def main(w, x, outer, inner):
    def step(h, _):
        h = jnp.tanh(w @ h)
        return h + 0.1 * jnp.sin(h), None

    @jax.checkpoint
    def segment(h, _):
        h, _ = jax.lax.scan(step, h, None, length=inner)
        return h, jnp.sum(h)

    h, sums = jax.lax.scan(segment, x, None, length=outer)
    return jnp.sum(h**2) + jnp.sum(sums)
