# call: f32[4, 3]
# call: f32[7, 5]
import jax.numpy as jnp


def main(a):
    return jnp.linalg.norm(a, ord=2) + jnp.linalg.norm(a, ord="nuc") + jnp.linalg.norm(a, 1) + jnp.linalg.norm(a[0], ord=3)
