# call: f64[6], f64[6], f64[20, 6], f64[20], 4
# call: f64[3], f64[3], f64[9, 3], f64[9], 9
import jax
import jax.numpy as jnp


def potential(q, x, y):
    logits = x @ q
    return jnp.sum(jnp.logaddexp(0.0, logits) - y * logits) + 0.5 * q @ q


def main(q, p, x, y, leaps):
    eps = 0.01
    du = jax.grad(potential)
    p = p - 0.5 * eps * du(q, x, y)

    def leap(carry, _):
        q, p = carry
        q = q + eps * p
        p = p - eps * du(q, x, y)
        return (q, p), None

    (q, p), _ = jax.lax.scan(leap, (q, p), None, length=leaps)
    return potential(q, x, y) + 0.5 * p @ p
