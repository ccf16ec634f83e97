# call: f64[8, 8], f64[8, 8], 0.01, 3, 4
# call: f64[12, 12], f64[12, 12], 0.02, 5, 6
import jax.numpy as jnp
from jax import lax


def poisson(omega, psi, iterations):
    def body(_, p):
        new = 0.25 * (p[2:, 1:-1] + p[:-2, 1:-1] + p[1:-1, 2:] + p[1:-1, :-2] + omega[1:-1, 1:-1])
        return p.at[1:-1, 1:-1].set(new)

    return lax.fori_loop(0, iterations, body, psi)


def main(omega, psi, nu, steps, iterations):
    def step(carry, _):
        omega, psi = carry
        psi = poisson(omega, psi, iterations)
        u = (psi[1:-1, 2:] - psi[1:-1, :-2]) / 2
        v = -(psi[2:, 1:-1] - psi[:-2, 1:-1]) / 2
        wx = (omega[2:, 1:-1] - omega[:-2, 1:-1]) / 2
        wy = (omega[1:-1, 2:] - omega[1:-1, :-2]) / 2
        lap = omega[2:, 1:-1] + omega[:-2, 1:-1] + omega[1:-1, 2:] + omega[1:-1, :-2] - 4 * omega[1:-1, 1:-1]
        omega = omega.at[1:-1, 1:-1].add(0.1 * (nu * lap - u * wx - v * wy))
        omega = omega.at[0].set(-2.0 * psi[1])
        return (omega, psi), None

    (omega, psi), _ = lax.scan(step, (omega, psi), None, length=steps)
    return jnp.sum(omega * psi)
