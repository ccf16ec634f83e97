# call: f64[8, 16], f64[16, 16], f64[12, 5, 8]
import autograd.numpy as np


def sigmoid(x):
    return 0.5 * (np.tanh(0.5 * x) + 1.0)


def cell(h, x, wx, wh):
    gate = sigmoid(np.dot(x, wx) + np.dot(h, wh))
    candidate = np.tanh(np.dot(x, wx) - np.dot(h * gate, wh))
    return gate * h + (1.0 - gate) * candidate


def main(wx, wh, xs):
    h = np.zeros((xs.shape[1], wh.shape[0]))
    for t in range(xs.shape[0]):
        h = cell(h, xs[t], wx, wh)
    return np.sum(h * h)
