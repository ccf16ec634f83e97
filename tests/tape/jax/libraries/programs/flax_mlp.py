# call: {"Dense_0": {"kernel": f32[8, 16], "bias": f32[16]}, "Dense_1": {"kernel": f32[16, 3], "bias": f32[3]}}, f32[5, 8]
# call: {"Dense_0": {"kernel": f32[7, 12], "bias": f32[12]}, "Dense_1": {"kernel": f32[12, 4], "bias": f32[4]}}, f32[9, 7]
import jax
import jax.numpy as jnp
from flax import linen as nn


class MLP(nn.Module):
    hidden: int
    out: int

    @nn.compact
    def __call__(self, x):
        x = nn.Dense(self.hidden)(x)
        x = nn.relu(x)
        return nn.Dense(self.out)(x)


def main(params, x):
    model = MLP(params["Dense_0"]["kernel"].shape[1], params["Dense_1"]["kernel"].shape[1])
    y = model.apply({"params": params}, x)
    return jnp.mean(y**2)
