# call: f64[300], f64[300], f64[300]
import autograd.numpy as np


def deriv(q, p, m):
    return p / m, -np.sin(q) - 0.1 * p * np.abs(p)


def leap(q, p, m, dt):
    dq, dp = deriv(q, p, m)
    p = p + dt * dp
    q = q + dt * p / m
    return q, p


def main(q, p, m):
    for _ in range(30):
        q, p = leap(q, p, m, 0.05)
    return np.sum(q ** 2) + np.sum(p ** 2)
