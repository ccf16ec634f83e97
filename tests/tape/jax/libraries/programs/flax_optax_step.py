# call: jax.random.key(0), f32[4, 3], f32[4, 1]
# call: jax.random.key(0), f32[6, 3], f32[6, 1]
import jax
import jax.numpy as jnp
import flax.linen as nn
import optax
from flax.training import train_state


class Net(nn.Module):
    sizes: tuple

    @nn.compact
    def __call__(self, x):
        for n, size in enumerate(self.sizes):
            x = nn.Dense(size, name=f"layer_{n}")(x)
            if n + 1 < len(self.sizes):
                x = nn.relu(x)
        return x


def loss_fn(params, apply_fn, x, y):
    return optax.squared_error(apply_fn({"params": params}, x), y).mean()


def main(key, x, y):
    net = Net((8, 8, 1))
    params = net.init(key, x)["params"]
    state = train_state.TrainState.create(apply_fn=net.apply, params=params, tx=optax.sgd(0.1))
    loss, grads = jax.value_and_grad(loss_fn)(state.params, state.apply_fn, x, y)
    state = state.apply_gradients(grads=grads)
    return loss_fn(state.params, state.apply_fn, x, y)
