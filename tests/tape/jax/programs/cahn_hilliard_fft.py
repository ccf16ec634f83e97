# call: f64[8, 8], f64[()], 3
# call: f64[12, 6], f64[()], 5
import jax
import jax.numpy as jnp


def main(c, kappa, steps):
    kx = 2 * jnp.pi * jnp.fft.fftfreq(c.shape[0])
    ky = 2 * jnp.pi * jnp.fft.fftfreq(c.shape[1])
    k2 = kx[:, None] ** 2 + ky[None, :] ** 2

    def step(c, _):
        mu = c**3 - c
        c_hat = jnp.fft.fft2(c)
        mu_hat = jnp.fft.fft2(mu)
        c_hat = (c_hat - 0.01 * k2 * mu_hat) / (1 + 0.01 * kappa * k2**2)
        return jnp.real(jnp.fft.ifft2(c_hat)), None

    c, _ = jax.lax.scan(step, c, None, length=steps)
    return jnp.mean((c**2 - 1) ** 2)
