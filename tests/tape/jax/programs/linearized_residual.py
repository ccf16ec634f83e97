# call: f32[3], f32[7]
# call: f32[3], f32[4]
import jax
import jax.numpy as jnp


def main(theta, x):
    def residual(theta):
        return theta[0] * jnp.exp(-theta[1] * x) + theta[2]

    r, jvp = jax.linearize(residual, theta)
    direction = jvp(jnp.ones(3))
    return jnp.sum(r**2) + jnp.sum(direction**2)
