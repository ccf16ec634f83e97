# call: f64[6, 4]
# call: f64[9, 5]
import jax.numpy as jnp


def main(a):
    q = []
    for j in range(a.shape[1]):
        v = a[:, j]
        for u in q:
            v = v - jnp.dot(u, a[:, j]) * u
        q.append(v / jnp.linalg.norm(v))
    q = jnp.stack(q, axis=1)
    return jnp.sum(jnp.abs(q.T @ a))
