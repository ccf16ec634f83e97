# call: f32[3, 5]
# call: f64[2, 4]
import jax
import jax.numpy as jnp


@jax.custom_vjp
def scaled(x):
    return 2 * x


def forward(x):
    return scaled(x), jax.lax.linalg.lu(x)[0]


def backward(kept, g):
    return (g * kept,)


scaled.defvjp(forward, backward)


def main(x):
    return jnp.sum(scaled(scaled(x)))
