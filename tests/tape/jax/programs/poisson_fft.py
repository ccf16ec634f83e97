# call: f64[16, 16]
# call: f64[12, 20]
import jax
import jax.numpy as jnp

def laplace_symbol(n, m, length=1.0):
    kx = 2 * jnp.pi * jnp.fft.fftfreq(n, d=length / n)
    ky = 2 * jnp.pi * jnp.fft.rfftfreq(m, d=length / m)
    return kx[:, None] ** 2 + ky[None, :] ** 2

@jax.jit
def solve_poisson(rhs):
    n, m = rhs.shape
    k2 = laplace_symbol(n, m)
    rhat = jnp.fft.rfft2(rhs)
    safe = jnp.where(k2 == 0, 1.0, k2)
    phat = jnp.where(k2 == 0, 0.0, rhat / safe)
    return jnp.fft.irfft2(phat, s=rhs.shape)

def main(density):
    phi = solve_poisson(density - density.mean())
    ex = -(jnp.roll(phi, -1, 0) - jnp.roll(phi, 1, 0)) / 2
    ey = -(jnp.roll(phi, -1, 1) - jnp.roll(phi, 1, 1)) / 2
    return 0.5 * jnp.sum(ex**2 + ey**2)
