# call: f64[5], i64[5]
# call: f64[9], i64[9]
import jax
import jax.numpy as jnp
from jax import lax
from functools import partial
from jax.scipy import stats
def main(mu, k):
    return stats.poisson.logpmf(k, mu).sum() + stats.bernoulli.logpmf(k, mu / 2).sum() + stats.binom.logpmf(k, 10, mu / 2).sum()
