# call: f32[4], f32[64, 64], 50
import jax
import jax.numpy as jnp


def field(state, weights):
    hidden = jnp.tanh(weights[:, :4] @ state)
    hidden = jnp.sin(weights @ hidden) * jax.nn.softplus(hidden)
    return weights[:4] @ hidden


def rk4(state, weights, h):
    a = field(state, weights)
    b = field(state + 0.5 * h * a, weights)
    c = field(state + 0.5 * h * b, weights)
    d = field(state + h * c, weights)
    return state + h / 6 * (a + 2 * b + 2 * c + d)


def main(state, weights, steps: int):
    def body(_, one):
        return rk4(one, weights, 0.01)

    end = jax.lax.fori_loop(0, steps, body, state)
    return jnp.sum(end**2)


