"""Stencils, flows, waves, optics."""

import numpy as np


def heat(u, steps, k=0.1):
    for _ in range(steps):
        u[1:-1] = u[1:-1] + k * (u[2:] - 2.0 * u[1:-1] + u[:-2])
    return u


def heat2d(u, steps):
    for _ in range(steps):
        new = u.copy()
        new[1:-1, 1:-1] += 0.1 * (u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4 * u[1:-1, 1:-1])
        u = new
    return np.sum(u**2)


def burgers(u, nu, steps):
    dx = 0.1
    dt = 0.01
    for n in range(steps):
        flux = 0.5 * u * u
        u = u - dt / dx * (flux - np.roll(flux, 1)) + nu * dt / dx**2 * (np.roll(u, -1) - 2 * u + np.roll(u, 1))
    return u


class Wave:
    def __init__(self, n, c):
        self.c = c
        self.old = np.zeros(n)
        self.now = np.zeros(n)

    def step(self, source):
        lap = np.zeros_like(self.now)
        lap[1:-1] = self.now[2:] + self.now[:-2] - 2 * self.now[1:-1]
        new = 2 * self.now - self.old + self.c**2 * lap
        new[0] += source
        self.old, self.now = self.now, new


def wave(c, sources):
    model = Wave(8, c)
    for s in sources:
        model.step(s)
    return np.sum(model.now**2)


def upwind(q, v, steps):
    for _ in range(steps):
        left = np.maximum(v, 0.0) * (q - np.roll(q, 1))
        right = np.minimum(v, 0.0) * (np.roll(q, -1) - q)
        q = q - 0.1 * (left + right)
    return q.sum()


def gauss_seidel(u, f, sweeps):
    n, m = u.shape
    for _ in range(sweeps):
        for i in range(1, n - 1):
            for j in range(1, m - 1):
                u[i, j] = 0.25 * (u[i - 1, j] + u[i + 1, j] + u[i, j - 1] + u[i, j + 1] - f[i, j])
    return u


def red_black(u, sweeps):
    for s in range(sweeps):
        u[1:-1:2] = 0.5 * (u[0:-2:2] + u[2::2])
        u[2:-1:2] = 0.5 * (u[1:-2:2] + u[3::2])
    return u


def shallow(h, hu, steps):
    g = 9.81
    for _ in range(steps):
        v = hu / h
        f1 = hu
        f2 = hu * v + 0.5 * g * h * h
        h = h - 0.01 * (f1 - np.roll(f1, 1))
        hu = hu - 0.01 * (f2 - np.roll(f2, 1))
    return np.sum(h) + np.sum(hu)


def propagate(field, phase, layers):
    for k in range(layers):
        field = field * np.exp(1j * phase[k])
        field = 0.5 * (np.roll(field, 1) + np.roll(field, -1))
    return np.sum(np.abs(field) ** 2)


def lens(heights, angles, curvature, index):
    for i in range(3):
        normal = heights * curvature[i]
        angles = np.arcsin(np.sin(angles + normal) * index[i] / index[i + 1]) - normal
        heights = heights + 0.5 * np.tan(angles)
    return np.var(heights)


def limiter(u, steps):
    for _ in range(steps):
        a = u[1:-1] - u[:-2]
        b = u[2:] - u[1:-1]
        slope = np.where(a * b > 0, np.minimum(np.abs(a), np.abs(b)), 0.0)
        u[1:-1] -= 0.1 * slope
    return u


def adaptive(u, steps):
    for i in range(steps):
        if i % 2 == 0:
            u = u + 0.1 * np.sin(u)
        else:
            u *= 0.9
    return u


CALLS = {
    "heat(f64[n], T)": [{"n": 6, "T": 3}, {"n": 11, "T": 40}],
    "heat2d(f64[n, m], T)": [{"n": 5, "m": 6, "T": 2}, {"n": 8, "m": 4, "T": 30}],
    "burgers(f64[n], 0.01, T)": [{"n": 5, "T": 3}, {"n": 9, "T": 50}],
    "burgers(f64[n], f64[()], T)": [{"n": 5, "T": 3}, {"n": 9, "T": 50}],
    "wave(f64[()], f64[T])": [{"T": 4}, {"T": 30}],
    "upwind(f64[n], f64[n], T)": [{"n": 5, "T": 3}, {"n": 9, "T": 50}],
    "gauss_seidel(f64[n, m], f64[n, m], T)": [{"n": 5, "m": 4, "T": 2}, {"n": 7, "m": 20, "T": 20}],
    "red_black(f64[n], T)": [{"n": 8, "T": 2}, {"n": 15, "T": 20}],
    "shallow(f64[n], f64[n], T)": [{"n": 6, "T": 2}, {"n": 10, "T": 25}],
    "propagate(c128[n], f64[T, n], T)": [{"n": 6, "T": 3}, {"n": 10, "T": 20}],
    "lens(f64[n], f64[n], f64[3], f64[4])": [{"n": 4}, {"n": 9}],
    "limiter(f64[n], T)": [{"n": 6, "T": 3}, {"n": 9, "T": 20}],
    "adaptive(f64[n], T)": [{"n": 6, "T": 4}, {"n": 9, "T": 10}],
}
