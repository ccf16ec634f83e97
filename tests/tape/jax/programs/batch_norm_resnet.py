# call: {"conv1": f32[3, 3, 2, 4], "conv2": f32[3, 3, 4, 4], "scale": f32[4], "bias": f32[4]}, f32[2, 6, 6, 2]
# call: {"conv1": f32[3, 3, 1, 3], "conv2": f32[3, 3, 3, 3], "scale": f32[3], "bias": f32[3]}, f32[4, 9, 9, 1]
import jax
import jax.numpy as jnp

DIMS = ("NHWC", "HWIO", "NHWC")


def conv(x, w):
    return jax.lax.conv_general_dilated(x, w, window_strides=(1, 1), padding="SAME", dimension_numbers=DIMS)


def norm(x, scale, bias):
    mean = jnp.mean(x, axis=(0, 1, 2))
    var = jnp.var(x, axis=(0, 1, 2))
    return (x - mean) / jnp.sqrt(var + 1e-5) * scale + bias


def main(p, x):
    h = jax.nn.relu(norm(conv(x, p["conv1"]), p["scale"], p["bias"]))
    y = h + conv(h, p["conv2"])
    return jnp.mean(jax.nn.relu(y))
