# call: {"kappa": f32[()], "theta": f32[()], "xi": f32[()], "rho": f32[()]}, u32[2], 16, 5
# call: {"kappa": f32[()], "theta": f32[()], "xi": f32[()], "rho": f32[()]}, u32[2], 40, 12
import jax
import jax.numpy as jnp


def main(p, key, paths, steps):
    dt = 1.0 / steps
    k1, k2 = jax.random.split(key)
    z1 = jax.random.normal(k1, (steps, paths))
    z2 = p["rho"] * z1 + jnp.sqrt(1 - p["rho"] ** 2) * jax.random.normal(k2, (steps, paths))

    def step(carry, z):
        logs, v = carry
        a, b = z
        vp = jnp.maximum(v, 0.0)
        logs = logs - 0.5 * vp * dt + jnp.sqrt(vp * dt + 1e-8) * a
        v = v + p["kappa"] * (p["theta"] - vp) * dt + p["xi"] * jnp.sqrt(vp * dt + 1e-8) * b
        return (logs, v), None

    (logs, _), _ = jax.lax.scan(step, (jnp.zeros(paths), jnp.full(paths, 0.04)), (z1, z2))
    return jnp.mean(jnp.maximum(jnp.exp(logs) - 1.0, 0.0))
