# call: Model(f64[4, 4], f64[2, 4], f64[4, 4], f64[2, 2]), f64[10, 2]
# call: Model(f64[3, 3], f64[1, 3], f64[3, 3], f64[1, 1]), f64[25, 1]
from dataclasses import dataclass

import jax
import jax.numpy as jnp


@jax.tree_util.register_dataclass
@dataclass
class Model:
    a: jax.Array
    c: jax.Array
    q: jax.Array
    r: jax.Array


def main(model, observations):
    n = model.a.shape[0]

    def step(carry, y):
        mean, cov = carry
        mean = model.a @ mean
        cov = model.a @ cov @ model.a.T + model.q @ model.q.T
        s = model.c @ cov @ model.c.T + model.r @ model.r.T + jnp.eye(y.shape[0])
        gain = jnp.linalg.solve(s, model.c @ cov).T
        innovation = y - model.c @ mean
        mean = mean + gain @ innovation
        cov = cov - gain @ s @ gain.T
        sign, logdet = jnp.linalg.slogdet(jnp.pad(s, ((0, 1), (0, 1))) + jnp.eye(s.shape[0] + 1))
        ll = -0.5 * (innovation @ jnp.linalg.solve(s, innovation) + logdet)
        return (mean, cov), ll

    _, lls = jax.lax.scan(step, (jnp.zeros(n), jnp.eye(n)), observations)
    return jnp.sum(lls)
