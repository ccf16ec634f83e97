# call: f64[5, 5], f64[5]
# call: f64[3, 3], f64[3]
import jax, jax.numpy as jnp
from jax.scipy.linalg import cho_factor, cho_solve


def likelihood(k, y):
    factor, low = cho_factor(k @ k.T, lower=True)
    return 0.5 * y @ cho_solve((factor, low), y) + jnp.sum(jnp.log(jnp.diag(factor)))


def main(k, y):
    return jnp.sum(jax.grad(likelihood)(k, y) ** 2)
