# call: {"emb": f32[10, 6], "pos": f32[8, 6], "blocks": [{"qkv": f32[6, 18], "o": f32[6, 6]}, {"qkv": f32[6, 18], "o": f32[6, 6]}], "head": f32[6, 10]}, i32[3, 8]
import jax, jax.numpy as jnp
def norm(x): return (x - x.mean(-1, keepdims=True)) / jnp.sqrt(x.var(-1, keepdims=True) + 1e-5)
def attend(p, x):
    B, T, D = x.shape
    q, k, v = jnp.split(x @ p["qkv"], 3, -1)
    q, k, v = (a.reshape(B, T, 2, D // 2) for a in (q, k, v))
    w = jnp.einsum('bthd,bshd->bhts', q, k) * (D // 2) ** -0.5
    w = jnp.where(jnp.tril(jnp.ones((T, T))) == 1, w, -jnp.inf)
    w = jax.nn.softmax(w, -1)
    return jnp.einsum('bhts,bshd->bthd', w, v).reshape(B, T, D) @ p["o"]
def main(p, tokens):
    x = p["emb"][tokens] + p["pos"][: tokens.shape[1]]
    for b in p["blocks"]:
        x = x + attend(b, norm(x))
    logits = norm(x) @ p["head"]
    lp = jax.nn.log_softmax(logits[:, :-1])
    return -jnp.mean(jnp.sum(lp * jax.nn.one_hot(tokens[:, 1:], 10), -1))
