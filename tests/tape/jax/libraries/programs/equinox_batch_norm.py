# call: eqx.nn.make_with_state(Net)(3, jax.random.key(0)), f32[4, 3, 8, 8]
import equinox as eqx
import jax
import jax.numpy as jnp

class Net(eqx.Module):
    conv: eqx.nn.Conv2d
    norm: eqx.nn.BatchNorm
    head: eqx.nn.Linear

    def __init__(self, cin, key):
        k1, k2 = jax.random.split(key)
        self.conv = eqx.nn.Conv2d(cin, 4, 3, padding=1, key=k1)
        self.norm = eqx.nn.BatchNorm(4, axis_name="batch", mode="batch")
        self.head = eqx.nn.Linear(4, 2, key=k2)

    def __call__(self, x, state):
        x = self.conv(x)
        x, state = self.norm(x, state)
        x = jax.nn.relu(x)
        return self.head(x.mean(axis=(1, 2))), state

def main(model_state, x):
    model, state = model_state
    batched = jax.vmap(model, axis_name="batch", in_axes=(0, None), out_axes=(0, None))
    y, state = batched(x, state)
    return jnp.mean(y**2)
