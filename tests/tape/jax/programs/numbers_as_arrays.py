# call: f32[5], f32[4, 3], 2.0
# call: f32[7], f32[2, 5], 3.0
import jax
import jax.numpy as jnp


def turn(carry, _):
    return jnp.sin(jnp.asarray(0.5) * carry) * jnp.ones(()), None


def main(x, table, rate):
    weak = jnp.sum(jnp.sin(jnp.asarray(rate) * x)) + jnp.sum(jnp.exp(jnp.full((), 0.25) * x))
    turned = jax.lax.scan(turn, x, None, length=3)[0]
    taken = jax.lax.cond(x[0] > 0.5, lambda x: jnp.sum(x * jnp.array(2.0)), lambda x: jnp.sum(x), x)
    keys, values = jax.lax.sort((x, x[::-1]), num_keys=1)
    kept = jax.nn.leaky_relu(x, negative_slope=0.1) * jax.nn.elu(x, alpha=0.5)
    return weak + turned @ keys + taken + values @ kept + jnp.linalg.norm(table[0], ord=jnp.inf)
