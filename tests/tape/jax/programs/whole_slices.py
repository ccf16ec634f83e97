# call: f32[5, 1], f32[5], f32[7], f32[3], f32[1, 4, 3], f32[3, 2]
# call: f32[4, 1], f32[4], f32[8], f32[2], f32[1, 3, 5], f32[5, 4]
import jax
import jax.numpy as jnp


def column(weights, targets):
    return jnp.mean((jnp.sin(weights)[:, 0] - targets) ** 2)


def rolled(x):
    kept = jax.lax.slice_in_dim(x, 0, x.shape[0])
    return jnp.sum(kept**2) + jnp.sum(sum(jnp.roll(x, shift) ** 3 for shift in (-1, 0, 1)))


def moved(x, kernel):
    found = jax.lax.conv_general_dilated(x[None, None], kernel[None, None], (1,), "SAME")
    return jnp.sum(jnp.tanh(found) ** 2) + jnp.sum(jnp.convolve(x, kernel, mode="same") ** 2)


def main(weights, targets, x, kernel, table, factor):
    first = jnp.sum(jax.grad(column)(weights, targets) ** 2) + jnp.sum(jax.grad(rolled)(x) ** 2)
    second = sum(jnp.sum(one**2) for one in jax.grad(moved, (0, 1))(x, kernel))
    return first + second + jnp.sum((table @ factor) ** 2)
