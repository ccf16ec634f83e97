# call: f32[3], f32[3, 3]
# call: f32[4], f32[4, 4]
import equinox.internal as eqxi
import jax
import jax.numpy as jnp


def main(x, a):
    def body(carry):
        i, y, ys = carry
        y = jnp.tanh(a @ y)
        return i + 1, y, ys.at[i].set(y)

    ys = jnp.zeros((16, x.shape[0]))
    _, y, ys = eqxi.while_loop(lambda carry: carry[0] < 10, body, (0, x, ys), max_steps=16, kind="checkpointed", buffers=lambda carry: carry[2])
    return jnp.sum(ys**2)
