# call: f32[5]
# call: f32[8]
import jax.numpy as jnp
from jax.scipy.special import digamma, polygamma


def main(x):
    return jnp.sum(polygamma(1, x) * x) + jnp.sum(digamma(x) ** 2)
