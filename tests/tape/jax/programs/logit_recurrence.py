# call: f64[10], f64[2]
import jax, jax.numpy as jnp
def main(x, theta):
    def logit_step(p, xi):
        p = jnp.clip(p + theta[0] * xi, 1e-3, 1 - 1e-3)
        q = jax.scipy.special.logit(p)
        return jax.nn.sigmoid(q * theta[1]), q
    p, qs = jax.lax.scan(logit_step, 0.5, x)
    return jnp.std(qs) + p
