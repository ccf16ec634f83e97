# call: f64[7, 7], f64[3]
# call: f64[5, 6], f64[3]
import jax
import jax.numpy as jnp

def total_variation(u, eps):
    dx = jnp.diff(u, axis=0, append=u[-1:])
    dy = jnp.diff(u, axis=1, append=u[:, -1:])
    return jnp.sum(jnp.sqrt(dx**2 + dy**2 + eps))

def main(u0, p):
    lam, eps, lr = jax.nn.softplus(p)
    obj = lambda u: 0.5 * jnp.sum((u - u0) ** 2) + lam * total_variation(u, eps)
    val_grad = jax.value_and_grad(obj)
    def step(carry, _):
        u, m = carry
        val, g = val_grad(u)
        m = 0.9 * m + g
        return (u - 0.05 * lr * m, m), val
    (u, _), vals = jax.lax.scan(step, (u0, jnp.zeros_like(u0)), None, length=4)
    return vals[-1] + jnp.mean(u)
