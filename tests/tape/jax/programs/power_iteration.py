# call: f32[8, 8], 12
# call: f32[5, 5], 30
import jax
import jax.numpy as jnp
from functools import partial


@partial(jax.jit, static_argnums=1)
def main(a, steps):
    s = a + a.T

    def body(v, _):
        v = s @ v
        v = v / jnp.sqrt(jnp.vdot(v, v))
        return v, jnp.vdot(v, s @ v)

    v, ritz = jax.lax.scan(body, jnp.ones(a.shape[0]), None, length=steps)
    return ritz[-1]
