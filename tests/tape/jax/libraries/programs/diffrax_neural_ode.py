# call: Func(eqx.nn.MLP(2, 2, 8, 1, activation=jnp.tanh, key=jax.random.key(0))), f32[2]
# call: Func(eqx.nn.MLP(3, 3, 8, 1, activation=jnp.tanh, key=jax.random.key(0))), f32[3]
import diffrax
import equinox as eqx
import jax
import jax.numpy as jnp


class Func(eqx.Module):
    mlp: eqx.nn.MLP
    def __call__(self, t, y, args):
        return self.mlp(y)

def main(func, y0):
    ts = jnp.linspace(0.0, 1.0, 5)
    sol = diffrax.diffeqsolve(diffrax.ODETerm(func), diffrax.Euler(), t0=ts[0], t1=ts[-1], dt0=0.1, y0=y0, saveat=diffrax.SaveAt(ts=ts), max_steps=64)
    return jnp.mean(sol.ys ** 2)
