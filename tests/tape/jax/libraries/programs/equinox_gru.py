# call: Model(3, 5, key=jax.random.key(1)), f32[2, 6, 3], f32[2]
# call: Model(2, 4, key=jax.random.key(1)), f32[3, 8, 2], f32[3]
import equinox as eqx
import jax
import jax.numpy as jnp
from jax import lax


class Model(eqx.Module):
    cell: eqx.nn.GRUCell
    head: eqx.nn.Linear
    bias: jax.Array

    def __init__(self, inputs, hidden, *, key):
        a, b = jax.random.split(key)
        self.cell = eqx.nn.GRUCell(inputs, hidden, key=a)
        self.head = eqx.nn.Linear(hidden, 1, use_bias=False, key=b)
        self.bias = jnp.zeros(1)

    def __call__(self, xs):
        def step(carry, x):
            return self.cell(x, carry), None

        last, _ = lax.scan(step, jnp.zeros(self.cell.hidden_size), xs)
        return jax.nn.sigmoid(self.head(last) + self.bias)


def main(model, xs, y):
    @eqx.filter_jit
    def compute(model, xs, y):
        pred = jax.vmap(model)(xs)[:, 0]
        return -jnp.mean(y * jnp.log(pred) + (1 - y) * jnp.log(1 - pred))

    return compute(model, xs, y)
