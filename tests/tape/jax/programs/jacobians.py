# call: f64[4], f64[4, 4]
import jax, jax.numpy as jnp
def main(x, a):
    f = lambda z: jnp.tanh(a @ z)
    j = jax.jacfwd(f)(x)
    r = jax.jacrev(f)(x)
    return jnp.sum(j * r)
