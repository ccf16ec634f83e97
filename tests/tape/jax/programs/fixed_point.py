# call: f32[6, 6], f32[6], f32[6], 10
# call: f32[3, 3], f32[3], f32[3], 25
import jax
import jax.numpy as jnp


def main(w, b, x, iterations):
    z = jax.lax.fori_loop(0, iterations, lambda _, z: 0.5 * z + 0.5 * jnp.tanh(w @ z + b), x)
    residual = z - jnp.tanh(w @ z + b)
    return jnp.sum(z**2) + jnp.linalg.norm(residual)
