# call: f64[8, 6]
# call: f64[5, 9]
import jax
import jax.numpy as jnp


def main(x):
    a = jnp.fft.fft2(x, norm="ortho")
    b = jnp.fft.ifft(a, norm="forward")
    c = jnp.fft.rfft(x, norm="backward")
    d = jnp.fft.irfftn(b, s=(6, 5), norm="ortho")
    e = jnp.fft.fftn(x, s=(4, 12))
    return jnp.sum(jnp.abs(a)) + jnp.sum(d**2) + jnp.sum(jnp.abs(c)) + jnp.sum(jnp.abs(e))
