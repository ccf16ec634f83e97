# call: [(f32[4, 16], f32[16]), (f32[16, 16], f32[16]), (f32[16, 3], f32[3])], f32[10, 4], i32[10]
# call: [(f32[2, 7], f32[7]), (f32[7, 9], f32[9]), (f32[9, 5], f32[5])], f32[33, 2], i32[33]
import jax
import jax.numpy as jnp


def predict(params, x):
    *hidden, last = params
    for w, b in hidden:
        x = jnp.tanh(jnp.dot(x, w) + b)
    w, b = last
    return jnp.dot(x, w) + b


def main(params, inputs, labels):
    logits = predict(params, inputs)
    one_hot = jax.nn.one_hot(labels, logits.shape[-1])
    penalty = sum(jnp.sum(leaf**2) for leaf in jax.tree_util.tree_leaves(params))
    return -jnp.mean(jnp.sum(one_hot * jax.nn.log_softmax(logits), axis=-1)) + 1e-4 * penalty
