# call: f64[4, 4], f64[4, 4]
# call: f64[5, 5], f64[5, 5]
import jax
import jax.numpy as jnp
from jax import lax
from functools import partial
def sqrtm(a):
    w, v = jnp.linalg.eigh(a)
    return v @ jnp.diag(jnp.sqrt(jnp.abs(w))) @ v.T
def main(a, b):
    A = a @ a.T + jnp.eye(a.shape[0])
    B = b @ b.T + jnp.eye(a.shape[0])
    s = sqrtm(A)
    si = jnp.linalg.inv(s)
    m = si @ B @ si
    return jnp.sum(jnp.log(jnp.linalg.eigvalsh(m)) ** 2) + jax.scipy.linalg.expm(0.1 * a).sum()
