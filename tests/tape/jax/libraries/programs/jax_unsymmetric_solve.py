# call: f32[8], f32[8]
# call: f32[5], f32[5]
import jax
import jax.numpy as jnp
from jax.scipy.sparse.linalg import bicgstab, cg


def main(a, f):
    x, _ = cg(lambda u: jnp.sin(a) * u, f, x0=jnp.zeros_like(f), tol=1e-5, maxiter=50)
    y, _ = bicgstab(lambda u: jnp.cos(a) * u - 0.1 * jnp.roll(u * jnp.exp(a), 1), x)
    return jnp.sum(y * x)
