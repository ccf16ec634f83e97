# call: f32[5, 4], f32[4, 3]
# call: f32[7, 2], f32[2, 6]
import jax
import jax.numpy as jnp


def normalised(x, w):
    h = jnp.tanh(x @ w)
    mean = jax.lax.pmean(h, "batch")
    spread = jax.lax.pmean((h - mean) ** 2, "batch")
    spread = spread / jnp.sqrt(1.0 * jax.lax.psum(1, "batch"))
    return (h - mean) * jax.lax.rsqrt(spread + 1e-5) + 0.1 * jax.lax.psum(h.sum(), "batch")


def main(x, w):
    y = jax.vmap(normalised, in_axes=(0, None), axis_name="batch")(x, w)

    def turns(x):
        for _ in range(12):
            x = jnp.sin(w @ (x @ w))
        return x

    return jnp.sum(y**2) + jnp.sum(jax.vmap(turns)(x))
