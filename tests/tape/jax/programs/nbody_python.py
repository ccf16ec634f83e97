# call: {"pos": f32[5, 2], "vel": f32[5, 2], "mass": f32[5]}, 4
# call: {"pos": f32[9, 2], "vel": f32[9, 2], "mass": f32[9]}, 7
import jax.numpy as jnp


def acceleration(pos, mass, eps=0.1):
    d = pos[None] - pos[:, None]
    r2 = (d**2).sum(-1) + eps**2
    return (mass[None, :, None] * d / (r2**1.5)[..., None]).sum(1)


def main(system, steps, dt=0.01):
    pos, vel = system["pos"], system["vel"]
    for _ in range(steps):
        vel = vel + dt * acceleration(pos, system["mass"])
        pos = pos + dt * vel
    return jnp.sum(pos**2) + jnp.sum(system["mass"][:, None] * vel**2)
