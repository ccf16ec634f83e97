# call: f32[5], f32[5], i32[5]
# call: f32[8], f32[8], i32[8]
import jax, jax.numpy as jnp


def main(x, y, places):
    powers = 2 ** x[places] + jnp.power(3.5, y) + jnp.exp2(x)
    signed = jnp.copysign(x, y) ** 2 + jnp.copysign(y, -1.0) * jnp.arctan2(x, 2.0) + jnp.arctan2(0.5, y)
    total = jax.lax.fori_loop(0, 3, lambda _, c: 2.0**-c, jnp.sum(signed))
    area = jnp.trapezoid(x, dx=0.1) + jnp.trapezoid(powers, y)
    _, pushed = jax.jvp(lambda x: 3**x + jnp.fmod(2.0, x) + jnp.hypot(x, 1.0) + jnp.arctan2(0.5, x), (x,), (y,))
    return jnp.sum(pushed**2) + area * total + jnp.sum(jnp.trapezoid(jnp.outer(x, y), jnp.outer(y, x), axis=0))
