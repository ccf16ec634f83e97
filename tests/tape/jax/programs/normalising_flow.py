# call: [{"w1": f32[2, 8], "w2": f32[8, 4]}, {"w1": f32[2, 8], "w2": f32[8, 4]}], f32[9, 4]
# call: [{"w1": f32[3, 5], "w2": f32[5, 6]}, {"w1": f32[3, 5], "w2": f32[5, 6]}, {"w1": f32[3, 5], "w2": f32[5, 6]}], f32[4, 6]
import jax
import jax.numpy as jnp


def coupling(p, x):
    half = x.shape[-1] // 2
    a, b = x[:half], x[half:]
    s, t = jnp.split(jnp.tanh(a @ p["w1"]) @ p["w2"], 2)
    s = jnp.tanh(s)
    return jnp.concatenate([b * jnp.exp(s) + t, a]), jnp.sum(s)


def log_prob(params, x):
    total = 0.0
    for p in params:
        x, logdet = coupling(p, x)
        total = total + logdet
    return jnp.sum(jax.scipy.stats.norm.logpdf(x)) + total


def main(params, batch):
    return -jnp.mean(jax.vmap(log_prob, in_axes=(None, 0))(params, batch))
