# call: f64[100], f64[100], 20
import autograd.numpy as np


def step(u, kappa):
    flux = kappa * (np.roll(u, -1) - u)
    return u + 0.1 * (flux - np.roll(flux, 1)) - 0.01 * u**3 * np.exp(-u * u)


def main(u, kappa, steps):
    for _ in range(steps):
        u = step(u, kappa)
    return np.mean(u * u)
