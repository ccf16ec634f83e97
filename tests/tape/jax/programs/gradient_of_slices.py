# call: f64[4], f64[2], 5
# call: f64[6], f64[3], 3
import jax
import jax.numpy as jnp


def hamiltonian(z, p):
    n = z.shape[0] // 2
    return 0.5 * z[n:] @ z[n:] + jnp.sum(p * jnp.cos(z[:n])) + 0.1 * jnp.sum(jnp.diff(z[:n], append=0.0) ** 2)


def main(z, p, steps):
    def step(z, _):
        g = jax.grad(hamiltonian)(z, p)
        n = z.shape[0] // 2
        z = z + 0.1 * jnp.concatenate([g[n:], -g[:n]])
        return z, hamiltonian(z, p)

    z, energies = jax.lax.scan(step, z, None, length=steps)
    return jnp.var(energies) + z @ z
