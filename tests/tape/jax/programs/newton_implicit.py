# call: f64[6], f64[()], 3, 4
# call: f64[11], f64[()], 5, 3
import jax
import jax.numpy as jnp


def residual(u, old, dt):
    lap = jnp.zeros_like(u).at[1:-1].set(u[2:] - 2 * u[1:-1] + u[:-2])
    return u - old - dt * (lap - u**3)


def jacobian(u, dt):
    n = u.shape[0]
    main_ = 1 + dt * (2 * (jnp.arange(n) % (n - 1) > 0) + 3 * u**2)
    off = -dt * jnp.ones(n - 1)
    return jnp.diag(main_) + jnp.diag(off, 1) + jnp.diag(off, -1)


def main(u, dt, steps, newtons):
    for _ in range(steps):
        old = u
        for _ in range(newtons):
            u = u - jnp.linalg.solve(jacobian(u, dt), residual(u, old, dt))
    return jnp.sum(u**2)
