# call: {"beta": f64[5, 5], "gamma": f64[5]}, f64[5], 10
# call: {"beta": f64[3, 3], "gamma": f64[3]}, f64[3], 40
import jax
import jax.numpy as jnp


def main(params, i0, days):
    state = {"s": 1.0 - i0, "i": i0, "r": jnp.zeros_like(i0)}

    def day(state, _):
        force = params["beta"] @ state["i"]
        new = jnp.clip(state["s"] * (1 - jnp.exp(-0.1 * force)), 0.0, state["s"])
        rec = 0.1 * params["gamma"] * state["i"]
        state = {"s": state["s"] - new, "i": state["i"] + new - rec, "r": state["r"] + rec}
        return state, new

    state, incidence = jax.lax.scan(day, state, None, days)
    return jnp.sum(incidence**2) + jnp.sum(state["r"])
