# call: jax.random.key(0), f32[2, 8, 8, 1], i32[2]
# call: jax.random.key(0), f32[3, 12, 12, 1], i32[3]
import jax
import jax.numpy as jnp
from flax import linen as nn


class CNN(nn.Module):
    classes: int = 5

    @nn.compact
    def __call__(self, x):
        x = nn.Conv(features=4, kernel_size=(3, 3))(x)
        x = nn.relu(x)
        x = nn.avg_pool(x, window_shape=(2, 2), strides=(2, 2))
        x = nn.Conv(features=8, kernel_size=(3, 3), strides=2, padding="SAME", use_bias=False)(x)
        x = nn.gelu(x)
        x = nn.max_pool(x, (2, 2), strides=(1, 1))
        x = x.reshape((x.shape[0], -1))
        x = nn.Dense(features=16)(x)
        x = nn.relu(x)
        return nn.Dense(features=self.classes)(x)


def main(key, x, y):
    model = CNN()
    variables = model.init(key, x)

    def loss(params):
        logits = model.apply({"params": params}, x)
        one_hot = jax.nn.one_hot(y, 5)
        return -jnp.mean(jnp.sum(one_hot * jax.nn.log_softmax(logits), axis=-1))

    return loss(variables["params"])
