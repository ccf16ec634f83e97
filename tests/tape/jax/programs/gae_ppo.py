# call: {"w1": f32[4, 8], "pi": f32[8, 3], "v": f32[8, 1]}, f32[10, 4], i32[10], f32[10], f32[10]
# call: {"w1": f32[3, 5], "pi": f32[5, 2], "v": f32[5, 1]}, f32[25, 3], i32[25], f32[25], f32[25]
import jax
import jax.numpy as jnp


def network(p, obs):
    h = jnp.tanh(obs @ p["w1"])
    return jax.nn.log_softmax(h @ p["pi"]), (h @ p["v"])[:, 0]


def main(p, obs, actions, rewards, old):
    logp, values = network(p, obs)

    def back(acc, pair):
        delta, _ = pair
        acc = delta + 0.95 * acc
        return acc, acc

    deltas = rewards[:-1] + 0.99 * values[1:] - values[:-1]
    _, adv = jax.lax.scan(back, 0.0, (deltas, rewards[:-1]), reverse=True)
    adv = jax.lax.stop_gradient((adv - adv.mean()) / (adv.std() + 1e-8))
    chosen = logp[jnp.arange(len(actions)), actions]
    ratio = jnp.exp(chosen - old)[:-1]
    surrogate = jnp.minimum(ratio * adv, jnp.clip(ratio, 0.8, 1.2) * adv)
    entropy = -jnp.sum(jnp.exp(logp) * logp, axis=-1)
    return -surrogate.mean() + 0.5 * jnp.mean(deltas**2) - 0.01 * entropy.mean()
