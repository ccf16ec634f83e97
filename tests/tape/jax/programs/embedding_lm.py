# call: {"embed": f32[20, 8], "w": f32[8, 8], "out": f32[8, 20]}, i32[3, 7]
# call: {"embed": f32[11, 4], "w": f32[4, 4], "out": f32[4, 11]}, i32[2, 13]
import jax
import jax.numpy as jnp


def main(params, tokens):
    x = params["embed"][tokens[:, :-1]]
    x = jax.nn.silu(x @ params["w"]) + x
    x = jnp.cumsum(x, axis=1) / jnp.arange(1, x.shape[1] + 1)[None, :, None]
    logits = x @ params["out"]
    logp = logits - jax.nn.logsumexp(logits, axis=-1, keepdims=True)
    picked = jnp.take_along_axis(logp, tokens[:, 1:, None], axis=-1)[..., 0]
    return -picked.mean()
