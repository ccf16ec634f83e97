# call: f64[16]
# call: f64[64]
import jax.numpy as jnp


def fft(x):
    n = x.shape[0]
    if n == 1:
        return x
    even, odd = fft(x[::2]), fft(x[1::2])
    twiddle = jnp.exp(-2j * jnp.pi * jnp.arange(n // 2) / n)
    return jnp.concatenate([even + twiddle * odd, even - twiddle * odd])


def main(signal):
    spectrum = fft(signal.astype(complex))
    power = jnp.abs(spectrum) ** 2
    return jnp.sum(jnp.log(power + 1.0))
