# call: f64[7, 7], f64[7]
# call: f64[15, 15], f64[15]
import jax.numpy as jnp
from jax import lax


def forward_substitution(l, b):
    n = b.shape[0]

    def body(i, x):
        return x.at[i].set((b[i] - jnp.dot(l[i], x)) / l[i, i])

    return lax.fori_loop(0, n, body, jnp.zeros_like(b))


def main(l, b):
    x = forward_substitution(jnp.tril(l), b)
    return jnp.vdot(x, x)
