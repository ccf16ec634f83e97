# call: f32[10, 10], f32[2, 2], f32[2]
# call: f32[7, 7], f32[2, 2], f32[2]
import jax
import jax.numpy as jnp
from jax.scipy.ndimage import map_coordinates


def main(image, a, t):
    n = image.shape[0]
    grid = jnp.stack(jnp.mgrid[0:n, 0:n]).reshape(2, -1).astype(jnp.float32)
    rows, columns = jnp.ogrid[0:1:10j, 0:n]
    warped = map_coordinates(image, a @ grid + t[:, None], order=1, mode="nearest").reshape(image.shape)
    padded = jnp.r_[t, a[0]] * jnp.sinc(jnp.c_[t, t].sum()) + jnp.log2(t.sum() + 2.0)
    return jnp.mean((warped - image[::-1]) ** 2) + jnp.sum(padded**2) * rows[1, 0] + jnp.sum(columns)
