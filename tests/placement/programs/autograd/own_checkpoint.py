# call: f64[200], 3
import autograd.numpy as np
from autograd import checkpoint


@checkpoint
def smooth(x):
    for _ in range(8):
        x = np.sin(x) * x + 0.1 * np.cos(x)
    return x


def main(x, count):
    for _ in range(count):
        x = smooth(x)
    return np.sum(x)
