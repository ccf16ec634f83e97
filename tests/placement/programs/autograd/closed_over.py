# call: f64[40, 40], f64[40], 5
import autograd.numpy as np


def main(w, x, depth):
    def layer(x):
        return np.tanh(np.dot(w, x)) * x

    def gate(x, v):
        y = np.sin(v) * x
        return np.exp(-y * y) * y

    for _ in range(depth):
        x = gate(layer(x), x)
    return np.sum(x)
