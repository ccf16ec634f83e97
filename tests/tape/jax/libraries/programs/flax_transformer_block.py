# call: {"params": {"ln1": {"scale": f32[16], "bias": f32[16]}, "attn": {"query": {"kernel": f32[16, 4, 4], "bias": f32[4, 4]}, "key": {"kernel": f32[16, 4, 4], "bias": f32[4, 4]}, "value": {"kernel": f32[16, 4, 4], "bias": f32[4, 4]}, "out": {"kernel": f32[4, 4, 16], "bias": f32[16]}}, "ln2": {"scale": f32[16], "bias": f32[16]}, "up": {"kernel": f32[16, 64], "bias": f32[64]}, "down": {"kernel": f32[64, 16], "bias": f32[16]}}}, f32[2, 6, 16]
# call: {"params": {"ln1": {"scale": f32[8], "bias": f32[8]}, "attn": {"query": {"kernel": f32[8, 2, 4], "bias": f32[2, 4]}, "key": {"kernel": f32[8, 2, 4], "bias": f32[2, 4]}, "value": {"kernel": f32[8, 2, 4], "bias": f32[2, 4]}, "out": {"kernel": f32[2, 4, 8], "bias": f32[8]}}, "ln2": {"scale": f32[8], "bias": f32[8]}, "up": {"kernel": f32[8, 32], "bias": f32[32]}, "down": {"kernel": f32[32, 8], "bias": f32[8]}}}, f32[3, 5, 8]
import jax
import jax.numpy as jnp
from flax import linen as nn


class Block(nn.Module):
    width: int
    heads: int

    def setup(self):
        self.ln1 = nn.LayerNorm()
        self.attn = nn.MultiHeadDotProductAttention(num_heads=self.heads, qkv_features=self.width)
        self.ln2 = nn.LayerNorm()
        self.up = nn.Dense(4 * self.width)
        self.down = nn.Dense(self.width)

    def __call__(self, x):
        mask = nn.make_causal_mask(x[..., 0])
        h = self.ln1(x)
        x = x + self.attn(h, h, mask=mask)
        h = self.ln2(x)
        return x + self.down(nn.gelu(self.up(h)))


def main(variables, x):
    width = x.shape[-1]
    block = Block(width, width // 4)
    return jnp.sum(block.apply(variables, x) ** 2)
