# call: f64[4], f64[4], f64[3]
# call: f64[7], f64[7], f64[3]
import jax
import jax.numpy as jnp


def link(theta, length):
    c, s = jnp.cos(theta), jnp.sin(theta)
    zero, one = jnp.zeros_like(theta), jnp.ones_like(theta)
    return jnp.array([[c, -s, length * c], [s, c, length * s], [zero, zero, one]])


def main(angles, lengths, target):
    pose = jnp.eye(3)
    for t, l in zip(angles, lengths):
        pose = pose @ link(t, l)
    return jnp.sum((pose[:, 2] - target) ** 2)
