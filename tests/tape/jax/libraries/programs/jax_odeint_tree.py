# call: f32[3], f32[3], f32[2]
# call: f32[5], f32[5], f32[2]
import jax
import jax.numpy as jnp
from jax.experimental.ode import odeint


def main(q, p, k):
    def field(state, t, k):
        q, p = state
        return p, -k[0] * q - k[1] * q**3

    qs, ps = odeint(field, (q, p), jnp.linspace(0.0, 2.0, 5), k)
    return jnp.sum(qs[-1] ** 2) + jnp.sum(ps**3)
