# call: f32[2], f32[4, 2], f32[2, 4]
# call: f32[3], f32[5, 3], f32[3, 5]
import jax
import jax.numpy as jnp
from jax.experimental.ode import odeint


def main(y0, w1, w2):
    ts = jnp.linspace(0.0, 1.0, 6)

    def field(y, t):
        return w2 @ jnp.tanh(w1 @ y)

    ys = odeint(field, y0, ts)
    return jnp.mean(ys**2)
