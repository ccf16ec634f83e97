"""Programs under `vmap` and `autocast`, each with two calls."""

from __future__ import annotations

from tests.tape.torch.programs import program

program(
    "func_vmap_grad",
    """
from torch.func import vmap, grad
def loss(p, x, y):
    return ((torch.tanh(x @ p["w"] + p["b"]) - y) ** 2).mean()
def f(p, xs, ys):
    per = vmap(loss, in_dims=(None, 0, 0))(p, xs, ys)
    return per.sum() + per.std()
""",
    "f(dict(w=f32[3,2], b=f32[2]), f32[5,3], f32[5,2])",
    "f(dict(w=f32[3,2], b=f32[2]), f32[9,3], f32[9,2])",
)
program(
    "vmap_plain",
    """
def f(x, w, b):
    def one(x):
        return torch.tanh(x @ w + b).pow(2).sum()
    return torch.vmap(one)(x).exp().sum()
""",
    "f(f32[5,3], f32[3,4], f32[4])",
    "f(f64[9,6], f64[6,5], f64[5])",
)
program(
    "vmap_two",
    """
def f(x, w):
    def one(x, w):
        return torch.softmax(torch.sin(x) @ w.cos(), -1), x.sin()
    a, b = torch.func.vmap(one, in_dims=(0, 0))(x, w)
    return a.sum() + b.sum()
""",
    "f(f32[5,3], f32[5,3,4])",
    "f(f32[4,6], f32[4,6,7])",
)
program(
    "vmap_axes",
    """
def f(x, w, b):
    g = torch.vmap(lambda v: F.linear(v, w, b).relu(), in_dims=1, out_dims=1)
    return g(x).norm()
""",
    "f(f32[3,5], f32[4,3], f32[4])",
    "f(f32[3,5], f32[4,3], f32[4])",
)
program(
    "vmap_of_a_module",
    """
def f(net, x):
    return torch.vmap(net)(x).square().mean()
""",
    "f(nn.Linear(3, 4), f32[5,2,3])",
    "f(nn.Linear(3, 4), f32[5,2,3])",
)
program(
    "vmap_reductions",
    """
def f(x, t):
    def loss(x, t):
        return F.mse_loss(x.sigmoid().sum(), t) + x.std() + torch.logsumexp(x, 0) + x.norm() + torch.stack([x, x * t]).sum()
    return torch.vmap(loss)(x, t).sum()
""",
    "f(f32[5,3], f32[5])",
    "f(f64[9,4], f64[9])",
)
program(
    "autocast_mlp",
    """
class Net(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.fc1, self.fc2, self.ln = nn.Linear(d, 16), nn.Linear(16, 2), nn.LayerNorm(16)
    def forward(self, x):
        with torch.autocast(device_type="cpu", dtype=torch.bfloat16):
            h = F.relu(self.ln(self.fc1(x)))
            y = self.fc2(h)
        return y.float().pow(2).mean()
""",
    "Net(8)(f32[4,8])",
    "Net(8)(f32[4,8])",
)
program(
    "autocast_normed",
    """
def f(net, x, t):
    with torch.autocast("cpu", dtype=torch.bfloat16):
        y = net(x) + net(x * 2)
        loss = F.cross_entropy(y, t)
    return loss
""",
    "f(nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.LayerNorm(16), nn.Linear(16, 4)), f32[3,8], i64[3])",
    "f(nn.Sequential(nn.Linear(8, 6), nn.ReLU(), nn.LayerNorm(6), nn.Linear(6, 9)), f32[5,8], i64[5])",
)
program(
    "autocast_convolution",
    """
def f(net, x):
    with torch.amp.autocast(device_type="cpu"):
        y = net(x)
        return F.mse_loss(y, torch.zeros(3, 4))
""",
    "f(nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.GELU(), nn.Flatten(), nn.Dropout(0.1), nn.Linear(144, 4)), f32[3,1,8,8])",
    "f(nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.GELU(), nn.Flatten(), nn.Dropout(0.1), nn.Linear(144, 4)), f32[3,1,8,8])",
)
program(
    "autocast_nested",
    """
def f(x, a, b):
    with torch.autocast("cpu", torch.bfloat16):
        h = x @ a
        s = torch.softmax(h @ h.T, dim=-1)
        with torch.autocast("cpu", enabled=False):
            z = (s.float() @ x).sin()
        c = torch.cat([h, z], 1)
        e = torch.einsum("bi,ij->bj", x, b)
    return c.sum() + e.float().pow(2).sum()
""",
    "f(f32[3,8], f32[8,8], f32[8,8])",
    "f(f32[3,8], f32[8,8], f32[8,8])",
)
program(
    "autocast_attention",
    """
def f(mha, x):
    with torch.autocast("cpu", dtype=torch.bfloat16):
        y, _ = mha(x, x, x, need_weights=False)
    return y.float().sum()
""",
    "f(nn.MultiheadAttention(8, 2, batch_first=True), f32[2,5,8])",
    "f(nn.MultiheadAttention(8, 2, batch_first=True), f32[2,5,8])",
)
program(
    "autocast_encoder",
    """
def f(net, x):
    with torch.autocast("cpu", dtype=torch.bfloat16):
        y = net(x)
    return y.float().sum()
""",
    "f(nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), f32[2,5,8])",
    "f(nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), f32[2,5,8])",
)
program(
    "amp_unet",
    """
def run(x):
    down, up = nn.Conv2d(1, 4, 3, 2, 1), nn.ConvTranspose2d(4, 4, 2, 2)
    out = nn.Conv2d(5, 1, 1)
    with torch.autocast(device_type="cpu", dtype=torch.bfloat16):
        h = F.relu(down(x))
        h = up(h)
        y = out(torch.cat([x, h], 1))
        loss = F.l1_loss(y, torch.zeros_like(y))
    return loss
""",
    "run(f32[1,1,8,8])",
    "run(f32[1,1,8,8])",
)
program(
    "vmapped",
    """
def f(w, xs):
    def one(x):
        return torch.tanh(w @ x).sum()
    return torch.vmap(one)(xs).sum()
""",
    "f(f32[3,4], f32[5,4])",
    "f(f32[6,8], f32[10,8])",
)
program(
    "autocast",
    """
def f(net, x):
    with torch.autocast('cpu', dtype=torch.bfloat16):
        y = net(x)
    return y.float().sum()
""",
    "f(nn.Linear(4,3), f32[2,4])",
    "f(nn.Sequential(nn.Linear(8,8), nn.ReLU(), nn.Linear(8,2)), f32[5,8])",
)
program(
    "norms_in_half_precision",
    """
def f(l, x):
    return l(x * 2).float().sum() + F.layer_norm(x, (4,)).float().sum()
""",
    "f(nn.LayerNorm(4), bf16[2,7,4])",
    "f(nn.GroupNorm(7, 7, affine=False), bf16[3,7,4])",
)
