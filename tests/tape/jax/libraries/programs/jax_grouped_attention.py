# call: f32[2, 6, 4, 8], f32[2, 5, 2, 8], f32[2, 5, 2, 8], f32[2, 4, 6, 5]
# call: f32[1, 3, 2, 4], f32[1, 7, 2, 4], f32[1, 7, 2, 4], f32[1, 2, 3, 7]
import jax
import jax.numpy as jnp


def main(q, k, v, bias):
    mask = bias > 0.3
    o = jax.nn.dot_product_attention(q, k, v, bias=bias, mask=mask, scale=0.5)
    return jnp.sum(jnp.tanh(o))
