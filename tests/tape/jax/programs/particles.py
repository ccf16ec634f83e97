# call: f64[6, 3], f64[6, 3], 5
# call: f64[13, 3], f64[13, 3], 12
import jax
import jax.numpy as jnp


def energy(r):
    diff = r[:, None, :] - r[None, :, :]
    d2 = jnp.sum(diff**2, axis=-1) + jnp.eye(r.shape[0])
    inv6 = d2**-3
    pair = 4.0 * (inv6**2 - inv6)
    return 0.5 * jnp.sum(pair * (1.0 - jnp.eye(r.shape[0])))


def main(r, v, steps):
    force = lambda r: -jax.grad(energy)(r)

    def step(carry, _):
        r, v = carry
        v_half = v + 0.005 * force(r)
        r = r + 0.01 * v_half
        v = v_half + 0.005 * force(r)
        return (r, v), energy(r)

    (r, v), trace = jax.lax.scan(step, (r, v), None, length=steps)
    return jnp.sum(v**2) + trace[-1]
