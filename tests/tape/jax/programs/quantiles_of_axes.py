# call: f32[5, 4, 3]
# call: f32[3, 2, 7]
import jax.numpy as jnp


def main(x):
    spread = jnp.quantile(x, jnp.array([0.2, 0.7]), axis=(0, 2), keepdims=True)
    low = jnp.quantile(x, 0.3, axis=1, method="lower", keepdims=True)
    high = jnp.percentile(x, 40.0, method="higher", keepdims=True)
    ends = jnp.quantile(x, jnp.array([0.1, 0.9]), axis=-1, method="midpoint")
    middle = jnp.median(x, axis=(0, 1))
    return jnp.sum((spread * x) ** 2 + jnp.sin(low) * x + high * x**3) + jnp.sum(ends**2) + jnp.sum(middle**2)
