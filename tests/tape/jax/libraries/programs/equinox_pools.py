# call: CNN(2, jax.random.key(0)), f32[3, 2, 10, 10], jax.random.key(1)
# call: CNN(1, jax.random.key(0)), f32[2, 1, 12, 12], jax.random.key(1)
import equinox as eqx
import jax
import jax.numpy as jnp

class CNN(eqx.Module):
    layers: list
    drop: eqx.nn.Dropout
    head: eqx.nn.Linear

    def __init__(self, cin, key):
        a, b, c = jax.random.split(key, 3)
        self.layers = [eqx.nn.Conv2d(cin, 3, 3, key=a), eqx.nn.MaxPool2d(2, 2), jax.nn.relu, eqx.nn.Conv2d(3, 4, 3, padding=1, key=b), eqx.nn.GroupNorm(2, 4), eqx.nn.AdaptiveAvgPool2d((2, 2)), jnp.ravel]
        self.drop = eqx.nn.Dropout(0.3)
        self.head = eqx.nn.Linear(16, 3, key=c)

    def __call__(self, x, key):
        for layer in self.layers:
            x = layer(x)
        return jax.nn.log_softmax(self.head(self.drop(x, key=key)))

def main(model, x, key):
    logp = jax.vmap(model)(x, jax.random.split(key, x.shape[0]))
    return -logp[:, 0].mean()
