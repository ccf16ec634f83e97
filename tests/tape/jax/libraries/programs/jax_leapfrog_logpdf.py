# call: f32[3], f32[20, 3], f32[20]
# call: f32[5], f32[8, 5], f32[8]
import jax
import jax.numpy as jnp
import jax.scipy.stats as st

def log_post(beta, X, y):
    eta = X @ beta
    lik = jnp.sum(y * jax.nn.log_sigmoid(eta) + (1 - y) * jax.nn.log_sigmoid(-eta))
    prior = st.norm.logpdf(beta, 0.0, 2.0).sum() + st.t.logpdf(beta, 4.0).sum()
    return lik + prior

def main(beta, X, y):
    mom = jnp.ones_like(beta)
    grad = jax.grad(log_post)
    eps = 0.01
    mom = mom + 0.5 * eps * grad(beta, X, y)
    for _ in range(3):
        beta = beta + eps * mom
        mom = mom + eps * grad(beta, X, y)
    return log_post(beta, X, y) - 0.5 * mom @ mom
