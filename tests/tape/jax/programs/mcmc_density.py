# call: {"mu": f64[()], "tau": f64[()], "theta": f64[8]}, f64[8], f64[8]
# call: {"mu": f64[()], "tau": f64[()], "theta": f64[21]}, f64[21], f64[21]
import jax.numpy as jnp
from jax.scipy import stats


def main(params, y, sigma):
    tau = jnp.exp(params["tau"])
    lp = stats.norm.logpdf(params["mu"], 0.0, 5.0)
    lp += -jnp.log1p((tau / 5.0) ** 2) + params["tau"]
    lp += jnp.sum(stats.norm.logpdf(params["theta"], params["mu"], tau))
    lp += jnp.sum(stats.norm.logpdf(y, params["theta"], sigma))
    return lp
