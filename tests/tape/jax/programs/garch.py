# call: f64[12], f64[()], f64[()]
import jax, jax.numpy as jnp
def main(returns, omega, alpha):
    def garch(v, r):
        v = omega + alpha * r**2 + 0.8 * v
        return v, -0.5 * (jnp.log(2 * jnp.pi * v) + r**2 / v)
    _, ll = jax.lax.scan(garch, jnp.var(returns), returns)
    return ll.sum()
