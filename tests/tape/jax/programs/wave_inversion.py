# call: f64[12, 12], f64[9], 8
# call: f64[7, 20], f64[5], 15
import jax
import jax.numpy as jnp


def main(c, source, steps):
    dt2 = 0.01

    def step(carry, t):
        u, prev = carry
        lap = -4 * u
        lap = lap.at[1:].add(u[:-1]).at[:-1].add(u[1:]).at[:, 1:].add(u[:, :-1]).at[:, :-1].add(u[:, 1:])
        new = 2 * u - prev + dt2 * c**2 * lap
        new = new.at[3, 3].add(dt2 * source[t % source.shape[0]])
        return (new, u), new[2, :]

    zero = jnp.zeros_like(c)
    _, records = jax.lax.scan(step, (zero, zero), jnp.arange(steps))
    return jnp.sum(records**2)
