# call: jax.random.key(0), f32[16, 12]
import flax.linen as nn
import jax
import jax.numpy as jnp


class Block(nn.Module):
    width: int

    @nn.compact
    def __call__(self, x):
        hidden = nn.Dense(4 * self.width)(nn.LayerNorm()(x))
        hidden = nn.gelu(hidden) * nn.sigmoid(hidden)
        return x + nn.Dense(self.width)(hidden)


class Net(nn.Module):
    depth: int

    @nn.compact
    def __call__(self, x):
        for _ in range(self.depth):
            x = Block(x.shape[-1])(x)
        return nn.Dense(1)(x)


def main(key, x):
    net = Net(2)
    params = net.init(key, x)

    def loss(params):
        return jnp.mean(net.apply(params, x) ** 2)

    return loss(params)
