# call: CNN(jax.random.PRNGKey(0)), f32[2, 1, 28, 28], i32[2]
# call: CNN(jax.random.PRNGKey(0)), f32[3, 1, 28, 28], i32[3]
import equinox as eqx
import jax
import jax.numpy as jnp


class CNN(eqx.Module):
    layers: list

    def __init__(self, key):
        key1, key2, key3, key4 = jax.random.split(key, 4)
        self.layers = [
            eqx.nn.Conv2d(1, 3, kernel_size=4, key=key1),
            eqx.nn.MaxPool2d(kernel_size=2),
            jax.nn.relu,
            jnp.ravel,
            eqx.nn.Linear(1728, 64, key=key2),
            jax.nn.sigmoid,
            eqx.nn.Linear(64, 32, key=key3),
            jax.nn.relu,
            eqx.nn.Linear(32, 10, key=key4),
            jax.nn.log_softmax,
        ]

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def main(model, x, y):
    pred = jax.vmap(model)(x)
    pred = jnp.take_along_axis(pred, jnp.expand_dims(y, 1), axis=1)
    return -jnp.mean(pred)
