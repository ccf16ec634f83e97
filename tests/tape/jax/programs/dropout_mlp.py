# call: [f32[6, 10], f32[10, 4]], f32[5, 6], u32[2], 0.3
# call: [f32[3, 8], f32[8, 8], f32[8, 2]], f32[9, 3], u32[2], 0.1
import jax
import jax.numpy as jnp


def main(weights, x, key, rate):
    for w in weights[:-1]:
        key, sub = jax.random.split(key)
        x = jax.nn.relu(x @ w)
        keep = jax.random.bernoulli(sub, 1 - rate, x.shape)
        x = jnp.where(keep, x / (1 - rate), 0.0)
    return jnp.mean((x @ weights[-1]) ** 2)
