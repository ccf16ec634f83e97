# call: f64[()], f64[()], f64[12], u32[2], 10
# call: f64[()], f64[()], f64[5], u32[2], 33
import jax
import jax.numpy as jnp


def main(phi, sigma, observations, key, count):
    def step(carry, y):
        x, key = carry
        key, sub = jax.random.split(key)
        x = phi * x + sigma * jax.random.normal(sub, (count,))
        logw = -0.5 * (y - x) ** 2
        ll = jax.nn.logsumexp(logw) - jnp.log(count)
        w = jax.nn.softmax(logw)
        return (x * (1 + 0.1 * (w * count - 1)), key), ll

    _, lls = jax.lax.scan(step, (jnp.zeros(count), key), observations)
    return jnp.sum(lls)
