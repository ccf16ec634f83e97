# call: [f32[4, 6], f32[6, 6], f32[4, 6], f32[6, 6], f32[4, 6], f32[6, 6]], f32[5, 4]
# call: [f32[2, 3], f32[3, 3], f32[2, 3], f32[3, 3], f32[2, 3], f32[3, 3]], f32[8, 2]
import jax
import jax.numpy as jnp


def gru(params, h, x):
    wz, uz, wr, ur, wh, uh = params
    z = jax.nn.sigmoid(x @ wz + h @ uz)
    r = jax.nn.sigmoid(x @ wr + h @ ur)
    n = jnp.tanh(x @ wh + (r * h) @ uh)
    return (1 - z) * h + z * n


def main(params, xs):
    h = jnp.zeros(params[1].shape[0])
    loss = 0.0
    for x in xs:
        h = gru(params, h, x)
        loss += jnp.sum(h**2)
    return loss
