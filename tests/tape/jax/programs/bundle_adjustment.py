# call: f64[3, 6], f64[8, 3], f64[3, 8, 2]
# call: f64[2, 6], f64[15, 3], f64[2, 15, 2]
import jax
import jax.numpy as jnp


def rodrigues(w, x):
    theta = jnp.sqrt(jnp.dot(w, w) + 1e-12)
    k = w / theta
    return x * jnp.cos(theta) + jnp.cross(k, x) * jnp.sin(theta) + k * jnp.dot(k, x) * (1 - jnp.cos(theta))


def project(camera, point):
    p = rodrigues(camera[:3], point) + camera[3:]
    return -p[:2] / p[2]


def main(cameras, points, observed):
    predicted = jax.vmap(lambda c: jax.vmap(lambda p: project(c, p))(points))(cameras)
    r = predicted - observed
    return jnp.sum(jnp.where(jnp.abs(r) < 1.0, 0.5 * r**2, jnp.abs(r) - 0.5))
