"""Heat conduction in a plate: explicit finite differences for u_t = div(k grad u) on the unit square.

The design variable is the conductivity field k, the objective the mean temperature on the right half at the
end. The boundary is held at zero. Restart files are written every few steps, and the time step is made
smaller while the run is ahead of its share of the wall-clock allotment, to spend the allotment on accuracy.
"""

import struct
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

MAGIC = b"HEAT"


@dataclass
class Run:
    """What is fixed during a run: grid spacing, end time, where restarts go, seconds allotted."""

    h: float
    t_end: float
    restart: Path
    every: int = 50
    allotted: float = 60.0


def flux_divergence(u, k, h):
    """div(k grad u) at the interior points, with conductivities averaged to the cell faces."""
    east = 0.5 * (k[1:-1, 1:-1] + k[1:-1, 2:]) * (u[1:-1, 2:] - u[1:-1, 1:-1])
    west = 0.5 * (k[1:-1, 1:-1] + k[1:-1, :-2]) * (u[1:-1, 1:-1] - u[1:-1, :-2])
    north = 0.5 * (k[1:-1, 1:-1] + k[2:, 1:-1]) * (u[2:, 1:-1] - u[1:-1, 1:-1])
    south = 0.5 * (k[1:-1, 1:-1] + k[:-2, 1:-1]) * (u[1:-1, 1:-1] - u[:-2, 1:-1])
    return (east - west + north - south) / h**2


def stable_step(k, h):
    """The largest stable explicit step, with a margin of ten per cent."""
    return 0.9 * h**2 / (4.0 * k.max())


def choose_step(k, run, t, started):
    """Half the stable step while the run is ahead of schedule, the stable step otherwise."""
    dt = stable_step(k, run.h)
    spent = (time.perf_counter() - started) / run.allotted
    if spent < t / run.t_end:
        dt = 0.5 * dt
    return min(dt, run.t_end - t)


def write_restart(u, t, path):
    """Write time and field; a field that has overflowed leaves a file with a header only."""
    file = open(path, "wb")
    file.write(MAGIC + struct.pack("<dII", t, *u.shape))
    peak = np.abs(u).max()
    if not np.isfinite(peak):
        return peak
    file.write(np.ascontiguousarray(u).tobytes())
    file.close()
    return peak


def read_restart(path):
    """The field and time that `write_restart` wrote."""
    with open(path, "rb") as file:
        magic = file.read(len(MAGIC))
        if magic != MAGIC:
            raise ValueError(f"{path} is not a restart file")
        t, rows, columns = struct.unpack("<dII", file.read(16))
        return np.frombuffer(file.read()).reshape(rows, columns), t


def advance(u, k, t, n, run, started):
    """One explicit Euler step: the new field, the new time."""
    dt = choose_step(k, run, t, started)
    new = u.copy()
    new[1:-1, 1:-1] = u[1:-1, 1:-1] + dt * flux_divergence(u, k, run.h)
    if n % run.every == 0:
        peak = write_restart(new, t + dt, run.restart)
        print(f"step {n:5d}  t = {t + dt:.4f}  max|u| = {peak:.4e}")
    return new, t + dt


def simulate(u, k, run):
    """The field at the end time."""
    started = time.perf_counter()
    t, n = 0.0, 0
    while t < run.t_end:
        u, t = advance(u, k, t, n, run, started)
        n += 1
    return u


def objective(k, u0, run):
    """Mean temperature on the right half of the plate at the end time."""
    u = simulate(u0, k, run)
    return u[:, u.shape[1] // 2 :].mean()


def hot_spot(n):
    """A Gaussian of width 0.1 around (0.3, 0.5), zero on the boundary."""
    x, y = np.meshgrid(np.linspace(0.0, 1.0, n), np.linspace(0.0, 1.0, n))
    u = np.exp(-((x - 0.3) ** 2 + (y - 0.5) ** 2) / 0.1**2)
    u[0], u[-1], u[:, 0], u[:, -1] = 0.0, 0.0, 0.0, 0.0
    return u


def main():
    """Print the objective for a uniform plate and for one with a conducting strip."""
    n = 65
    run = Run(h=1.0 / (n - 1), t_end=0.02, restart=Path("heat.restart"))
    uniform = np.ones((n, n))
    strip = uniform.copy()
    strip[n // 2 - 3 : n // 2 + 4] = 5.0
    for name, k in (("uniform", uniform), ("strip", strip)):
        print(f"{name}: {objective(k, hot_spot(n), run):.6f}")


if __name__ == "__main__":
    main()
