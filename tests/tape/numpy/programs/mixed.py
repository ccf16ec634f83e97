"""Programs in the ways that people write them: classes, closures, comprehensions, masks, while loops, workspaces."""

import bisect
import heapq
from collections import deque
from dataclasses import dataclass
from functools import cache, partial, reduce

import numpy as np


@dataclass
class Body:
    pos: np.ndarray
    vel: np.ndarray
    mass: float


def nbody(p0, p1, p2, v, steps):
    bodies = [Body(p, v * 1.0, 1.0 + i) for i, p in enumerate((p0, p1, p2))]
    for _ in range(steps):
        forces = []
        for a in bodies:
            f = np.zeros(3)
            for b in bodies:
                if a is not b:
                    d = b.pos - a.pos
                    f = f + b.mass * d / (np.dot(d, d) + 0.01) ** 1.5
            forces.append(f)
        for body, f in zip(bodies, forces):
            body.vel = body.vel + 0.01 * f
            body.pos = body.pos + 0.01 * body.vel
    return sum(0.5 * b.mass * np.sum(b.vel**2) for b in bodies)


class Layer:
    def __init__(self, w, b, activation="tanh"):
        self.w, self.b = w, b
        self.activation = {"tanh": np.tanh, "relu": lambda z: np.maximum(z, 0), "id": lambda z: z}[activation]

    def __call__(self, x):
        return self.activation(x @ self.w + self.b)


class Model:
    def __init__(self, params):
        kinds = ["relu"] * (len(params) - 1) + ["id"]
        self.layers = [Layer(w, b, k) for (w, b), k in zip(params, kinds)]

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def loss(self, x, y):
        r = self.forward(x) - y
        return np.mean(r * r)


def train_loss(params, x, y):
    return Model(params).loss(x, y)


def make_stepper(dt, rhs):
    def step(y):
        k1 = rhs(y)
        k2 = rhs(y + dt * k1)
        return y + 0.5 * dt * (k1 + k2)

    return step


def lorenz(y, sigma, steps):
    def rhs(s):
        return np.array([sigma * (s[1] - s[0]), s[0] * (28.0 - s[2]) - s[1], s[0] * s[1] - 8.0 / 3.0 * s[2]])

    step = make_stepper(0.01, rhs)
    out = np.zeros((steps, 3))
    for i in range(steps):
        y = step(y)
        out[i] = y
    return np.sum(out**2)


def workspace(u, steps):
    n = u.shape[0]
    a = np.empty(n)
    b = np.empty(n)
    for _ in range(steps):
        np.multiply(u, u, out=a)
        np.subtract(a, u, out=b)
        np.add(u, 0.1 * b, out=u)
    return u.sum()


def ping_pong(u, steps):
    new = np.zeros_like(u)
    for _ in range(steps):
        new[1:-1] = 0.5 * (u[2:] + u[:-2])
        new[0] = u[0]
        new[-1] = u[-1]
        u, new = new, u
    return u


def crank_nicolson(u, r, steps):
    n = u.size
    a = (1 + r) * np.eye(n) - 0.5 * r * (np.eye(n, k=1) + np.eye(n, k=-1))
    b = (1 - r) * np.eye(n) + 0.5 * r * (np.eye(n, k=1) + np.eye(n, k=-1))
    for _ in range(steps):
        u = np.linalg.solve(a, b @ u)
    return np.sum(u)


def spectral(u, k, steps):
    for _ in range(steps):
        u = u - 0.01 * k * np.abs(u) ** 2 * u
    return (u * np.conj(u)).real.sum()


def pca(x, steps):
    x = x - x.mean(axis=0)
    c = x.T @ x / x.shape[0]
    v = np.ones(c.shape[0]) / np.sqrt(c.shape[0])
    for _ in range(steps):
        v = c @ v
        v /= np.linalg.norm(v)
    return v @ (c @ v)


def compose(x):
    functions = [np.sin, np.cos, partial(np.multiply, 2.0), lambda z: z**2]
    return np.sum(reduce(lambda acc, f: f(acc), functions, x))


def stencil_sum(u, w):
    shifts = [(-1, 0), (1, 0), (0, -1), (0, 1)]
    total = w[0] * u
    for k, (dx, dy) in enumerate(shifts, start=1):
        total += w[k] * np.roll(np.roll(u, dx, axis=0), dy, axis=1)
    return np.mean(total**2)


def recursive_sum(x):
    if x.shape[0] <= 2:
        return np.prod(x)
    half = x.shape[0] // 2
    return recursive_sum(x[:half]) * recursive_sum(x[half:])


def beams(e, loads):
    n = len(loads)
    k = np.zeros((n + 1, n + 1))
    for i in range(n):
        block = e[i] * np.array([[1.0, -1.0], [-1.0, 1.0]])
        k[i : i + 2, i : i + 2] += block
    u = np.linalg.solve(k[1:, 1:], loads)
    return loads @ u


def bilinear(image, dx, dy):
    n, m = image.shape
    total = 0.0
    for i in range(n - 1):
        for j in range(m - 1):
            a = image[i, j] * (1 - dx) * (1 - dy)
            b = image[i + 1, j] * dx * (1 - dy)
            c = image[i, j + 1] * (1 - dx) * dy
            d = image[i + 1, j + 1] * dx * dy
            total += (a + b + c + d) ** 2
    return total


def pair_energy(q, pos):
    i, j = np.triu_indices(4, 1)
    r = np.sqrt(np.sum((pos[i] - pos[j]) ** 2, axis=1))
    return np.sum(q[i] * q[j] / r)


def masked(x, t):
    y = np.zeros_like(x)
    y[::2] = x[::2] * 2.0
    y[1::2] += np.sqrt(x[1::2])
    weights = np.where(np.arange(x.size) < 3, 1.0, 0.5)
    return weights @ y * t


def countdown(x, n):
    k = n
    while k > 0:
        x = np.exp(-x) * x
        k -= 2
    return x.sum()


def early(x, steps):
    total = 0.0
    for i in range(steps):
        if i == 2:
            continue
        total = total + np.sum(x**i)
        if i == 4:
            break
    return total


def softplus_chain(x, depths=(2, 3)):
    for d in depths:
        for _ in range(d):
            x = np.log1p(np.exp(x))
    return x.sum()


def blocks(a, x):
    n = a.shape[0] // 2
    a11, a12 = a[:n, :n], a[:n, n:]
    a21, a22 = a[n:, :n], a[n:, n:]
    s = a22 - a21 @ np.linalg.inv(a11) @ a12
    return np.linalg.det(s) + x[:n] @ a11 @ x[:n]


def trapezoids(f, h):
    total = 0.5 * (f[0] + f[-1])
    for v in f[1:-1]:
        total = total + v
    return h * total


def kernels(x, y, ell):
    def rbf(a, b):
        return np.exp(-0.5 * np.sum((a[:, None, :] - b[None, :, :]) ** 2, axis=2) / ell**2)

    return np.sum(rbf(x, y) @ rbf(y, x))


def state_space(a, b, c, us):
    x = np.zeros(a.shape[0])
    ys = []
    for u in us:
        x = a @ x + b * u
        ys.append(c @ x)
    return np.sum(np.array(ys) ** 2)


def adam(w, x, y, steps):
    m, v = np.zeros_like(w), np.zeros_like(w)
    for t in range(1, steps + 1):
        g = 2 * x.T @ (x @ w - y) / len(y)
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g**2
        w = w - 0.01 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return w


def events(x, steps):
    heap, last, order = [], deque(maxlen=2), []
    for t in range(steps):
        heapq.heappush(heap, (5 - t, x * t))
        bisect.insort(order, (t * 2) % 3)
    while heap:
        t, v = heapq.heappop(heap)
        last.append(np.sin(v) * order[t % 3])
    return np.sum(np.exp(last[0] * last[1]))


def legendre(x, n):
    @cache
    def term(k):
        if k < 2:
            return x if k else np.ones_like(x)
        return ((2 * k - 1) * x * term(k - 1) - (k - 1) * term(k - 2)) / k

    return np.sum(term(n) * term(n - 1))


CALLS = {
    "legendre(f64[4], 6)": [{}],
    "nbody(f64[3], f64[3], f64[3], f64[3], T)": [{"T": 2}, {"T": 20}],
    "train_loss([(f64[n, 4], f64[4]), (f64[4, m], f64[m])], f64[7, n], f64[7, m])": [{"n": 3, "m": 2}, {"n": 5, "m": 4}],
    "lorenz(f64[3], f64[()], T)": [{"T": 3}, {"T": 30}],
    "workspace(f64[n], T)": [{"n": 4, "T": 3}, {"n": 6, "T": 30}],
    "ping_pong(f64[n], T)": [{"n": 4, "T": 3}, {"n": 6, "T": 30}],
    "crank_nicolson(f64[n], f64[()], T)": [{"n": 4, "T": 3}, {"n": 6, "T": 30}],
    "spectral(c128[n], f64[n], T)": [{"n": 4, "T": 3}, {"n": 6, "T": 30}],
    "pca(f64[n, m], T)": [{"n": 4, "m": 3, "T": 3}, {"n": 6, "m": 5, "T": 30}],
    "compose(f64[n])": [{"n": 4}, {"n": 9}],
    "stencil_sum(f64[n, m], f64[5])": [{"n": 4, "m": 3}, {"n": 6, "m": 5}],
    "recursive_sum(f64[8])": [{}],
    "beams(f64[n], f64[n])": [{"n": 4}, {"n": 20}],
    "bilinear(f64[n, m], f64[()], f64[()])": [{"n": 4, "m": 3}, {"n": 6, "m": 25}],
    "pair_energy(f64[4], f64[4, 3])": [{}],
    "masked(f64[n], f64[()])": [{"n": 5}, {"n": 8}],
    "countdown(f64[n], T)": [{"n": 5, "T": 4}, {"n": 8, "T": 40}],
    "early(f64[n], 10)": [{"n": 5}, {"n": 8}],
    "softplus_chain(f64[n])": [{"n": 5}, {"n": 8}],
    "blocks(f64[6, 6], f64[6])": [{}],
    "trapezoids(f64[n], f64[()])": [{"n": 5}, {"n": 25}],
    "kernels(f64[n, d], f64[m, d], f64[()])": [{"n": 5, "d": 2, "m": 3}, {"n": 4, "d": 3, "m": 6}],
    "state_space(f64[n, n], f64[n], f64[n], f64[T])": [{"n": 3, "T": 4}, {"n": 5, "T": 25}],
    "events(f64[n], 3)": [{"n": 4}, {"n": 9}],
    "adam(f64[m], f64[n, m], f64[n], T)": [{"n": 5, "m": 3, "T": 3}, {"n": 6, "m": 2, "T": 25}],
}
