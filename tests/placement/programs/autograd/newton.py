# call: f64[50], 6
import autograd.numpy as np


def residual(x, a):
    return x**3 + np.exp(0.1 * x) - a


def slope(x):
    return 3 * x**2 + 0.1 * np.exp(0.1 * x)


def improved(x, a):
    return x - residual(x, a) / slope(x)


def main(a, turns):
    x = np.ones(a.shape)
    for _ in range(turns):
        x = improved(x, a)
    return np.sum(np.log(x) * x)
