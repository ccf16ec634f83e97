# call: f64[200], f64[200]
import autograd.numpy as np


def tick(x, v, n):
    a = -np.sin(x) - 0.1 * v * np.abs(v)
    v = v + 0.05 * a
    return {"x": x + 0.05 * v, "v": v, "log": [np.sum(v * v), (np.cos(x), n)]}


def main(x, v):
    e = 0.0
    for n in range(10):
        s = tick(x, v, n)
        x, v = s["x"], s["v"]
        e = e + s["log"][0] + np.sum(s["log"][1][0])
    return e + np.sum(x * v)
