"""Viscous Burgers equation with NumPy, ready for reverse mode: u_t + (u^2/2)_x = nu u_xx on a periodic line.

Everything that a step needs comes in as an argument and everything it makes goes out as a result, so a step,
a block of steps or the whole run may be repeated from a snapshot of its arguments with equal results. Files,
random forcing and timing are there, each handled so that this stays true.
"""

import time
from contextlib import closing
from pathlib import Path

import numpy as np


def godunov_flux(left, right):
    """The exact Riemann flux of u^2/2 at each face."""
    return np.maximum(0.5 * np.maximum(left, 0.0) ** 2, 0.5 * np.minimum(right, 0.0) ** 2)


def limited_slope(u):
    """Van Leer's slope of each cell, per cell width."""
    forward, backward = np.roll(u, -1) - u, u - np.roll(u, 1)
    product = forward * backward
    total = np.where(product > 0.0, forward + backward, 1.0)
    return np.where(product > 0.0, 2.0 * product / total, 0.0)


def rhs(u, h, nu):
    """du/dt in each cell."""
    slope = limited_slope(u)
    left = u + 0.5 * slope
    right = np.roll(u - 0.5 * slope, -1)
    flux = godunov_flux(left, right)
    diffusion = nu * (np.roll(u, -1) - 2.0 * u + np.roll(u, 1)) / h**2
    return diffusion - (flux - np.roll(flux, 1)) / h


def step(u, forcing, h, dt, nu):
    """One step of the second-order strong-stability-preserving Runge-Kutta scheme."""
    first = u + dt * (rhs(u, h, nu) + forcing)
    second = first + dt * (rhs(first, h, nu) + forcing)
    return 0.5 * (u + second)


def forcings(steps, n, seed, strength=0.05):
    """Random large-scale forcing for every step, shape (steps, n), the same for equal seeds."""
    rng = np.random.default_rng(seed)
    x = np.linspace(0.0, 2.0 * np.pi, n, endpoint=False)
    phase = rng.uniform(0.0, 2.0 * np.pi, size=(steps, 3, 1))
    size = strength * rng.standard_normal((steps, 3, 1))
    wave = np.arange(1, 4).reshape(1, 3, 1)
    return (size * np.sin(wave * x + phase)).sum(axis=1)


def simulate(u, forcing, h, dt, nu):
    """The state after one step for each row of `forcing`."""
    for row in forcing:
        u = step(u, row, h, dt, nu)
    return u


def load_profile(path, n):
    """The initial profile in a text file of (x, u) rows, at n equidistant points."""
    with open(path, encoding="ascii") as file:
        x, u = np.loadtxt(file, unpack=True)
    return np.interp(np.linspace(0.0, 1.0, n, endpoint=False), x, u, period=1.0)


def save_profile(path, u):
    """Write (x, u) rows; an earlier file is replaced as a whole."""
    x = np.linspace(0.0, 1.0, u.size, endpoint=False)
    with closing(open(path, "w", encoding="ascii")) as file:
        np.savetxt(file, np.column_stack([x, u]))


def objective(u0, forcing, target, h, dt, nu):
    """Half the squared distance of the final state to the target."""
    difference = simulate(u0, forcing, h, dt, nu) - target
    return 0.5 * h * np.dot(difference, difference)


def main():
    """Run from a stored profile and report the objective and the time taken."""
    n, steps, nu = 256, 500, 5.0e-3
    h = 1.0 / n
    dt = 0.2 * min(h, h**2 / nu)
    path = Path("burgers.txt")
    save_profile(path, np.sin(2.0 * np.pi * np.linspace(0.0, 1.0, n, endpoint=False)))
    u0 = load_profile(path, n)

    started = time.perf_counter()
    value = objective(u0, forcings(steps, n, seed=7), np.zeros(n), h, dt, nu)
    print(f"objective {value:.6f} in {time.perf_counter() - started:.2f} s")


if __name__ == "__main__":
    main()
