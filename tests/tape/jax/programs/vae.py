# call: {"enc": f32[12, 8], "mu": f32[8, 2], "logvar": f32[8, 2], "dec1": f32[2, 8], "dec2": f32[8, 12]}, f32[5, 12], u32[2]
# call: {"enc": f32[20, 6], "mu": f32[6, 3], "logvar": f32[6, 3], "dec1": f32[3, 6], "dec2": f32[6, 20]}, f32[9, 20], u32[2]
import jax
import jax.numpy as jnp


def main(p, x, key):
    h = jax.nn.relu(x @ p["enc"])
    mu, logvar = h @ p["mu"], h @ p["logvar"]
    z = mu + jnp.exp(0.5 * logvar) * jax.random.normal(key, mu.shape)
    logits = jax.nn.relu(z @ p["dec1"]) @ p["dec2"]
    bce = jnp.sum(jnp.maximum(logits, 0) - logits * x + jnp.log1p(jnp.exp(-jnp.abs(logits))), axis=-1)
    kl = -0.5 * jnp.sum(1 + logvar - mu**2 - jnp.exp(logvar), axis=-1)
    return jnp.mean(bce + kl)
