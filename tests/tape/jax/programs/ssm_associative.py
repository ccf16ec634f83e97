# call: f32[8], f32[8, 3], f32[8], f32[16, 3]
# call: f32[5], f32[5, 2], f32[5], f32[11, 2]
import jax
import jax.numpy as jnp


def combine(left, right):
    a1, b1 = left
    a2, b2 = right
    return a1 * a2, a2 * b1 + b2


def main(lam, b, c, u):
    a = jnp.exp(-jax.nn.softplus(lam))
    bu = u @ b.T
    elements = (jnp.broadcast_to(a, bu.shape), bu)
    _, states = jax.lax.associative_scan(combine, elements)
    return jnp.sum((states @ c) ** 2)
