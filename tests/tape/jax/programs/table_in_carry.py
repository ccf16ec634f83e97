# call: f32[40, 8], 12
# call: f64[40, 8], 1
import jax
import jax.numpy as jnp
from jax import lax


def read(carry, k):
    table, total = carry
    return (table, total + jnp.sum(jnp.sin(jnp.cos(table[k])))), total


def main(table, scale):
    indices = jnp.arange(40)
    (_, once), path = lax.scan(read, (table * scale, 0.0), indices)
    (last, again), _ = lax.scan(jax.checkpoint(read), (table, 0.0), indices)
    return once * again + jnp.sum(path) + jnp.sum(last[0] ** 2)
