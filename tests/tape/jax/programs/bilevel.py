# call: f32[3], f32[6, 4], f32[6], 5
# call: f32[3], f32[9, 2], f32[9], 11
import jax
import jax.numpy as jnp


def inner_loss(w, log_reg, x, y):
    r = x @ w - y
    return jnp.mean(r**2) + jnp.exp(log_reg[0]) * jnp.sum(w**2)


def main(hyper, x, y, steps):
    w = jnp.zeros(x.shape[1])
    lr = jax.nn.softplus(hyper[1])
    step = lambda w, _: (w - lr * jax.grad(inner_loss)(w, hyper, x, y), None)
    w, _ = jax.lax.scan(step, w, None, length=steps)
    return jnp.mean((x @ w - y) ** 2) * hyper[2]
