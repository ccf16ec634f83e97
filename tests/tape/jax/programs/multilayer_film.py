# call: f64[5], f64[5], f64[12]
# call: f64[9], f64[9], f64[4]
import jax
import jax.numpy as jnp


def reflect(n, d, lam):
    def layer(m, nd):
        n, d = nd
        delta = 2 * jnp.pi * n * d / lam
        c, s = jnp.cos(delta), jnp.sin(delta)
        t = jnp.array([[c, 1j * s / n], [1j * n * s, c]])
        return m @ t, None

    m, _ = jax.lax.scan(layer, jnp.eye(2, dtype=complex), (n, d))
    top = m[0, 0] + m[0, 1] - m[1, 0] - m[1, 1]
    bottom = m[0, 0] + m[0, 1] + m[1, 0] + m[1, 1]
    return jnp.abs(top / bottom) ** 2


def main(n, d, wavelengths):
    return jnp.mean(jax.vmap(lambda lam: reflect(n, d, lam))(wavelengths))
