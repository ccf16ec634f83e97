# call: {"bond": f32[4], "angle": f32[3]}, f32[5, 3]
# call: {"bond": f32[9], "angle": f32[8]}, f32[10, 3]
import jax.numpy as jnp


def main(params, r):
    d = r[1:] - r[:-1]
    length = jnp.sqrt(jnp.sum(d**2, axis=1))
    unit = d / length[:, None]
    cosine = jnp.clip(jnp.sum(-unit[1:] * unit[:-1], axis=1), -0.99, 0.99)
    angle = jnp.arccos(cosine)
    bonds = jnp.sum(params["bond"] * (length - 1.5) ** 2)
    bends = jnp.sum(params["angle"] * (angle - 1.9) ** 2)
    return bonds + bends
