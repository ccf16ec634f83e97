# call: f32[4], f32[2, 3, 6, 5], f32[4, 12, 5, 4]
# call: f32[3], f32[1, 2, 5, 6], f32[3, 8, 4, 5]
import jax, jax.numpy as jnp


def main(x, images, weights):
    patches = jax.lax.conv_general_dilated_patches(jnp.sin(images), (2, 2), (1, 1), "VALID")
    local = jax.lax.conv_general_dilated_local(images, weights, (1, 1), "VALID", (2, 2))
    pooled = jax.lax.reduce_window(
        jnp.cos(images), 0.0, jax.lax.add, (1, 1, 2, 2), (1, 1, 1, 1), "VALID", window_dilation=(1, 1, 2, 1)
    )
    return sum(jnp.sum(one**2) for one in (jax.scipy.linalg.toeplitz(x), patches, local, pooled))
