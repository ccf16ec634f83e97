"""Particles, molecules, integrators, fixed points, tomography."""

import numpy as np


def gravity(pos, vel, mass, steps):
    for _ in range(steps):
        d = pos[:, None, :] - pos[None, :, :]
        r2 = np.sum(d**2, axis=-1) + 0.1
        acc = -np.sum(mass[None, :, None] * d / r2[:, :, None] ** 1.5, axis=1)
        vel = vel + 0.01 * acc
        pos = pos + 0.01 * vel
    return 0.5 * np.sum(mass[:, None] * vel**2)


def lennard_jones(x):
    n = x.shape[0]
    energy = 0.0
    for i in range(n):
        for j in range(i):
            d = x[i] - x[j]
            r6 = np.sum(d * d) ** 3
            energy += 1.0 / r6**2 - 1.0 / r6
    return energy


def springs(x, v, k, steps):
    for _ in range(steps):
        f = np.zeros_like(x)
        s = k * (x[1:] - x[:-1])
        f[:-1] += s
        f[1:] -= s
        v += 0.1 * f
        x += 0.1 * v
    return x


def rhs(y, p):
    return np.array([p[0] * y[0] - p[1] * y[0] * y[1], p[2] * y[0] * y[1] - p[3] * y[1]])


def rk4(y, p, steps):
    h = 0.1
    for _ in range(steps):
        k1 = rhs(y, p)
        k2 = rhs(y + 0.5 * h * k1, p)
        k3 = rhs(y + 0.5 * h * k2, p)
        k4 = rhs(y + h * k3, p)
        y = y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return y


def pendulum(theta, omega, length, steps):
    for _ in range(steps):
        omega = omega - 0.01 * 9.81 / length * np.sin(theta)
        theta = theta + 0.01 * omega
    return theta


def newton(a):
    x = 1.0
    for _ in range(8):
        x = 0.5 * (x + a / x)
    return x


def fixed_point(w, b, steps):
    z = np.zeros_like(b)
    k = 0
    while k < steps:
        z = np.tanh(w @ z + b)
        k += 1
    return z.sum()


def scatter(weights, places, n):
    grid = np.zeros(n)
    np.add.at(grid, places, weights)
    return np.sum(grid**2)


def tomography(image, angles):
    n = image.shape[0]
    out = np.zeros((len(angles), n))
    for k, a in enumerate(angles):
        w = np.cos(a) * image + np.sin(a) * image.T
        out[k] = w.sum(axis=0)
    return np.linalg.norm(out)


def backprojection(sino, steps):
    x = np.zeros(sino.shape[1])
    for i in range(sino.shape[0]):
        row = sino[i]
        x += row * (1.0 - row @ x) / (row @ row)
    return x


def iir(x, b, a):
    y = np.zeros_like(x)
    for n in range(2, x.shape[0]):
        y[n] = b[0] * x[n] + b[1] * x[n - 1] + b[2] * x[n - 2] - a[1] * y[n - 1] - a[2] * y[n - 2]
    return y


def fir(x, h):
    return np.sum(np.convolve(x, h) ** 2)


def horner(coefficients, x):
    y = np.zeros_like(x)
    for c in coefficients:
        y = y * x + c
    return y


def options(s, k, steps, u, r):
    d = 1.0 / u
    p = (r - d) / (u - d)
    prices = s * u ** np.arange(steps, -1, -1) * d ** np.arange(0, steps + 1)
    value = np.maximum(prices - k, 0.0)
    for _ in range(steps):
        value = (p * value[:-1] + (1 - p) * value[1:]) / r
    return value[0]


def chain(x, depth):
    if depth == 0:
        return np.sum(x * x)
    return chain(np.sin(x) * 0.5, depth - 1)


def metropolis(theta, data):
    def density(t):
        return -0.5 * np.sum((data - t[0]) ** 2) / t[1] ** 2 - data.size * np.log(t[1])

    total = 0.0
    for shift in (0.1, 0.2, 0.3):
        total = total + density(theta + shift) - density(theta)
    return total


def rotate(points, angles):
    for i in range(angles.shape[0]):
        c, s = np.cos(angles[i]), np.sin(angles[i])
        r = np.array([[c, -s], [s, c]])
        points = points @ r.T
    return points


def normalise(x):
    x -= x.mean()
    x /= np.sqrt(np.sum(x**2))
    y = x[::-1]
    y *= 2.0
    return x.dot(y)


CALLS = {
    "gravity(f64[n, 2], f64[n, 2], f64[n], T)": [{"n": 3, "T": 2}, {"n": 5, "T": 20}],
    "lennard_jones(f64[n, 3])": [{"n": 4}, {"n": 20}],
    "springs(f64[n], f64[n], f64[()], T)": [{"n": 4, "T": 3}, {"n": 6, "T": 20}],
    "rk4(f64[2], f64[4], T)": [{"T": 3}, {"T": 30}],
    "pendulum(f64[()], f64[()], f64[()], T)": [{"T": 3}, {"T": 100}],
    "newton(f64[()])": [{}],
    "fixed_point(f64[n, n], f64[n], T)": [{"n": 3, "T": 5}, {"n": 4, "T": 30}],
    "scatter(f64[n], i64[n], 12)": [{"n": 5}, {"n": 9}],
    "tomography(f64[n, n], f64[k])": [{"n": 4, "k": 3}, {"n": 6, "k": 20}],
    "backprojection(f64[k, n], 1)": [{"n": 4, "k": 3}, {"n": 6, "k": 20}],
    "iir(f64[n], f64[3], f64[3])": [{"n": 5}, {"n": 30}],
    "fir(f64[n], f64[3])": [{"n": 5}, {"n": 12}],
    "horner(f64[5], f64[n])": [{"n": 5}, {"n": 12}],
    "options(f64[()], 1.0, 4, 1.1, 1.01)": [{}],
    "chain(f64[n], 5)": [{"n": 3}, {"n": 8}],
    "metropolis(f64[2], f64[n])": [{"n": 3}, {"n": 8}],
    "rotate(f64[n, 2], f64[k])": [{"n": 3, "k": 4}, {"n": 8, "k": 25}],
    "normalise(f64[n])": [{"n": 5}, {"n": 9}],
}
