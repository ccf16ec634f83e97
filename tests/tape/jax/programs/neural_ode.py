# call: (f64[3, 16], f64[16, 3]), f64[3], f64[11]
# call: (f64[2, 6], f64[6, 2]), f64[2], f64[30]
import jax
import jax.numpy as jnp


def field(params, y, t):
    w1, w2 = params
    return jnp.tanh(y @ w1 + t) @ w2


def rk4(f, y, t, dt):
    k1 = f(y, t)
    k2 = f(y + dt / 2 * k1, t + dt / 2)
    k3 = f(y + dt / 2 * k2, t + dt / 2)
    k4 = f(y + dt * k3, t + dt)
    return y + dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


def main(params, y0, ts):
    def step(y, pair):
        t0, t1 = pair
        y = rk4(lambda y, t: field(params, y, t), y, t0, t1 - t0)
        return y, y

    y, ys = jax.lax.scan(step, y0, (ts[:-1], ts[1:]))
    return jnp.sum((ys - y0) ** 2)
