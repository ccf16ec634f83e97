# call: f32[5], f32[5], 4
import jax, jax.numpy as jnp
def main(x, y, n):
    def outer(c, i):
        def inner(d, j):
            return d * jnp.cos(d + i * 0.1) + y * j, d.sum()
        d, s = jax.lax.scan(inner, c, jnp.arange(3.0))
        return d / (1 + s[-1] ** 2), s
    c, s = jax.lax.scan(outer, x, jnp.arange(n))
    return c.sum() * s.mean()
