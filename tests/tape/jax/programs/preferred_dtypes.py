# call: f32[4, 8], f32[8, 8], f32[8, 3]
# call: f32[7, 8], f32[8, 8], f32[8, 5]
import jax
import jax.numpy as jnp
from jax import lax
from functools import partial
def main(x, w1, w2):
    h = jnp.dot(x.astype(jnp.bfloat16), w1.astype(jnp.bfloat16))
    h = jax.nn.gelu(h)
    y = jnp.dot(h, w2.astype(jnp.bfloat16), preferred_element_type=jnp.float32)
    return jnp.mean(y ** 2)
