# call: (f32[6, 32], f32[8, 32], f32[32]), f32[9, 6]
# call: (f32[3, 20], f32[5, 20], f32[20]), f32[21, 3]
import jax
import jax.numpy as jnp


def lstm_cell(params, carry, x):
    wi, wh, b = params
    h, c = carry
    z = x @ wi + h @ wh + b
    i, f, g, o = jnp.split(z, 4)
    c = jax.nn.sigmoid(f + 1.0) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
    h = jax.nn.sigmoid(o) * jnp.tanh(c)
    return (h, c), h


def main(params, xs):
    hidden = params[1].shape[0]
    carry = (jnp.zeros(hidden), jnp.zeros(hidden))
    (h, c), ys = jax.lax.scan(lambda s, x: lstm_cell(params, s, x), carry, xs)
    return jnp.sum(ys**2) + jnp.sum(c)
