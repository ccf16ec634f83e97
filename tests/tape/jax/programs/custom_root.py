# call: f64[10], f64[10]
# call: f64[6], f64[6]
import jax
import jax.numpy as jnp
from jax import lax

def residual(u, kappa, f):
    flux = (kappa[1:] + kappa[:-1]) * 0.5 * (1 + 0.1 * u[1:] ** 2) * (u[1:] - u[:-1])
    div = jnp.concatenate([jnp.zeros(1), flux[1:] - flux[:-1], jnp.zeros(1)])
    return u - div - f

def main(kappa, f):
    def solve(g, u0):
        def body(_, u):
            J = jax.jacfwd(g)(u)
            return u - jnp.linalg.solve(J, g(u))
        return lax.fori_loop(0, 6, body, u0)
    def tangent_solve(g, y):
        return jnp.linalg.solve(jax.jacobian(g)(y), y)
    u = lax.custom_root(lambda u: residual(u, kappa, f), jnp.zeros_like(f), solve, tangent_solve)
    return jnp.sum(u**2)
