# call: LM(11, 8, 4).init(jax.random.key(0), i32[2, 5]), i32[2, 5]
# call: LM(9, 6, 3).init(jax.random.key(0), i32[3, 7]), i32[3, 7]
import functools
import jax
import jax.numpy as jnp
import flax.linen as nn


class Layer(nn.Module):
    width: int

    @nn.compact
    def __call__(self, x, _):
        h = nn.RMSNorm()(x)
        h = nn.tanh(nn.Dense(2 * self.width, use_bias=False)(h))
        return x + nn.Dense(self.width, use_bias=False)(h), None


class LM(nn.Module):
    vocab: int
    width: int
    depth: int

    @nn.compact
    def __call__(self, tokens):
        embed = nn.Embed(self.vocab, self.width)
        x = embed(tokens)
        stack = nn.scan(nn.remat(Layer), variable_axes={"params": 0}, split_rngs={"params": True}, length=self.depth)
        x, _ = stack(self.width)(x, None)
        return embed.attend(x)


def main(variables, tokens):
    vocab, width = variables["params"]["Embed_0"]["embedding"].shape
    model = LM(vocab, width, jax.tree.leaves(variables["params"]["ScanCheckpointLayer_0"])[0].shape[0])
    logits = model.apply(variables, tokens)
    return jnp.mean(jax.nn.logsumexp(logits, axis=-1))
