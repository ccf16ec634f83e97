"""`torch.func`: what the graph around derivatives of functions keeps, held to the nodes of the real one.

Hooks on saved tensors are refused there, so that the graph of the result is walked. A number that is multiplied by is kept
by its node, too, as a double, which no hook would see: programs are in single precision, to tell it from other scalars.
"""

from __future__ import annotations

import warnings

import pytest
import torch
from torch.nn.modules.module import register_module_parameter_registration_hook

from tests.tape.torch.programs import HEAD
from tests.tape.torch.truth import _DTYPES, _Atoms, said

TEXT = f"""{HEAD}
from torch.func import functional_call, grad, grad_and_value, jacrev, vjp, vmap
small = nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1))
net = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 2))
def g(x): return (x.sin() * x).sum()
def h(x): return x.sin() * x
def loss(p, x, y): return F.mse_loss(functional_call(net, p, (x,)), y)
def adapted(x, y, steps):
    p = dict(net.named_parameters())
    for _ in range(steps):
        d = grad(loss)(p, x, y)
        p = {{k: v - 0.1 * d[k] for k, v in p.items()}}
    return loss(p, x, y)
def tasks(xs, ys):
    p = dict(net.named_parameters())
    def task(x, y):
        d = grad(loss)(p, x, y)
        return loss({{k: p[k] - 0.1 * d[k] for k in p}}, x, y)
    return vmap(task)(xs, ys).mean()
def each(x, y):
    one = lambda p, a, b: loss(p, a.unsqueeze(0), b.unsqueeze(0))
    several = vmap(grad(one), in_dims=(None, 0, 0))(dict(net.named_parameters()), x, y)
    return sum((v ** 2).sum() for v in several.values())
def residual(xs):
    u = lambda x: small(x).sum()
    return (vmap(grad(lambda x: grad(u)(x).sum()))(xs) ** 2).mean()
def field(z):
    for _ in range(2):
        d = grad(lambda s: net(s).sum())(z)
        z = z + 0.1 * torch.stack([d[..., 1], -d[..., 0], d[..., 2]], -1)
    return z.pow(2).sum()
def f(x, y): return EXPRESSION
"""
EXPRESSIONS = """
grad(g)(x[0]).pow(2).sum()
sum(one.sum() for one in grad_and_value(g)(x))
grad(lambda a: ((a ** 3).sum(), a), has_aux=True)(x)[0].sum()
sum(one.sum() for one in grad(lambda a, b: (a * b.exp()).sum(), argnums=(0, 1))(x, x.cos()))
grad(lambda a: (grad(g)(a) * y.mean()).sum())(x).sum()
vjp(h, x)[1](x)[0].exp().sum()
jacrev(h)(x[0]).pow(2).sum()
jacrev(net)(x[0]).square().sum()
vmap(grad(g))(x).sin().sum()
vmap(grad(lambda w, a: (a @ w) ** 2), in_dims=(None, 0))(x[0], x).norm()
vmap(grad(lambda a: F.gelu(a).pow(2).sum()))(x).sin().sum()
vmap(grad(lambda a: a.softmax(0).pow(2).sum()))(x).sin().sum()
vmap(grad(lambda a: (a[1:] * F.silu(a[:-1])).sum()))(x).sin().sum()
adapted(x, y, 2)
tasks(x.view(2, 2, 3), y.view(2, 2, 2))
each(x, y)
residual(x[:, :1])
(vmap(grad(lambda a: small(a).sum()))(torch.linspace(0, 1, 6).unsqueeze(1)) - x.mean()).square().mean()
(grad(lambda a: net(a).sum())(torch.rand(5, 3)).square().sum() - x.mean()) ** 2
(grad(lambda a: (a ** 3).sin().sum())(torch.rand(5, 2)) * y.mean()).sum()
field(x)
"""
CALL = "f(f32[4,3], f32[4,2])"


def kept(text: str) -> tuple[int, int]:
    """The bytes of the storages that nodes behind a result hold, and of arguments and parameters among them."""
    own: list[torch.Tensor] = []
    hook = register_module_parameter_registration_hook(lambda module, name, one: own.append(one))
    space: dict[str, object] = {}
    try:
        exec(text, space)
        result = eval(CALL, space | {name: _Atoms(dtype, own) for name, dtype in _DTYPES.items()})
    finally:
        hook.remove()
    held, pending, seen = {}, [result.grad_fn], set()
    while pending:
        node = pending.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        pending += [one for one, _ in node.next_functions]
        for name in dir(node):
            one = getattr(node, name) if name.startswith("_saved_") else None
            if isinstance(one, torch.Tensor) and not (one.dim() == 0 and one.dtype == torch.float64):
                held[one.untyped_storage().data_ptr()] = one.untyped_storage().nbytes()
    places = {one.untyped_storage().data_ptr() for one in own}
    apart = sum(size for place, size in held.items() if place in places)
    return sum(held.values()) - apart, apart


@pytest.mark.parametrize("expression", EXPRESSIONS.strip().splitlines())
def test_derivatives_of_functions_keep_what_their_graph_keeps(expression: str) -> None:
    warnings.simplefilter("ignore")
    text = TEXT.replace("EXPRESSION", expression)
    tape, beside = said(text, CALL)
    assert not tape.gaps
    assert (tape.bytes, beside) == kept(text)
