# call: Flow(2, 6, jax.random.key(0)), f32[5, 2]
# call: Flow(3, 4, jax.random.key(0)), f32[4, 3]
import equinox as eqx
import jax
import jax.numpy as jnp
import diffrax

class Flow(eqx.Module):
    net: eqx.nn.MLP
    dim: int

    def __init__(self, dim, width, key):
        self.dim = dim
        self.net = eqx.nn.MLP(dim + 1, dim, width, 1, activation=jnp.tanh, key=key)

    def field(self, t, state, args):
        y, _ = state
        f = lambda y: self.net(jnp.concatenate([y, t[None]]))
        out, vjp = jax.vjp(f, y)
        (rows,) = jax.vmap(vjp)(jnp.eye(y.shape[0]))
        return out, jnp.trace(rows)

    def log_prob(self, y):
        term = diffrax.ODETerm(self.field)
        sol = diffrax.diffeqsolve(term, diffrax.Euler(), t0=1.0, t1=0.0, dt0=-0.1, y0=(y, 0.0), max_steps=16)
        (z,), (ld,) = sol.ys
        return -0.5 * jnp.sum(z**2) + ld

def main(flow, ys):
    return -jax.vmap(flow.log_prob)(ys).mean()
