# call: f64[5, 4], f64[5, 4]
import jax, jax.numpy as jnp
def main(p, q):
    pc, qc = p - p.mean(0), q - q.mean(0)
    u, s, vt = jnp.linalg.svd(pc.T @ qc, full_matrices=False)
    r = u @ vt
    return jnp.sum((pc @ r - qc) ** 2) + s[0]
