# call: f64[7, 2], f64[2, 2]
# call: f64[12, 2], f64[2, 2]
import jax
import jax.numpy as jnp
from jax import lax
from functools import partial
def main(x, S):
    def step(carry, r):
        L = S * carry
        return carry * 2 , jnp.log(jnp.diag(L)).sum(-1) * r.sum()
    _, k = lax.scan(step, S[0,0], x)
    return k.sum()
