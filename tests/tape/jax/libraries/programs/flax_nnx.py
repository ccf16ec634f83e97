# call: nnx.split(MLP(6, 8, 2, rngs=nnx.Rngs(0)))[1], f32[4, 6]
# call: nnx.split(MLP(5, 8, 2, rngs=nnx.Rngs(0)))[1], f32[3, 5]
from flax import nnx
import jax, jax.numpy as jnp

class MLP(nnx.Module):
    def __init__(self, din, hidden, dout, *, rngs: nnx.Rngs):
        self.linear1 = nnx.Linear(din, hidden, rngs=rngs)
        self.linear2 = nnx.Linear(hidden, dout, rngs=rngs)

    def __call__(self, x):
        return self.linear2(nnx.relu(self.linear1(x)))

def main(state, x):
    graphdef, _ = nnx.split(MLP(x.shape[1], 8, 2, rngs=nnx.Rngs(0)))
    model = nnx.merge(graphdef, state)
    return jnp.mean(model(x) ** 2)
