# call: f64[5], f64[5, 5]
import jax, jax.numpy as jnp
def hvp(f, x, v): return jax.jvp(jax.grad(f), (x,), (v,))[1]
def main(x, a):
    f = lambda z: jnp.sum(jnp.cos(a @ z) ** 2)
    v = hvp(f, x, jnp.ones(5))
    return jnp.sum(v * x)
