# call: f64[6], f64[6, 6], 30
import jax, jax.numpy as jnp
def main(x, w, steps):
    hist = [x]
    for i in range(steps):
        x = hist[-1] + 0.1 * jnp.sin(w @ hist[-1])
        hist.append(x)
    return jnp.mean(jnp.stack(hist) ** 2)
