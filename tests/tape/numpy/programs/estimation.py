"""Inverse problems, filters, factorisations and statistics, written out by hand."""

import numpy as np


def qr_givens(a):
    n = a.shape[0]
    r = a.copy()
    for j in range(n):
        for i in range(j + 1, n):
            h = np.sqrt(r[j, j] ** 2 + r[i, j] ** 2)
            c, s = r[j, j] / h, r[i, j] / h
            top = c * r[j] + s * r[i]
            r[i] = c * r[i] - s * r[j]
            r[j] = top
    return np.prod(np.diagonal(r))


def ldl(a):
    n = len(a)
    low, d = np.eye(n), np.zeros(n)
    for j in range(n):
        total = 0.0
        for k in range(j):
            total = total + low[j, k] ** 2 * d[k]
        d[j] = a[j, j] - total
        for i in range(j + 1, n):
            low[i, j] = (a[i, j] - np.sum(low[i, :j] * low[j, :j] * d[:j])) / d[j]
    return np.sum(np.log(np.abs(d)))


def triangular_solve(low, b):
    x = np.zeros_like(b)
    for i in range(b.shape[0]):
        x[i] = (b[i] - low[i, :i] @ x[:i]) / low[i, i]
    return x


def hadamard(x):
    y = x.copy()
    h = 1
    while h < len(x):
        for i in range(0, len(x), h * 2):
            a = y[i:i + h].copy()
            b = y[i + h:i + 2 * h].copy()
            y[i:i + h] = a + b
            y[i + h:i + 2 * h] = a - b
        h *= 2
    return y * y


def cosine_transform(x):
    n = x.shape[0]
    k = np.arange(n)
    out = []
    for j in range(n):
        basis = np.cos(np.pi * j * (2 * k + 1) / (2 * n))
        out.append(np.sum(x * basis))
    return np.array(out)


def sobel(image):
    kx = [[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]]
    h, w = image.shape
    gx, gy = np.zeros((h - 2, w - 2)), np.zeros((h - 2, w - 2))
    for di in range(3):
        for dj in range(3):
            if kx[di][dj] != 0.0:
                gx += kx[di][dj] * image[di:h - 2 + di, dj:w - 2 + dj]
            if kx[dj][di] != 0.0:
                gy += kx[dj][di] * image[di:h - 2 + di, dj:w - 2 + dj]
    return np.sqrt(gx**2 + gy**2 + 1e-6)


def total_variation(image, noisy, weight, steps):
    x = noisy.copy()
    for _ in range(steps):
        dx = np.diff(x, axis=0)
        dy = np.diff(x, axis=1)
        g = x - noisy
        nx = dx / np.sqrt(dx**2 + 0.01)
        ny = dy / np.sqrt(dy**2 + 0.01)
        g[:-1, :] -= weight * nx
        g[1:, :] += weight * nx
        g[:, :-1] -= weight * ny
        g[:, 1:] += weight * ny
        x -= 0.1 * g
    return np.mean((x - image) ** 2)


def bilateral(image, sigma):
    padded = np.pad(image, 1, mode="edge")
    h, w = image.shape
    num, den = np.zeros((h, w)), np.zeros((h, w))
    for i in range(3):
        for j in range(3):
            part = padded[i:i + h, j:j + w]
            weight = np.exp(-((part - image) ** 2) / (2 * sigma**2))
            num = num + weight * part
            den = den + weight
    return num / den


def radon(image, weights, rays):
    sino = np.zeros(rays)
    for r in range(rays):
        sino[r] = np.sum(weights[r] * image)
    return np.sum(np.exp(-sino))


def art(a, b, x, sweeps):
    for _ in range(sweeps):
        for i in range(a.shape[0]):
            row = a[i]
            x = x + row * (b[i] - row @ x) / (row @ row)
    return x


def extended_kalman(x, p, q, ys):
    eye = np.eye(2)
    loglik = 0.0
    for y in ys:
        f = np.array([[1.0, 0.1], [-0.1 * np.cos(x[0]), 1.0]])
        x = np.array([x[0] + 0.1 * x[1], x[1] - 0.1 * np.sin(x[0])])
        p = f @ p @ f.T + q
        s = p[0, 0] + 0.5
        k = p[:, 0] / s
        r = y - x[0]
        x = x + k * r
        p = (eye - np.outer(k, np.array([1.0, 0.0]))) @ p
        loglik = loglik - 0.5 * (np.log(s) + r * r / s)
    return loglik


def viterbi_soft(logits, trans, steps):
    alpha = logits[0]
    for t in range(1, steps):
        scores = alpha[:, None] + trans
        top = np.max(scores, axis=0)
        alpha = top + np.log(np.sum(np.exp(scores - top), axis=0)) + logits[t]
    top = np.max(alpha)
    return top + np.log(np.sum(np.exp(alpha - top)))


def elman(params, xs, ys):
    w, u, v = params["w"], params["u"], params["v"]
    h = np.zeros(w.shape[0])
    loss = 0.0
    for x, y in zip(xs, ys):
        h = np.tanh(w @ h + u @ x)
        p = np.exp(v @ h)
        p /= np.sum(p)
        loss -= np.log(p[0]) * y
    return loss


def gp_loglik(x, y, ell, noise):
    d = x[:, None] - x[None, :]
    k = np.exp(-0.5 * d**2 / ell**2) + noise * np.eye(len(x))
    low = np.linalg.cholesky(k)
    alpha = np.linalg.solve(low.T, np.linalg.solve(low, y))
    return -0.5 * y @ alpha - np.sum(np.log(np.diag(low)))


def levenberg(x, y, theta, steps):
    lam = 1e-2
    for _ in range(steps):
        e = np.exp(-theta[1] * x)
        r = y - theta[0] * e
        jac = np.stack([e, -theta[0] * x * e], axis=1)
        theta = theta + np.linalg.solve(jac.T @ jac + lam * np.eye(2), jac.T @ r)
    return np.sum(r**2)


def log_density(theta, x, y):
    mu, log_tau = theta[0], theta[1]
    beta = theta[2:]
    tau = np.exp(log_tau)
    lp = -0.5 * mu**2 - 0.5 * log_tau**2
    lp += np.sum(-0.5 * (beta - mu) ** 2 / tau**2 - log_tau)
    z = x @ beta
    lp += np.sum(y * z - np.log1p(np.exp(z)))
    return lp


def langevin(theta, noise, steps):
    for t in range(steps):
        grad = -theta + 0.1 * theta**3
        theta = theta + 0.01 * grad + 0.1 * noise[t]
    return np.sum(theta)


def ar_filter(x, phi):
    n, p = len(x), len(phi)
    e = np.zeros(n)
    for t in range(p, n):
        e[t] = x[t]
        for k in range(p):
            e[t] -= phi[k] * x[t - k - 1]
    return np.sum(e**2)


CALLS = {
    "qr_givens(f64[n, n])": [{"n": 3}, {"n": 18}],
    "ldl(f64[n, n])": [{"n": 3}, {"n": 18}],
    "triangular_solve(f64[n, n], f64[n])": [{"n": 4}, {"n": 20}],
    "hadamard(f64[8])": [{}],
    "hadamard(f64[16])": [{}],
    "cosine_transform(f64[n])": [{"n": 4}, {"n": 20}],
    "sobel(f64[n, m])": [{"n": 4, "m": 5}, {"n": 9, "m": 7}],
    "total_variation(f64[n, m], f64[n, m], f64[()], T)": [{"n": 4, "m": 5, "T": 2}, {"n": 5, "m": 6, "T": 20}],
    "bilateral(f64[n, m], f64[()])": [{"n": 4, "m": 5}, {"n": 9, "m": 7}],
    "radon(f64[n, m], f64[r, n, m], r)": [{"n": 4, "m": 5, "r": 3}, {"n": 3, "m": 2, "r": 20}],
    "art(f64[m, n], f64[m], f64[n], T)": [{"n": 4, "m": 3, "T": 2}, {"n": 3, "m": 18, "T": 19}],
    "extended_kalman(f64[2], f64[2, 2], f64[2, 2], f64[T])": [{"T": 3}, {"T": 20}],
    "viterbi_soft(f64[T, n], f64[n, n], T)": [{"T": 3, "n": 4}, {"T": 20, "n": 3}],
    "elman({'w': f64[n, n], 'u': f64[n, m], 'v': f64[k, n]}, f64[T, m], f64[T])": [
        {"n": 3, "m": 2, "k": 4, "T": 3}, {"n": 2, "m": 3, "k": 3, "T": 20}],
    "gp_loglik(f64[n], f64[n], f64[()], f64[()])": [{"n": 4}, {"n": 9}],
    "levenberg(f64[n], f64[n], f64[2], T)": [{"n": 4, "T": 2}, {"n": 7, "T": 20}],
    "log_density(f64[n + 2], f64[m, n], f64[m])": [{"n": 3, "m": 4}, {"n": 5, "m": 7}],
    "langevin(f64[n], f64[T, n], T)": [{"n": 3, "T": 4}, {"n": 5, "T": 20}],
    "ar_filter(f64[n], f64[p])": [{"n": 5, "p": 2}, {"n": 25, "p": 3}],
}
