# call: f32[5, 5], f32[5, 7], i32[12]
# call: f32[3, 3], f32[3, 4], i32[30]
import jax
import jax.numpy as jnp
from jax.scipy.special import logsumexp


def main(transition, emission, observations):
    log_a = jax.nn.log_softmax(transition, axis=1)
    log_b = jax.nn.log_softmax(emission, axis=1)
    k = log_a.shape[0]
    alpha = jnp.full(k, -jnp.log(k)) + log_b[:, observations[0]]

    def step(alpha, o):
        alpha = logsumexp(alpha[:, None] + log_a, axis=0) + log_b[:, o]
        return alpha, None

    alpha, _ = jax.lax.scan(step, alpha, observations[1:])
    return logsumexp(alpha)
