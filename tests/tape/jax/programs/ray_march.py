# call: f32[3], f32[()], 4, 6
# call: f32[3], f32[()], 7, 10
import jax
import jax.numpy as jnp


def sdf(p, centre, radius):
    sphere = jnp.linalg.norm(p - centre) - radius
    plane = p[1] + 1.0
    return jnp.minimum(sphere, plane)


def main(centre, radius, pixels, steps):
    xs = jnp.linspace(-1.0, 1.0, pixels)

    def trace(x, y):
        direction = jnp.array([x, y, 1.0])
        direction = direction / jnp.sqrt(jnp.sum(direction**2))

        def march(t, _):
            return t + sdf(t * direction, centre, radius), None

        t, _ = jax.lax.scan(march, jnp.zeros(()), None, length=steps)
        return jnp.exp(-0.1 * t)

    image = jax.vmap(lambda y: jax.vmap(lambda x: trace(x, y))(xs))(xs)
    return jnp.sum(image)
