# call: {"qkv": f32[8, 24], "proj": f32[8, 8], "up": f32[8, 32], "down": f32[32, 8], "g1": f32[8], "g2": f32[8]}, f32[6, 8]
# call: {"qkv": f32[4, 12], "proj": f32[4, 4], "up": f32[4, 10], "down": f32[10, 4], "g1": f32[4], "g2": f32[4]}, f32[11, 4]
import jax
import jax.numpy as jnp


def layer_norm(x, g):
    mu = x.mean(-1, keepdims=True)
    var = x.var(-1, keepdims=True)
    return (x - mu) * jax.lax.rsqrt(var + 1e-5) * g


def main(p, x):
    h = layer_norm(x, p["g1"])
    q, k, v = jnp.split(h @ p["qkv"], 3, axis=-1)
    a = jax.nn.softmax(q @ k.T / q.shape[-1] ** 0.5)
    x = x + (a @ v) @ p["proj"]
    h = layer_norm(x, p["g2"])
    x = x + jax.nn.gelu(h @ p["up"]) @ p["down"]
    return jnp.mean(x**2)
