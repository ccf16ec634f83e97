# call: [f32[6, 6], f32[6, 6], f32[6, 6], f32[6, 6]], f32[4, 6]
# call: [f32[3, 3], f32[3, 3], f32[3, 3], f32[3, 3]], f32[5, 3]
import jax
import jax.numpy as jnp
from jax.ad_checkpoint import checkpoint_name

policies = jax.checkpoint_policies


def block(w, x):
    h = checkpoint_name(jnp.tanh(x @ w), "hidden")
    return checkpoint_name(jnp.sin(h) * x, "out") * h


def main(ws, x):
    only = policies.save_only_these_names("hidden")
    others = policies.save_any_names_but_these("hidden")
    both = policies.save_from_both_policies(policies.dots_with_no_batch_dims_saveable, only)
    for w, policy in zip(ws, (None, only, others, both)):
        x = jax.checkpoint(block, policy=policy)(w, x)
    return jnp.sum(x**2)
