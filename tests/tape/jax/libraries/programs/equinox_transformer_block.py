# call: Block(8, 2, jax.random.key(0)), f32[6, 8], jax.random.key(2)
# call: Block(12, 3, jax.random.key(0)), f32[5, 12], jax.random.key(2)
import equinox as eqx
import jax
import jax.numpy as jnp


class Block(eqx.Module):
    attn: eqx.nn.MultiheadAttention
    norm1: eqx.nn.LayerNorm
    norm2: eqx.nn.LayerNorm
    mlp: eqx.nn.Sequential
    drop: eqx.nn.Dropout

    def __init__(self, width, heads, key):
        a, b, c = jax.random.split(key, 3)
        self.attn = eqx.nn.MultiheadAttention(heads, width, key=a)
        self.norm1 = eqx.nn.LayerNorm(width)
        self.norm2 = eqx.nn.LayerNorm(width)
        self.mlp = eqx.nn.Sequential([eqx.nn.Linear(width, 4 * width, key=b), eqx.nn.Lambda(jax.nn.gelu), eqx.nn.Linear(4 * width, width, key=c)])
        self.drop = eqx.nn.Dropout(0.1)

    def __call__(self, x, key):
        h = jax.vmap(self.norm1)(x)
        mask = jnp.tril(jnp.ones((x.shape[0], x.shape[0]), dtype=bool))
        x = x + self.attn(h, h, h, mask=mask)
        h = jax.vmap(self.norm2)(x)
        h = jax.vmap(self.mlp)(h)
        return x + self.drop(h, key=key)


def main(block, x, key):
    return jnp.sum(block(x, key) ** 2)
