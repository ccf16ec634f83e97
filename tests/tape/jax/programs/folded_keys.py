# call: f32[4], 20, 6
# call: f32[4], 9, 4
import jax
import jax.numpy as jnp
from jax import random

def main(p, paths, steps):
    kappa, theta, xi, rho = jax.nn.sigmoid(p)
    dt = 1.0 / steps
    key = random.key(0)
    def body(i, s):
        x, v = s
        k = random.fold_in(key, i)
        z = random.normal(k, (2, paths))
        z = jnp.concatenate([z, -z], axis=1)
        zv = rho * z[0] + jnp.sqrt(1 - rho**2) * z[1]
        vp = jnp.maximum(v, 1e-4)
        x = x - 0.5 * vp * dt + jnp.sqrt(vp * dt) * z[0]
        v = v + kappa * (theta - vp) * dt + xi * jnp.sqrt(vp * dt) * zv
        return x, v
    x, v = jax.lax.fori_loop(0, steps, body, (jnp.zeros(2 * paths), jnp.full(2 * paths, 0.3)))
    return jnp.mean(jax.nn.relu(jnp.exp(x) - 1.0))
