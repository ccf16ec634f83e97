# call: {"w": f32[4, 6], "a": f32[12]}, f32[7, 4], i32[15], i32[15]
# call: {"w": f32[3, 5], "a": f32[10]}, f32[9, 3], i32[30], i32[30]
import jax
import jax.numpy as jnp


def main(p, nodes, senders, receivers):
    n = nodes.shape[0]
    h = nodes @ p["w"]
    pair = jnp.concatenate([h[senders], h[receivers]], axis=-1)
    logits = jax.nn.leaky_relu(pair @ p["a"], negative_slope=0.2)
    peak = jax.ops.segment_max(logits, receivers, num_segments=n)
    weights = jnp.exp(logits - jax.lax.stop_gradient(peak)[receivers])
    norm = jax.ops.segment_sum(weights, receivers, num_segments=n)
    weights = weights / (norm[receivers] + 1e-6)
    out = jax.ops.segment_sum(weights[:, None] * h[senders], receivers, n)
    return jnp.sum(jax.nn.elu(out))
