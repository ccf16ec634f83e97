"""Programs in which something is not modelled: that is to be said, not guessed."""

from __future__ import annotations

from tests.tape.torch.programs import HEAD

OPEN: dict[str, tuple[str, str]] = {}


def program(name: str, text: str, *calls: str) -> None:
    """A program and a call of it."""
    OPEN[name] = (HEAD + text, calls[0])


program(
    "weight_norm",
    """
from torch.nn.utils.parametrizations import weight_norm
class N(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.a = weight_norm(nn.Linear(d, d))
    def forward(self, x):
        return self.a(torch.tanh(self.a(x))).sum()
""",
    "N(4)(f32[3,4])",
    "N(10)(f32[7,10])",
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
    "pinn",
    """
def f(net, x):
    x = x.requires_grad_(True)
    u = net(x)
    du = torch.autograd.grad(u, x, torch.ones_like(u), create_graph=True)[0]
    return (du - u).pow(2).mean()
""",
    "f(nn.Sequential(nn.Linear(1,4), nn.Tanh(), nn.Linear(4,1)), f32[5,1])",
    "f(nn.Sequential(nn.Linear(1,8), nn.Tanh(), nn.Linear(8,1)), f32[20,1])",
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
