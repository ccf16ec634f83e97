# call: f32[16, 16], f32[16, 16]
# call: f32[24, 24], f32[24, 24]
import jax
import jax.numpy as jnp
import jax_cfd.base as cfd


def main(u, v):
    n = u.shape[0]
    grid = cfd.grids.Grid((n, n), domain=((0, 1), (0, 1)))
    bc = cfd.boundaries.periodic_boundary_conditions(2)
    v0 = (cfd.grids.GridVariable(cfd.grids.GridArray(u, (1.0, 0.5), grid), bc), cfd.grids.GridVariable(cfd.grids.GridArray(v, (0.5, 1.0), grid), bc))
    step = cfd.funcutils.repeated(cfd.equations.semi_implicit_navier_stokes(density=1.0, viscosity=1e-3, dt=1e-3, grid=grid), steps=5)
    out = step(v0)
    return jnp.sum(out[0].data ** 2)
