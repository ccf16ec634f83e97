# call: f64[3], f64[15], f64[15], 3
# call: f64[3], f64[40], f64[40], 5
import jax
import jax.numpy as jnp


def model(p, t):
    return p[0] * jnp.exp(-p[1] * t) + p[2]


def design(p, t):
    e = jnp.exp(-p[1] * t)
    return jnp.stack([e, -p[0] * t * e, jnp.ones_like(t)], axis=1)


def main(p, t, y, iterations):
    for _ in range(iterations):
        r = model(p, t) - y
        j = design(p, t)
        p = p - jnp.linalg.solve(j.T @ j + 1e-3 * jnp.eye(3), j.T @ r)
    return jnp.sum((model(p, t) - y) ** 2)
