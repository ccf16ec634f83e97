# call: f32[2, 4, 3]
# call: f32[3, 5, 2]
import jax.numpy as jnp
from flax import nnx


class Block(nnx.Module):
    def __init__(self, width, rngs):
        self.linear = nnx.Linear(width, width, rngs=rngs)

    def __call__(self, x):
        return x + jnp.tanh(self.linear(x))


def main(x):
    recurrent = nnx.RNN(nnx.LSTMCell(x.shape[-1], 5, rngs=nnx.Rngs(0)))
    hidden = recurrent(x)

    @nnx.split_rngs(splits=3)
    @nnx.vmap(in_axes=(0,), out_axes=0)
    def blocks(rngs):
        return Block(5, rngs)

    @nnx.scan(in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)
    def forward(x, block):
        return block(x)

    return jnp.mean(forward(hidden, blocks(nnx.Rngs(1))) ** 2)
