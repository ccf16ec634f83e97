# call: [f64[1, 4, 3], f64[3, 5, 2], f64[2, 4, 1]], f64[4, 5, 4]
# call: [f64[1, 3, 2], f64[2, 3, 2], f64[2, 6, 1]], f64[3, 3, 6]
import jax.numpy as jnp


def main(cores, target):
    full = cores[0]
    for core in cores[1:]:
        full = jnp.tensordot(full, core, axes=([-1], [0]))
    full = jnp.squeeze(full, axis=(0, -1))
    return jnp.sum((full - target) ** 2) / jnp.sum(target**2)
