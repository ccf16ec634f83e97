# call: f32[4], f32[4, 4]
# call: f32[5], f32[5, 5]
import jax
import jax.numpy as jnp
from jax.scipy.linalg import lu_factor, lu_solve


def main(a, matrix):
    keys = jax.random.split(jax.random.key(0), 5)
    drawn = jax.random.beta(keys[0], a + 1, a + 2) * jax.random.gamma(keys[1], a) + jax.random.t(keys[2], a + 1)
    counts = jax.random.poisson(keys[3], a) * jax.random.dirichlet(keys[4], a + 1)
    return jnp.sum(lu_solve(lu_factor(matrix + 2 * jnp.eye(a.shape[0])), drawn) ** 2) + counts @ a
