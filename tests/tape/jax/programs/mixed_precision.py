# call: {"w": f32[6, 8], "v": f32[8, 3]}, f32[4, 6]
# call: {"w": f32[3, 5], "v": f32[5, 2]}, f32[9, 3]
import jax
import jax.numpy as jnp


def main(p, x):
    h = jnp.tanh(x.astype(jnp.bfloat16) @ p["w"].astype(jnp.bfloat16))
    y = h.astype(jnp.float32) @ p["v"]
    return jnp.mean(y**2)
