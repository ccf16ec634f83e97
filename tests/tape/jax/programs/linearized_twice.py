# call: f32[5]
# call: f32[8]
import jax, jax.numpy as jnp


def main(x):
    y, tangent = jax.linearize(lambda v: jnp.sin(v) * jnp.roll(v, 1), x)
    basis = [y / jnp.linalg.norm(y)]
    for _ in range(3):
        new = tangent(basis[-1])
        for one in basis:
            new = new - jnp.dot(new, one) * one
        basis.append(new / jnp.linalg.norm(new))
    return jnp.sum(jnp.stack(basis) ** 3)
