# call: (f32[5, 16], f32[16, 4]), f32[6, 4], u32[2]
# call: (f32[3, 7], f32[7, 2]), f32[10, 2], u32[2]
import jax
import jax.numpy as jnp


def denoise(params, x, t):
    w1, w2 = params
    h = jnp.concatenate([x, t[:, None]], axis=1)
    return jax.nn.silu(h @ w1) @ w2


def main(params, x0, key):
    kt, kn = jax.random.split(key)
    t = jax.random.uniform(kt, (x0.shape[0],))
    noise = jax.random.normal(kn, x0.shape)
    alpha = jnp.cos(0.5 * jnp.pi * t)[:, None]
    sigma = jnp.sin(0.5 * jnp.pi * t)[:, None]
    xt = alpha * x0 + sigma * noise
    return jnp.mean((denoise(params, xt, t) - noise) ** 2)
