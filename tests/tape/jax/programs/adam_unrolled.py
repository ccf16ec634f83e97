# call: f32[4], f32[8, 4], f32[8], 5
# call: f32[3], f32[20, 3], f32[20], 9
import jax
import jax.numpy as jnp


def main(w, x, y, steps):
    loss = lambda w: jnp.mean((x @ w - y) ** 2)
    m = jax.tree_util.tree_map(jnp.zeros_like, w)
    v = jax.tree_util.tree_map(jnp.zeros_like, w)
    for t in range(1, steps + 1):
        value, g = jax.value_and_grad(loss)(w)
        m = 0.9 * m + 0.1 * g
        v = 0.99 * v + 0.01 * g**2
        w = w - 0.05 * (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.99**t)) + 1e-8)
    return loss(w)
