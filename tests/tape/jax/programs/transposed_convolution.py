# call: f32[1, 8, 8, 2], f32[3, 3, 2, 4], f32[3, 3, 4, 8], f32[2, 2, 8, 4], f32[3, 3, 8, 1]
# call: f32[2, 4, 6, 1], f32[3, 3, 1, 3], f32[3, 3, 3, 5], f32[2, 2, 5, 3], f32[3, 3, 6, 2]
import jax
import jax.numpy as jnp
from jax import lax

DN = ("NHWC", "HWIO", "NHWC")


def conv(x, w):
    return jax.nn.gelu(lax.conv_general_dilated(x, w, (1, 1), "SAME", dimension_numbers=DN))


def main(x, w1, w2, up, w3):
    a = conv(x, w1)
    b = lax.reduce_window(a, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
    b = conv(b, w2)
    c = lax.conv_transpose(b, up, (2, 2), "VALID", dimension_numbers=DN)
    y = lax.conv_general_dilated(jnp.concatenate([a, c], -1), w3, (1, 1), "SAME", dimension_numbers=DN)
    return jnp.mean(y**2)
