# call: f32[6, 6], f32[6]
import jax, jax.numpy as jnp
@jax.custom_vjp
def solve(a, b): return jnp.linalg.solve(a, b)
def fwd(a, b):
    x = solve(a, b)
    return x, (a, x)
def bwd(res, g):
    a, x = res
    l = jnp.linalg.solve(a.T, g)
    return -jnp.outer(l, x), l
solve.defvjp(fwd, bwd)
def main(a, b):
    a = a + 6 * jnp.eye(6)
    return jnp.sum(solve(a, jnp.sin(b)) ** 3)
