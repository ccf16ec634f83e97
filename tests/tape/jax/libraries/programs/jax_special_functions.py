# call: f32[5], f32[5]
# call: f32[8], f32[8]
import jax.numpy as jnp
from jax.scipy import special


def main(x, a):
    incomplete = special.gammainc(2.0, x) + special.gammaincc(a + 1, x) + special.betainc(2.0, 3.0, x / 2)
    return jnp.sum(incomplete * special.gamma(x)) + jnp.sum(special.betaln(x, 2.0) * special.poch(x, 2.0))
