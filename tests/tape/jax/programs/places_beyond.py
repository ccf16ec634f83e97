# call: f32[5], f32[2]
# call: f32[9], f32[3]
import jax.numpy as jnp


def main(x, v):
    filled = x.at[100].get(mode="fill", fill_value=1.0)
    within = x.at[1:3].get(mode="fill")
    dropped = x.at[100].set(v[0], mode="drop")
    added = jnp.sin(x).at[-200].add(v[1])
    row = x[:, None][-50]
    return filled**2 + jnp.sum(within**2) + jnp.sum(dropped**2) + jnp.sum(added**3) + v[50] ** 2 + jnp.sum(row**2)
