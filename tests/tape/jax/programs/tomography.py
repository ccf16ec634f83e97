# call: f64[10, 10], f64[12], f64[12, 5]
# call: f64[6, 6], f64[20], f64[20, 7]
import jax
import jax.numpy as jnp


def sample(image, points):
    p = points * (image.shape[0] - 2)
    i = jnp.floor(p).astype(int)
    f = p - i
    x, y = i[:, 0], i[:, 1]
    fx, fy = f[:, 0], f[:, 1]
    top = image[x, y] * (1 - fx) + image[x + 1, y] * fx
    bottom = image[x, y + 1] * (1 - fx) + image[x + 1, y + 1] * fx
    return top * (1 - fy) + bottom * fy


def ray(image, angle, offset, n=8):
    t = jnp.linspace(0.0, 1.0, n)
    direction = jnp.stack([jnp.cos(angle), jnp.sin(angle)])
    points = jnp.clip(0.5 + (t[:, None] - 0.5) * direction + 0.1 * offset, 0.0, 0.99)
    return jnp.sum(sample(image, points)) / n


def main(image, angles, data):
    offsets = jnp.linspace(-1.0, 1.0, data.shape[1])
    project = jax.vmap(jax.vmap(ray, (None, None, 0)), (None, 0, None))
    residual = jnp.exp(-project(image, angles, offsets)) - data
    return 0.5 * jnp.sum(residual**2) + 1e-2 * jnp.sum(jnp.abs(jnp.diff(image, axis=0)))
