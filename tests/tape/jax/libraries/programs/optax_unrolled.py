# call: {"w": f32[4, 3], "b": f32[3]}, f32[8, 4], f32[8, 3], 3
import jax
import jax.numpy as jnp
import optax

def loss(params, x, y):
    pred = x @ params["w"] + params["b"]
    return optax.huber_loss(pred, y, delta=0.5).mean()

def main(params, x, y, steps):
    tx = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(optax.cosine_decay_schedule(1e-2, 100), weight_decay=1e-3))
    state = tx.init(params)
    for _ in range(steps):
        grads = jax.grad(loss)(params, x, y)
        updates, state = tx.update(grads, state, params)
        params = optax.apply_updates(params, updates)
    return loss(params, x, y)
