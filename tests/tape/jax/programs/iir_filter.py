# call: f32[3], f32[2], f32[20]
# call: f32[5], f32[4], f32[50]
import jax
import jax.numpy as jnp


def main(b, a, x):
    state = jnp.zeros(len(b) + len(a))

    def step(state, x_t):
        xs, ys = state[: len(b)], state[len(b) :]
        xs = jnp.roll(xs, 1).at[0].set(x_t)
        y = jnp.dot(b, xs) - jnp.dot(a, ys)
        ys = jnp.roll(ys, 1).at[0].set(y)
        return jnp.concatenate([xs, ys]), y

    _, y = jax.lax.scan(step, state, x)
    return jnp.sum(y**2)
