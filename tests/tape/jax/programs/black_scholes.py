# call: f64[7], f64[7], f64[7], f64[()], f64[7]
# call: f64[20], f64[20], f64[20], f64[()], f64[20]
import jax.numpy as jnp
from jax.scipy.special import erf


def cdf(x):
    return 0.5 * (1.0 + erf(x / jnp.sqrt(2.0)))


def main(s, k, t, r, sigma):
    d1 = (jnp.log(s / k) + (r + 0.5 * sigma**2) * t) / (sigma * jnp.sqrt(t))
    d2 = d1 - sigma * jnp.sqrt(t)
    call = s * cdf(d1) - k * jnp.exp(-r * t) * cdf(d2)
    return jnp.sum(call)
