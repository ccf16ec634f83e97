"""Factorisations and solves by hand, Fourier transforms by hand, fits."""

import numpy as np


def lu(a):
    n = a.shape[0]
    for k in range(n - 1):
        a[k + 1 :, k] /= a[k, k]
        a[k + 1 :, k + 1 :] -= np.outer(a[k + 1 :, k], a[k, k + 1 :])
    return a


def cholesky(a):
    n = len(a)
    low = np.zeros((n, n))
    for j in range(n):
        low[j, j] = np.sqrt(a[j, j] - np.dot(low[j, :j], low[j, :j]))
        for i in range(j + 1, n):
            low[i, j] = (a[i, j] - np.dot(low[i, :j], low[j, :j])) / low[j, j]
    return low


def forward(low, b):
    n = b.shape[0]
    x = np.zeros(n)
    for i in range(n):
        x[i] = (b[i] - low[i, :i] @ x[:i]) / low[i, i]
    return x


def backward(up, b):
    n = b.shape[0]
    x = np.zeros_like(b)
    for i in range(n - 1, -1, -1):
        x[i] = (b[i] - np.sum(up[i, i + 1 :] * x[i + 1 :])) / up[i, i]
    return np.sum(x)


def gram_schmidt(a):
    n = a.shape[1]
    q = np.zeros_like(a)
    r = np.zeros((n, n))
    for j in range(n):
        v = a[:, j].copy()
        for i in range(j):
            r[i, j] = q[:, i] @ v
            v -= r[i, j] * q[:, i]
        r[j, j] = np.sqrt(np.sum(v * v))
        q[:, j] = v / r[j, j]
    return q, r


def thomas(a, b, c, d):
    n = len(d)
    cp = np.zeros(n)
    dp = np.zeros(n)
    cp[0] = c[0] / b[0]
    dp[0] = d[0] / b[0]
    for i in range(1, n):
        m = b[i] - a[i] * cp[i - 1]
        cp[i] = c[i] / m
        dp[i] = (d[i] - a[i] * dp[i - 1]) / m
    x = np.zeros(n)
    x[-1] = dp[-1]
    for i in range(n - 2, -1, -1):
        x[i] = dp[i] - cp[i] * x[i + 1]
    return x


def dft(x):
    n = x.shape[0]
    k = np.arange(n)
    w = np.exp(-2j * np.pi * np.outer(k, k) / n)
    return np.abs(w @ x) ** 2


def fft(x):
    n = len(x)
    if n == 1:
        return x
    even = fft(x[::2])
    odd = fft(x[1::2])
    w = np.exp(-2j * np.pi * np.arange(n // 2) / n)
    return np.concatenate([even + w * odd, even - w * odd])


def conjugate_gradient(a, b, steps):
    x = np.zeros_like(b)
    r = b - a @ x
    p = r
    for _ in range(steps):
        ap = a @ p
        alpha = np.dot(r, r) / np.dot(p, ap)
        x = x + alpha * p
        new = r - alpha * ap
        beta = np.dot(new, new) / np.dot(r, r)
        p = new + beta * p
        r = new
    return x


def power_iteration(a, steps):
    v = np.ones(a.shape[0])
    for _ in range(steps):
        w = a @ v
        v = w / np.linalg.norm(w)
    return v @ a @ v


def gauss_newton(x, y, theta):
    for _ in range(3):
        model = theta[0] * np.exp(theta[1] * x)
        jac = np.stack([np.exp(theta[1] * x), theta[0] * x * np.exp(theta[1] * x)], axis=1)
        residual = y - model
        theta = theta + np.linalg.solve(jac.T @ jac, jac.T @ residual)
    return theta


def gp(x, y, scale, noise):
    d = x[:, None] - x[None, :]
    k = np.exp(-0.5 * d**2 / scale**2) + noise * np.eye(x.shape[0])
    low = np.linalg.cholesky(k)
    alpha = np.linalg.solve(k, y)
    return 0.5 * y @ alpha + np.sum(np.log(np.diagonal(low)))


def jacobi(a, b, steps):
    d = np.diag(a)
    r = a - np.diag(d)
    x = np.zeros(b.shape)
    for k in range(steps):
        x = (b - r @ x) / d
    return x


def least_squares(a, b):
    q, r = np.linalg.qr(a)
    return np.linalg.solve(r, q.T @ b)


def series(a, terms):
    result = np.eye(a.shape[0])
    term = np.eye(a.shape[0])
    for k in range(1, terms):
        term = term @ a / k
        result += term
    return np.trace(result)


def determinant(a):
    sign, value = np.linalg.slogdet(a)
    return value + np.linalg.det(a) + np.trace(np.linalg.inv(a))


def einsums(a, b, c):
    t = np.einsum("ij,jk,kl->il", a, b, c)
    return np.einsum("ij,ij->", t, t) + np.tensordot(a, a, 2) + np.vdot(b, b)


CALLS = {
    "lu(f64[n, n])": [{"n": 4}, {"n": 30}],
    "cholesky(f64[n, n])": [{"n": 4}, {"n": 25}],
    "forward(f64[n, n], f64[n])": [{"n": 4}, {"n": 25}],
    "backward(f64[n, n], f64[n])": [{"n": 4}, {"n": 25}],
    "gram_schmidt(f64[n, m])": [{"n": 5, "m": 3}, {"n": 25, "m": 20}],
    "thomas(f64[n], f64[n], f64[n], f64[n])": [{"n": 5}, {"n": 30}],
    "dft(f64[n])": [{"n": 5}, {"n": 12}],
    "fft(c128[8])": [{}],
    "fft(f64[16])": [{}],
    "conjugate_gradient(f64[n, n], f64[n], T)": [{"n": 4, "T": 3}, {"n": 7, "T": 20}],
    "power_iteration(f64[n, n], T)": [{"n": 4, "T": 3}, {"n": 7, "T": 20}],
    "gauss_newton(f64[n], f64[n], f64[2])": [{"n": 5}, {"n": 12}],
    "gp(f64[n], f64[n], f64[()], f64[()])": [{"n": 5}, {"n": 9}],
    "jacobi(f64[n, n], f64[n], T)": [{"n": 4, "T": 3}, {"n": 7, "T": 20}],
    "least_squares(f64[n, m], f64[n])": [{"n": 5, "m": 3}, {"n": 8, "m": 4}],
    "series(f64[n, n], T)": [{"n": 3, "T": 5}, {"n": 5, "T": 25}],
    "determinant(f64[n, n])": [{"n": 3}, {"n": 6}],
    "einsums(f64[n, m], f64[m, n], f64[n, m])": [{"n": 3, "m": 4}, {"n": 5, "m": 2}],
}
