# call: f64[16, 16], f64[3]
# call: f64[10, 10], f64[5]
import jax.numpy as jnp


def propagate(field, distance):
    n = field.shape[0]
    fx = jnp.fft.fftfreq(n)
    k2 = fx[:, None] ** 2 + fx[None, :] ** 2
    phase = jnp.exp(-1j * jnp.pi * distance * k2)
    return jnp.fft.ifft2(jnp.fft.fft2(field) * phase)


def main(phase, distances):
    field = jnp.exp(1j * phase)
    intensity = 0.0
    for d in distances:
        field = propagate(field, d)
        intensity = intensity + jnp.abs(field) ** 2
    return jnp.sum(intensity * jnp.log1p(intensity))
