# call: f32[3, 2], f32[6, 3], f32[6, 2], 20
# call: f32[2, 4], f32[5, 2], f32[5, 4], 33
import jax
import jax.numpy as jnp


def main(w, x, y, turns):
    def loss(w):
        h = x
        for turn in range(turns):
            h = jnp.sin(h) + 0.1 * h
        return jnp.mean((jnp.tanh(h @ w) - y) ** 2)

    inner = w - 0.1 * jax.grad(loss)(w)
    value, change = jax.jvp(loss, (inner,), (w,))
    return value * change
