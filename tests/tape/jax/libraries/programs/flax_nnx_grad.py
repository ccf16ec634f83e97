# call: f32[3, 4], f32[3], f32[2, 5, 3]
# call: f32[5, 2], f32[5], f32[3, 4, 2]
import jax, jax.numpy as jnp
from flax import linen as nn
from flax import nnx


class Recurrent(nn.Module):
    hidden: int = 4

    @nn.compact
    def __call__(self, x):
        return nn.RNN(nn.OptimizedLSTMCell(self.hidden))(x)


def main(x, y, sequences):
    model = nnx.Linear(x.shape[1], 1, rngs=nnx.Rngs(0))

    def loss(model):
        return jnp.mean((model(x)[:, 0] - y) ** 2)

    gradient = nnx.grad(loss)(model)
    recurrent = Recurrent()
    found = recurrent.apply(recurrent.init(jax.random.key(0), sequences), sequences)
    return sum(jnp.sum(one**2) for one in jax.tree.leaves(gradient)) + jnp.mean(found**2)
