# call: {"q": f32[16, 16], "k": f32[16, 16], "v": f32[16, 16], "o": f32[16, 16]}, f32[2, 5, 16], 4
# call: {"q": f32[12, 12], "k": f32[12, 12], "v": f32[12, 12], "o": f32[12, 12]}, f32[3, 9, 12], 3
import jax
import jax.numpy as jnp


def split_heads(x, heads):
    b, t, d = x.shape
    return x.reshape(b, t, heads, d // heads).transpose(0, 2, 1, 3)


def main(params, x, heads):
    q, k, v = (split_heads(x @ params[n], heads) for n in "qkv")
    scores = jnp.einsum("bhqd,bhkd->bhqk", q, k) / jnp.sqrt(q.shape[-1])
    mask = jnp.tril(jnp.ones((x.shape[1], x.shape[1]), dtype=bool))
    scores = jnp.where(mask, scores, -1e9)
    weights = jax.nn.softmax(scores, axis=-1)
    out = jnp.einsum("bhqk,bhkd->bhqd", weights, v)
    out = out.transpose(0, 2, 1, 3).reshape(x.shape)
    return jnp.sum((out @ params["o"]) ** 2)
