# call: f32[4], f32[7], f32[3]
# call: f32[2], f32[3], f32[3]
import jax
import jax.numpy as jnp
from jax.experimental.ode import odeint


def main(y0, ts, theta):
    ts = jnp.cumsum(ts)

    def field(y, t, theta):
        return jnp.tanh(theta[0] * y) * theta[1] - theta[2] * y + jnp.sin(t)

    ys = odeint(field, y0, ts, theta, rtol=1e-4, atol=1e-4)
    return jnp.sum(jnp.sin(ys))
