# call: f64[5], f64[5]
# call: f64[8], f64[8]
from functools import partial

import jax
import jax.numpy as jnp


@jax.custom_jvp
def product(x, y):
    return x * jnp.sin(y)


product.defjvps(lambda dx, ans, x, y: dx * jnp.sin(y), lambda dy, ans, x, y: dy * x * jnp.cos(y))


@partial(jax.custom_jvp, nondiff_argnums=(0,))
def fixed_point(f, p):
    start = jnp.ones_like(p)
    return jax.lax.while_loop(lambda s: s[1] < 30, lambda s: (f(s[0], p), s[1] + 1), (start, 0))[0]


@fixed_point.defjvp
def _(f, primals, tangents):
    (p,), (dp,) = primals, tangents
    x = fixed_point(f, p)
    _, along = jax.jvp(lambda q: f(x, q), (p,), (dp,))
    slope = jax.jvp(lambda y: f(y, p), (x,), (jnp.ones_like(x),))[1]
    return x, along / (1 - slope)


def main(p, w):
    root = fixed_point(lambda x, p: 0.5 * (x + p / x), 2.0 * p)
    pushed = jax.jvp(product, (root, w), (w, root))[1]
    return jnp.sum(product(root, w)) + jnp.sum(pushed**2)
