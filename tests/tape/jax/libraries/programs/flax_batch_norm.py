# call: {"Dense_0": {"kernel": f32[6, 9], "bias": f32[9]}, "BatchNorm_0": {"scale": f32[9], "bias": f32[9]}, "Dense_1": {"kernel": f32[9, 2], "bias": f32[2]}}, {"BatchNorm_0": {"mean": f32[9], "var": f32[9]}}, f32[7, 6]
# call: {"Dense_0": {"kernel": f32[5, 8], "bias": f32[8]}, "BatchNorm_0": {"scale": f32[8], "bias": f32[8]}, "Dense_1": {"kernel": f32[8, 3], "bias": f32[3]}}, {"BatchNorm_0": {"mean": f32[8], "var": f32[8]}}, f32[4, 5]
import jax
import jax.numpy as jnp
import flax.linen as nn


class Net(nn.Module):
    hidden: int
    out: int

    @nn.compact
    def __call__(self, x, train: bool):
        x = nn.Dense(self.hidden)(x)
        x = nn.BatchNorm(use_running_average=not train, momentum=0.9)(x)
        x = nn.silu(x)
        x = nn.Dropout(0.5, deterministic=not train)(x)
        return nn.Dense(self.out)(x)


def main(params, stats, x):
    net = Net(params["Dense_0"]["bias"].shape[0], params["Dense_1"]["bias"].shape[0])
    y, updates = net.apply({"params": params, "batch_stats": stats}, x, train=True, mutable=["batch_stats"], rngs={"dropout": jax.random.key(1)})
    z = net.apply({"params": params, "batch_stats": updates["batch_stats"]}, x, train=False)
    return jnp.mean(y**2) + jnp.mean(z**2)
