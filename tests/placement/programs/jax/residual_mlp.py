# call: [(f32[32, 128], f32[128, 32]), (f32[32, 128], f32[128, 32]), (f32[32, 128], f32[128, 32]), (f32[32, 128], f32[128, 32])], f32[64, 32]
import jax
import jax.numpy as jnp


def block(weights, x):
    up, down = weights
    hidden = jax.nn.gelu(x @ up)
    return x + jnp.tanh(hidden @ down)


def main(layers, x):
    for weights in layers:
        x = block(weights, x)
    return jnp.mean(x**2)
