# call: f32[30], f32[30], 12, 8
import jax
import jax.numpy as jnp


def inner_step(u, kappa):
    flux = kappa * (jnp.roll(u, -1) - u)
    return u + 0.1 * (flux - jnp.roll(flux, 1)) - 0.01 * u**3


def main(u, kappa, days, hours):
    def hour(u, _):
        return inner_step(u, kappa), None

    def day(u, _):
        u, _ = jax.lax.scan(hour, u, None, length=hours)
        return u * jnp.exp(-0.01 * u * u), jnp.sum(u)

    u, sums = jax.lax.scan(day, u, None, length=days)
    return jnp.sum(u * u) + jnp.sum(sums)
