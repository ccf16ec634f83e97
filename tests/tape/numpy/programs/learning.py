"""Networks by hand, filters, densities."""

import numpy as np


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def mlp(params, x):
    for w, b in params[:-1]:
        x = np.tanh(x @ w + b)
    w, b = params[-1]
    return np.sum((x @ w + b) ** 2)


def rnn(w, u, b, xs):
    h = np.zeros(w.shape[0])
    loss = 0.0
    for t in range(xs.shape[0]):
        h = np.tanh(w @ h + u @ xs[t] + b)
        loss += np.sum(h**2)
    return loss


def lstm(p, xs):
    n = p["b"].shape[0] // 4
    h, c = np.zeros(n), np.zeros(n)
    for x in xs:
        z = p["w"] @ x + p["u"] @ h + p["b"]
        i, f, o = sigmoid(z[:n]), sigmoid(z[n : 2 * n]), sigmoid(z[2 * n : 3 * n])
        c = f * c + i * np.tanh(z[3 * n :])
        h = o * np.tanh(c)
    return np.sum(h)


class GRU:
    def __init__(self, wz, wr, wh):
        self.wz, self.wr, self.wh = wz, wr, wh

    def __call__(self, h, x):
        hx = np.concatenate([h, x])
        z = sigmoid(self.wz @ hx)
        r = sigmoid(self.wr @ hx)
        new = np.tanh(self.wh @ np.concatenate([r * h, x]))
        return (1 - z) * h + z * new


def gru(wz, wr, wh, xs):
    cell = GRU(wz, wr, wh)
    h = np.zeros(wz.shape[0])
    for x in xs:
        h = cell(h, x)
    return h @ h


def softmax(x, axis=-1):
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


def attention(x, wq, wk, wv):
    q, k, v = x @ wq, x @ wk, x @ wv
    a = softmax(q @ k.T / np.sqrt(q.shape[-1]))
    return np.mean((a @ v) ** 2)


def heads(x, w, count):
    n, d = x.shape
    q = (x @ w).reshape(n, count, d // count).transpose(1, 0, 2)
    s = softmax(q @ q.swapaxes(1, 2))
    return (s @ q).transpose(1, 0, 2).reshape(n, d).sum()


def layer_norm(x, gamma, beta):
    mu = x.mean(axis=1, keepdims=True)
    sd = x.std(axis=1, keepdims=True)
    return np.sum(gamma * (x - mu) / (sd + 1e-5) + beta)


def conv(x, k):
    n = x.shape[0] - k.shape[0] + 1
    m = x.shape[1] - k.shape[1] + 1
    out = np.zeros((n, m))
    for i in range(k.shape[0]):
        for j in range(k.shape[1]):
            out += k[i, j] * x[i : i + n, j : j + m]
    return np.maximum(out, 0.0).sum()


def kalman(a, h, q, r, ys):
    n = a.shape[0]
    x = np.zeros(n)
    p = np.eye(n)
    ll = 0.0
    for y in ys:
        x = a @ x
        p = a @ p @ a.T + q
        s = h @ p @ h.T + r
        k = p @ h.T @ np.linalg.inv(s)
        e = y - h @ x
        x = x + k @ e
        p = p - k @ h @ p
        ll += -0.5 * (e @ np.linalg.solve(s, e) + np.linalg.slogdet(s)[1])
    return ll


def hmm(start, trans, emit, obs):
    alpha = start * emit[:, obs[0]]
    total = np.log(np.sum(alpha))
    alpha = alpha / np.sum(alpha)
    for t in range(1, len(obs)):
        alpha = (alpha @ trans) * emit[:, obs[t]]
        s = np.sum(alpha)
        total = total + np.log(s)
        alpha = alpha / s
    return total


def mixture(x, mu, sigma, weight):
    d = (x[:, None] - mu[None, :]) / sigma
    logp = -0.5 * d**2 - np.log(sigma) + np.log(weight)
    m = np.max(logp, axis=1)
    return np.sum(m + np.log(np.sum(np.exp(logp - m[:, None]), axis=1)))


def logistic(w, x, y):
    z = x @ w
    return np.mean(np.logaddexp(0.0, z) - y * z) + 0.1 * np.linalg.norm(w) ** 2


def hamiltonian(q, p, steps):
    for _ in range(steps):
        p = p - 0.05 * q * np.exp(-0.5 * np.sum(q**2))
        q = q + 0.1 * p
        p = p - 0.05 * q * np.exp(-0.5 * np.sum(q**2))
    return 0.5 * np.sum(p**2) + np.sum(q**2)


def momentum(w, x, y, steps):
    v = np.zeros_like(w)
    for _ in range(steps):
        g = x.T @ (x @ w - y)
        v = 0.9 * v + g
        w = w - 0.01 * v
    return w


def history(x, steps):
    states = [x]
    for _ in range(steps):
        states.append(np.sin(states[-1]))
    return np.stack(states).sum()


def batch_norm(x):
    return ((x - np.mean(x, axis=0)) / np.sqrt(np.var(x, axis=0) + 1e-5)).sum()


def embedding(table, ids, w):
    e = table[ids]
    return np.sum(np.maximum(e @ w, 0.0))


CALLS = {
    "mlp([(f64[n, 4], f64[4]), (f64[4, 3], f64[3]), (f64[3, 2], f64[2])], f64[m, n])": [{"n": 3, "m": 5}, {"n": 6, "m": 2}],
    "rnn(f64[n, n], f64[n, m], f64[n], f64[T, m])": [{"n": 3, "m": 2, "T": 4}, {"n": 5, "m": 3, "T": 30}],
    "lstm({'w': f64[8, m], 'u': f64[8, 2], 'b': f64[8]}, f64[T, m])": [{"m": 3, "T": 3}, {"m": 5, "T": 20}],
    "gru(f64[n, n + m], f64[n, n + m], f64[n, n + m], f64[T, m])": [{"n": 3, "m": 2, "T": 3}, {"n": 4, "m": 5, "T": 20}],
    "attention(f64[n, d], f64[d, k], f64[d, k], f64[d, d])": [{"n": 4, "d": 3, "k": 2}, {"n": 7, "d": 5, "k": 4}],
    "heads(f64[n, 6], f64[6, 6], 2)": [{"n": 3}, {"n": 5}],
    "layer_norm(f64[n, m], f64[m], f64[m])": [{"n": 3, "m": 4}, {"n": 5, "m": 7}],
    "conv(f64[n, m], f64[3, 2])": [{"n": 6, "m": 5}, {"n": 9, "m": 8}],
    "kalman(f64[n, n], f64[m, n], f64[n, n], f64[m, m], f64[T, m])": [{"n": 3, "m": 2, "T": 3}, {"n": 4, "m": 3, "T": 20}],
    "hmm(f64[n], f64[n, n], f64[n, 3], i64[T])": [{"n": 3, "T": 3}, {"n": 4, "T": 25}],
    "mixture(f64[n], f64[k], f64[k], f64[k])": [{"n": 5, "k": 2}, {"n": 8, "k": 4}],
    "logistic(f64[m], f64[n, m], f64[n])": [{"n": 5, "m": 3}, {"n": 8, "m": 4}],
    "hamiltonian(f64[n], f64[n], T)": [{"n": 3, "T": 3}, {"n": 4, "T": 25}],
    "momentum(f64[m], f64[n, m], f64[n], T)": [{"n": 5, "m": 3, "T": 3}, {"n": 8, "m": 4, "T": 25}],
    "history(f64[n], T)": [{"n": 3, "T": 4}, {"n": 5, "T": 25}],
    "batch_norm(f64[n, m])": [{"n": 3, "m": 4}, {"n": 6, "m": 2}],
    "embedding(f64[9, d], i64[n], f64[d, 4])": [{"n": 3, "d": 2}, {"n": 6, "d": 5}],
}
