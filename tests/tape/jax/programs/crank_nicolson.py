# call: f64[8], f64[8], 5
# call: f64[20], f64[20], 3
import jax
import jax.numpy as jnp


def thomas(lower, diag, upper, rhs):
    n = diag.shape[0]

    def forward(carry, row):
        c_prev, d_prev = carry
        a, b, c, d = row
        denom = b - a * c_prev
        c_new = c / denom
        d_new = (d - a * d_prev) / denom
        return (c_new, d_new), (c_new, d_new)

    init = (jnp.zeros((), rhs.dtype), jnp.zeros((), rhs.dtype))
    _, (cs, ds) = jax.lax.scan(forward, init, (lower, diag, upper, rhs))

    def backward(x_next, row):
        c, d = row
        x = d - c * x_next
        return x, x

    _, xs = jax.lax.scan(backward, jnp.zeros((), rhs.dtype), (cs, ds), reverse=True)
    assert xs.shape == (n,)
    return xs


def main(u, k, steps):
    dt = 0.01
    for _ in range(steps):
        diag = 1 + 2 * dt * k
        off = -dt * k
        rhs = u + dt * jnp.sin(u)
        u = thomas(off, diag, off, rhs)
    return jnp.sum(u**2)
