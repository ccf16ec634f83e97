# call: f64[4], f64[2], 5
# call: f64[6], f64[3], 3
import jax
import jax.numpy as jnp

def hamiltonian(z, p):
    n = z.shape[0] // 2
    q, mom = z[:n], z[n:]
    return 0.5 * mom @ mom + jnp.sum(p * jnp.cos(q)) + 0.1 * jnp.sum(q**4)

def field(z, p):
    g = jax.grad(hamiltonian)(z, p)
    n = z.shape[0] // 2
    return jnp.concatenate([g[n:], -g[:n]])

def main(z, p, steps):
    dt = 0.1
    def step(z, _):
        new = z
        for _ in range(4):
            res = new - z - dt * field(0.5 * (new + z), p)
            J = jax.jacfwd(lambda w: w - z - dt * field(0.5 * (w + z), p))(new)
            new = new - jnp.linalg.solve(J, res)
        return new, hamiltonian(new, p)
    z, H = jax.lax.scan(step, z, None, length=steps)
    return jnp.var(H) + z @ z
