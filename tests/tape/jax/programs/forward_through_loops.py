# call: f64[5], f64[5], f64[2]
# call: f64[8], f64[8], f64[2]
import jax
import jax.numpy as jnp


def main(x, v, p):
    def flow(x):
        def step(c, _):
            c = jax.lax.cond(jnp.sum(c) > 3.0, lambda c: c * p[0], lambda c: c + p[1] * jnp.sin(c), c)
            return c, jnp.sum(c**2)

        c, energies = jax.lax.scan(step, x, None, length=6)
        return c, energies.sum()

    (y, e), (dy, de) = jax.jvp(flow, (x,), (v,))
    jacobian = jax.jacfwd(lambda x: flow(x)[0])(x)
    curvature = jax.jvp(jax.grad(lambda x: flow(x)[1]), (x,), (v,))[1]
    return jnp.sum(dy**2) + de * e + jnp.sum(jacobian**2) + v @ curvature
