# call: [(f64[1, 8], f64[8]), (f64[8, 1], f64[1])], f64[10]
# call: [(f64[1, 5], f64[5]), (f64[5, 5], f64[5]), (f64[5, 1], f64[1])], f64[6]
import jax
import jax.numpy as jnp


def net(params, t):
    h = jnp.reshape(t, (1,))
    for w, b in params[:-1]:
        h = jnp.tanh(h @ w + b)
    w, b = params[-1]
    return (h @ w + b)[0]


def main(params, ts):
    def residual(t):
        u = net(params, t)
        du = jax.grad(net, argnums=1)(params, t)
        return du + u**2

    return jnp.mean(jax.vmap(residual)(ts) ** 2)
