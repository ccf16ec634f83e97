"""Programs in which something is not modelled: that is to be said, not guessed."""

from __future__ import annotations

from tests.tape.torch.programs import HEAD

OPEN: dict[str, tuple[str, str]] = {}


def program(name: str, text: str, *calls: str) -> None:
    """A program and a call of it."""
    OPEN[name] = (HEAD + text, calls[0])


program(
    "pruned",
    """
from torch.nn.utils import prune
def f(x):
    l = nn.Linear(4, 3)
    prune.l1_unstructured(l, name="weight", amount=0.3)
    return l(x).sum()
""",
    "f(f32[3,4])",
)
program(
    "vmap_of_a_convolution",
    """
def f(xs, w):
    def one(x):
        return F.conv1d(x[None], w).sum()
    return torch.vmap(one)(xs).sum()
""",
    "f(f32[5,2,9], f32[3,2,3])",
)
program(
    "derivatives_forwards_over_backwards",
    """
from torch.func import hessian
def f(w, x):
    return hessian(lambda w: ((x @ w) ** 2).sum())(w).norm()
""",
    "f(f32[4], f32[5,4])",
)
program(
    "autocast_of_a_graphics_card",
    """
def f(net, x):
    with torch.autocast("cuda", dtype=torch.float16):
        return net(x).float().sum()
""",
    "f(nn.Linear(4,3), f32[2,4])",
)
program(
    "twice_through_a_long_loop",
    """
def f(x):
    y = x
    for _ in range(40):
        y = torch.sin(y)
    g, = torch.autograd.grad(y.sum(), x, create_graph=True)
    return (g ** 2).sum()
""",
    "f(f32[5])",
)
program(
    "twice_through_a_batch_norm",
    """
def f(net, x):
    g, = torch.autograd.grad(net(x).sum(), x, create_graph=True)
    return (g ** 2).sum()
""",
    "f(nn.Sequential(nn.Linear(4,3), nn.BatchNorm1d(3)), f32[6,4])",
)
