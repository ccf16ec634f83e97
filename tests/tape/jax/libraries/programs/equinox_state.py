# call: eqx.nn.make_with_state(Model)(jax.random.key(0)), f32[6, 4]
# call: eqx.nn.make_with_state(Model)(jax.random.key(1)), f32[3, 4]
import equinox as eqx
import jax
import jax.numpy as jnp

class EMA(eqx.Module):
    index: eqx.nn.StateIndex

    def __init__(self, n):
        self.index = eqx.nn.StateIndex(jnp.zeros(n))

    def __call__(self, x, state):
        avg = state.get(self.index)
        avg = 0.9 * avg + 0.1 * jax.lax.stop_gradient(x)
        return x - avg, state.set(self.index, avg)

class Model(eqx.Module):
    lin: eqx.nn.Linear
    ema: EMA
    sn: eqx.nn.Lambda

    def __init__(self, key):
        self.lin = eqx.nn.Linear(4, 4, key=key)
        self.ema = EMA(4)
        self.sn = eqx.nn.Lambda(jnp.tanh)

    def __call__(self, x, state):
        x = self.sn(self.lin(x))
        return self.ema(x, state)

def main(model_state, xs):
    model, state = model_state
    total = 0.0
    for i in range(xs.shape[0]):
        y, state = model(xs[i], state)
        total = total + jnp.sum(y**2)
    return total
