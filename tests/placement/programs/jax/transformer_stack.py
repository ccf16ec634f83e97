# call: [{"qkv": f32[16, 48], "out": f32[16, 16], "up": f32[16, 64], "down": f32[64, 16]}, {"qkv": f32[16, 48], "out": f32[16, 16], "up": f32[16, 64], "down": f32[64, 16]}], f32[2, 24, 16], 4
import jax
import jax.numpy as jnp


def norm(x):
    mean = x.mean(-1, keepdims=True)
    return (x - mean) / jnp.sqrt(x.var(-1, keepdims=True) + 1e-5)


def attention(p, x, heads):
    batch, length, width = x.shape
    q, k, v = jnp.split(x @ p["qkv"], 3, axis=-1)
    q, k, v = (one.reshape(batch, length, heads, width // heads) for one in (q, k, v))
    scores = jnp.einsum("bqhd,bkhd->bhqk", q, k) / jnp.sqrt(width // heads)
    mask = jnp.tril(jnp.ones((length, length), bool))
    weights = jax.nn.softmax(jnp.where(mask, scores, -1e9), axis=-1)
    return jnp.einsum("bhqk,bkhd->bqhd", weights, v).reshape(batch, length, width) @ p["out"]


def layer(p, x, heads):
    x = x + attention(p, norm(x), heads)
    return x + jax.nn.gelu(norm(x) @ p["up"]) @ p["down"]


def main(params, x, heads):
    for p in params:
        x = layer(p, x, heads)
    return jnp.mean(norm(x) ** 2)
