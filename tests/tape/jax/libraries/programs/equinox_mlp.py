# call: eqx.nn.MLP(8, 3, 16, 2, key=jax.random.PRNGKey(0)), f32[5, 8]
# call: eqx.nn.MLP(4, 3, 12, 1, key=jax.random.PRNGKey(0)), f32[9, 4]
import jax
import jax.numpy as jnp
import equinox as eqx


def main(model, x):
    return jnp.mean(jax.vmap(model)(x) ** 2)
