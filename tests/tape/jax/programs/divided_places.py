# call: f32[6, 3], i32[2], f32[2, 3]
# call: f32[9, 2], i32[3], f32[3, 2]
import jax.numpy as jnp


def main(a, i, v):
    by = jnp.sin(a).at[i].divide(v, unique_indices=True)
    rest = a.at[::3].divide(2.0 + a[::3], unique_indices=True)
    return jnp.sum(by * a) + jnp.sum(rest**2) + a.at[0, 1].divide(2.0, unique_indices=True).sum()
