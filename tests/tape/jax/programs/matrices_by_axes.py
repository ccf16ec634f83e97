# call: f32[2, 3, 3], f32[3, 2], f32[2, 3], f32[3, 2, 4]
# call: f32[3, 2, 2], f32[3, 4], f32[4, 3], f32[2, 3, 5]
import jax.numpy as jnp


def main(matrices, columns, rows, block):
    inner = jnp.diagonal(matrices, axis1=-2, axis2=-1)
    upper = jnp.sin(jnp.diagonal(block, 1, 2, 0))
    lower = jnp.diagonal(jnp.exp(block), axis2=2, axis1=0, offset=-1)
    traces = jnp.trace(matrices, axis1=1, axis2=2) ** 2
    turned = jnp.cross(columns, rows, axisa=0, axisc=0)
    products = jnp.vecdot(columns, rows.T) ** 2
    return sum(jnp.sum(one**2) for one in (inner, upper, lower, traces, turned, products, jnp.trace(block)))
