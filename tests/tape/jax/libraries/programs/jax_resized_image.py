# call: f32[2, 4, 4, 3]
# call: f32[1, 5, 3, 2]
import jax
import jax.numpy as jnp
from jax import lax
from functools import partial
def main(x):
    return jnp.sum(jax.image.resize(x * 2, (x.shape[0], 8, 8, x.shape[3]), method="bilinear") ** 2)
