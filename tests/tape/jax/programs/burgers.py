# call: f64[16], f64[()], n=12
# call: f64[40], f64[()], n=25
import jax
import jax.numpy as jnp


@jax.jit
def flux(u):
    return 0.5 * u**2


def step(u, nu):
    up = jnp.roll(u, -1)
    um = jnp.roll(u, 1)
    a = jnp.maximum(jnp.abs(u), jnp.abs(up))
    f = 0.5 * (flux(u) + flux(up)) - 0.5 * a * (up - u)
    return u - 0.1 * (f - jnp.roll(f, 1)) + nu * (up - 2 * u + um)


def main(u, nu, n):
    def body(u, _):
        return step(u, nu), None

    u, _ = jax.lax.scan(body, u, jnp.arange(n))
    return 0.5 * jnp.sum(u * u)
