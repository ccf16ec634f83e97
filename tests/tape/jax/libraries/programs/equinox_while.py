# call: f32[3], f32[3, 3]
# call: f32[4], f32[4, 4]
import equinox.internal as eqxi
import jax
import jax.numpy as jnp


def main(x, a):
    def body(carry):
        i, y = carry
        return i + 1, jnp.tanh(a @ y)

    _, y = eqxi.while_loop(lambda carry: carry[0] < 10, body, (0, x), max_steps=16, kind="checkpointed")
    return jnp.sum(y**2)
