# call: f64[6, 6], f64[6]
# call: f64[11, 11], f64[11]
import jax.numpy as jnp


def main(a, b):
    n = a.shape[0]
    lower = jnp.eye(n)
    for k in range(n - 1):
        factor = a[k + 1 :, k] / a[k, k]
        lower = lower.at[k + 1 :, k].set(factor)
        a = a.at[k + 1 :].add(-jnp.outer(factor, a[k]))
    y = []
    for i in range(n):
        y.append(b[i] - sum((lower[i, j] * y[j] for j in range(i)), 0.0))
    x = [0.0] * n
    for i in reversed(range(n)):
        rest = sum((a[i, j] * x[j] for j in range(i + 1, n)), 0.0)
        x[i] = (y[i] - rest) / a[i, i]
    return jnp.sum(jnp.stack(x) ** 2)
