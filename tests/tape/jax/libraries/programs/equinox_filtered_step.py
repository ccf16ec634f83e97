# call: f32[4, 3], f32[4], f32[3, 6], f32[6]
# call: f32[5, 2], f32[5], f32[2, 7], f32[7]
import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float


class Linear(eqx.Module):
    weight: Float[Array, "out in"]
    bias: Float[Array, "out"]
    scale: float = eqx.field(static=True, default=2.0)

    def __call__(self, x: Float[Array, "in"]) -> Float[Array, "out"]:
        return self.scale * (self.weight @ x) + self.bias


class Net(eqx.Module):
    layers: list
    activation: object = eqx.field(static=True)

    def __init__(self, w, b):
        self.layers = [Linear(w, b), Linear(w.T @ w, jnp.zeros(w.shape[1]))]
        self.activation = jax.nn.tanh

    def __call__(self, x):
        first, second = self.layers
        return second(x) + jnp.sum(self.activation(first(x)))


@eqx.filter_jit
def loss(model, x, y):
    pred = jax.vmap(model, in_axes=1)(x)
    return jnp.mean((pred.sum(axis=1) - y) ** 2)


def main(w, b, x, y):
    model = Net(w, b)
    value, grads = eqx.filter_value_and_grad(loss)(model, x, y)
    model = eqx.apply_updates(model, jax.tree.map(lambda g: -0.1 * g, grads))
    params, static = eqx.partition(model, eqx.is_inexact_array)
    model = eqx.combine(params, static)
    model = eqx.tree_at(lambda m: m.layers[0].bias, model, replace_fn=lambda b: 2 * b)
    return value + loss(model, x, y)
