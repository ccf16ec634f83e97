# call: Model(5).init(jax.random.key(0), f32[2, 6, 3]), f32[2, 6, 3]
# call: Model(4).init(jax.random.key(0), f32[3, 4, 3]), f32[3, 4, 3]
import jax
import jax.numpy as jnp
import flax.linen as nn


class Model(nn.Module):
    hidden: int

    @nn.compact
    def __call__(self, x):
        y = nn.RNN(nn.LSTMCell(self.hidden))(x)
        z = nn.RNN(nn.GRUCell(self.hidden))(y)
        return nn.Dense(1)(z[:, -1])


def main(variables, x):
    model = Model(variables["params"]["Dense_0"]["kernel"].shape[0])
    return jnp.mean(model.apply(variables, x) ** 2)
