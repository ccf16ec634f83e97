# call: f64[20,20], f64[20,20], f64[20,20]
import autograd.numpy as np


def lap(u):
    return np.roll(u, 1, axis=0) + np.roll(u, -1, axis=0) + np.roll(u, 1, axis=1) + np.roll(u, -1, axis=1) - 4.0 * u


def grow(u, v, f, k):
    r = u * v * v
    u = u + 0.1 * lap(u) - r + f * (1.0 - u)
    v = v + 0.05 * lap(v) + r - (f + k) * v
    return u, v


def chunk(u, v, f, k):
    for _ in range(5):
        u, v = grow(u, v, f, k)
    return u, v


def main(u, v, f):
    for _ in range(4):
        u, v = chunk(u, v, f, 0.06)
    return np.sum(v ** 2)
