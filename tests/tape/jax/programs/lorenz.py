# call: f64[3], f64[()], 100
import jax, jax.numpy as jnp
def lorenz(s, rho):
    x, y, z = s
    return jnp.array([10.0 * (y - x), x * (rho - z) - y, x * y - 8.0 / 3.0 * z])
def main(s, rho, n):
    def step(s, _):
        k1 = lorenz(s, rho); k2 = lorenz(s + 0.005 * k1, rho)
        return s + 0.01 * k2, s
    _, traj = jax.lax.scan(step, s, None, length=n)
    return jnp.mean(traj[:, 2])
