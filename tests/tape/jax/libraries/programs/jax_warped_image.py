# call: f32[9, 9], f32[9, 9, 2]
# call: f32[12, 7], f32[12, 7, 2]
import jax
import jax.numpy as jnp
from jax import lax
from functools import partial
def main(img, flow):
    h, w = img.shape
    yy, xx = jnp.meshgrid(jnp.arange(h), jnp.arange(w), indexing="ij")
    coords = jnp.stack([yy + flow[..., 0], xx + flow[..., 1]])
    warped = jax.scipy.ndimage.map_coordinates(img, coords, order=1, mode="nearest")
    return jnp.mean((warped - img) ** 2)
