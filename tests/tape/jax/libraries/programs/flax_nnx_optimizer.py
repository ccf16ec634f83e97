# call: f32[3, 4], f32[3, 1]
# call: f32[5, 2], f32[5, 1]
import jax, jax.numpy as jnp, optax
from flax import nnx


class Net(nnx.Module):
    def __init__(self, width, rngs):
        self.inner = nnx.Linear(width, 6, rngs=rngs)
        self.outer = nnx.Linear(6, 1, rngs=rngs)

    def __call__(self, x):
        return self.outer(jnp.tanh(self.inner(x)))


def main(x, y):
    net = Net(x.shape[1], nnx.Rngs(0))
    optimizer = nnx.Optimizer(net, optax.sgd(0.1), wrt=nnx.Param)

    def loss(net):
        return jnp.mean((net(x) - y) ** 2)

    for _ in range(2):
        _, gradient = nnx.value_and_grad(loss)(net)
        optimizer.update(net, gradient)
    return loss(net)
