# call: {"enc": f32[4, 6], "dec": f32[10, 6], "out": f32[12, 3]}, f32[7, 4], 4
# call: {"enc": f32[2, 5], "dec": f32[9, 5], "out": f32[10, 4]}, f32[11, 2], 6
import jax
import jax.numpy as jnp


def main(p, source, length):
    memory = jnp.tanh(source @ p["enc"])
    size = memory.shape[1]
    token = jnp.zeros(p["dec"].shape[0] - size)

    def step(carry, _):
        h, token = carry
        h = jnp.tanh(jnp.concatenate([h, token]) @ p["dec"])
        scores = jax.nn.softmax(memory @ h)
        context = scores @ memory
        logits = jnp.concatenate([h, context]) @ p["out"]
        token = jnp.pad(jax.nn.softmax(logits), (0, token.shape[0]))[: token.shape[0]]
        return (h, token), jnp.max(logits)

    _, peaks = jax.lax.scan(step, (jnp.zeros(size), token), None, length)
    return jnp.sum(peaks)
