# call: dict(d1=f32[3,3,1,4], d2=f32[3,3,4,8], u1=f32[3,3,12,4], out=f32[1,1,4,1], t=f32[6, 8]), f32[2, 8, 8, 1], i32[2], f32[2, 8, 8, 1]
# call: dict(d1=f32[3,3,1,4], d2=f32[3,3,4,8], u1=f32[3,3,12,4], out=f32[1,1,4,1], t=f32[6, 8]), f32[1, 6, 6, 1], i32[1], f32[1, 6, 6, 1]
import jax
import jax.numpy as jnp
from jax import lax
from functools import partial
def conv(x, w, s=1):
    return lax.conv_general_dilated(x, w, (s, s), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))
def temb(t, dim=6):
    f = jnp.exp(-jnp.log(10000.0) * jnp.arange(dim // 2) / (dim // 2))
    a = t[:, None].astype(jnp.float32) * f[None]
    return jnp.concatenate([jnp.sin(a), jnp.cos(a)], -1)
def net(p, x, t):
    h1 = jax.nn.silu(conv(x, p["d1"]))
    h2 = jax.nn.silu(conv(h1, p["d2"], 2) + (temb(t) @ p["t"])[:, None, None, :])
    up = jax.image.resize(h2, (x.shape[0], x.shape[1], x.shape[2], h2.shape[-1]), "nearest")
    h = jax.nn.silu(conv(jnp.concatenate([up, h1], -1), p["u1"]))
    return conv(h, p["out"])
def main(p, x, t, eps):
    betas = jnp.linspace(1e-4, 0.02, 10)
    abar = jnp.cumprod(1 - betas)
    a = abar[t][:, None, None, None]
    xt = jnp.sqrt(a) * x + jnp.sqrt(1 - a) * eps
    return jnp.mean((net(p, xt, t) - eps) ** 2)
