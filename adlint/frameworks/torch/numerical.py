"""Numerical functions that ATen composes of others, in its steps.

Sources: aten/src/ATen/native/{Correlation,Integration,Sorting,ReduceOps,TensorShape,LinearAlgebra,Distance,
UnaryOps}.cpp.
"""

from __future__ import annotations

from adlint.evaluate.invocation.imports import of_text
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Value

MODULE = "torch.<numerical>"
_TEXT = """
import math
import torch

def cov(input, *, correction=1, fweights=None, aweights=None):
    x = input.view(1, -1) if input.dim() < 2 else input
    count = torch.scalar_tensor(x.size(1), dtype=torch.int64)
    average = x.sum(1) / count
    norm = torch.scalar_tensor(x.size(1) - correction, dtype=torch.int64)
    x = x - average.unsqueeze(1)
    return torch.div(x.mm(x.t()), norm).squeeze()

def corrcoef(input):
    c = cov(input)
    if c.dim() == 0:
        return c / c
    deviation = torch.sqrt(torch.diag(c))
    return torch.clamp(c / deviation.view(-1, 1) / deviation.view(1, -1), -1, 1)

def trapezoid(y, x=None, *, dx=1, dim=-1):
    if x is None:
        return (y.sum(dim) - (y.select(dim, 0) + y.select(dim, -1)) * 0.5) * dx
    left = y.narrow(dim, 0, y.size(dim) - 1)
    right = y.narrow(dim, 1, y.size(dim) - 1)
    if x.dim() == 1:
        shape = [1] * y.dim()
        shape[dim] = x.size(0) - 1
        steps = (x[1:] - x[:-1]).view(shape)
    else:
        steps = x.narrow(dim, 1, x.size(dim) - 1) - x.narrow(dim, 0, x.size(dim) - 1)
    return ((left + right) * steps).sum(dim) / 2.0

def quantile(input, q, dim=None, keepdim=False, *, interpolation="linear"):
    q = q if isinstance(q, torch.Tensor) else torch.scalar_tensor(q, dtype=input.dtype)
    ordered = input.flatten() if dim is None else input.transpose(dim, -1)
    ordered, _ = ordered.sort(-1)
    mask = ordered.isnan().any(-1, keepdim=True)
    ranks = (q.reshape(-1) * (ordered.size(-1) - 1)).expand(*ordered.shape[:-1], q.numel())
    ranks = torch.where(mask, ranks, ranks)
    below = ranks.long()
    values = ordered.gather(-1, below)
    if interpolation in ("linear", "midpoint"):
        weights = ranks - below
        values = values.lerp_(ordered.gather(-1, ranks.ceil().long()), weights)
    if q.dim() == 0:
        values = values.squeeze(-1)
    else:
        values = values.movedim(-1, 0)
    if dim is not None and keepdim:
        values = values.unsqueeze(dim if q.dim() == 0 or dim < 0 else dim + 1)
    return values

def square_(input):
    return input.pow_(2)

def diagflat(input, offset=0):
    return torch.diag_embed(input.contiguous().view(-1), offset)

def linalg_cond(A, p=None):
    if p is None or p == 2 or p == -2:
        values = torch.linalg.svdvals(A)
        largest, smallest = values.narrow(-1, 0, 1), values.narrow(-1, -1, 1)
        return (smallest / largest if p == -2 else largest / smallest).squeeze(-1)
    return torch.as_in_aten("linalg_cond", (A,), A.new_empty(A.shape[:-2]))

def linalg_solve_ex(A, B, *, left=True):
    return torch.linalg.solve(A, B, left=left), torch.zeros(A.shape[:-2], dtype=torch.int32)

def linalg_tensorinv(A, ind=2):
    count = math.prod(A.shape[ind:])
    return torch.linalg.inv(A.reshape(count, count)).reshape(A.shape[ind:] + A.shape[:ind])

def linalg_tensorsolve(A, B):
    count = math.prod(B.shape)
    return torch.linalg.solve(A.reshape(count, count), B.reshape(-1)).reshape(A.shape[B.dim():])

def special_ndtr(input):
    return (1 + torch.erf(input / 1.4142135623730951)) * 0.5

def polygamma(n, input):
    return torch.as_in_aten("polygamma", (input,), input)

def nanmean(input, dim=None, keepdim=False, *, dtype=None):
    counted = torch.logical_not(input.detach().isnan())
    if dim is None:
        return torch.nansum(input) / counted.sum()
    return torch.nansum(input, dim, keepdim) / counted.sum(dim, keepdim)

def msort(input):
    return torch.sort(input, dim=0)[0]

def cumulative_trapezoid(y, x=None, *, dx=1, dim=-1):
    both = y.narrow(dim, 0, y.size(dim) - 1) + y.narrow(dim, 1, y.size(dim) - 1)
    if x is None:
        return (both * (dx / 2.0)).cumsum(dim)
    steps = x[1:] - x[:-1]
    if x.dim() == 1 and dim != -1:
        steps = steps.view([-1] + [1] * (y.dim() - 1 - dim % y.dim()))
    return (both * steps).cumsum(dim) / 2.0

def cartesian_prod(*tensors):
    if len(tensors) == 1:
        return tensors[0]
    return torch.stack([one.flatten() for one in torch.meshgrid(*tensors, indexing="ij")], 1)

def vander(x, N=None, increasing=False):
    count = x.size(0) if N is None else N
    whole = torch.empty(x.size(0), count, dtype=x.dtype)
    whole.narrow(1, 0, 1).fill_(1)
    rest = whole.narrow(1, 1, count - 1)
    rest.copy_(x.unsqueeze(-1))
    rest.copy_(torch.cumprod(rest, 1))
    return whole if increasing else whole.flip(1)

def linalg_vander(x, *, N=None):
    count = x.size(-1) if N is None else N
    powers = torch.cumprod(x.unsqueeze(-1).expand(*x.shape, count - 1), -1)
    return torch.cat((powers.new_ones(*x.shape, 1), powers), -1)

def pdist(input, p=2.0):
    count = input.size(0)
    return torch.as_in_aten("_pdist_forward", (input.contiguous(),), input.new_empty(count * (count - 1) // 2))

def gradient_along(input, step, dim):
    size = input.size(dim)
    first = input.narrow(dim, 1, 1) - input.narrow(dim, 0, 1)
    last = input.narrow(dim, size - 1, 1) - input.narrow(dim, size - 2, 1)
    inner = input.narrow(dim, 2, size - 2) - input.narrow(dim, 0, size - 2)
    return torch.cat((first / step, inner / (2 * step), last / step), dim)

def gradient(input, *, spacing=1, dim=None, edge_order=1):
    dims = list(range(input.dim())) if dim is None else [dim] if isinstance(dim, int) else list(dim)
    steps = [spacing] * len(dims) if isinstance(spacing, (int, float)) else list(spacing)
    return tuple([gradient_along(input, step, one) for step, one in zip(steps, dims)])
"""
NUMERICAL = frozenset(
    "cov corrcoef trapezoid trapz cumulative_trapezoid quantile nanmean msort cartesian_prod vander linalg.vander pdist"
    " gradient special_ndtr polygamma special_polygamma square_ diagflat linalg.cond linalg.solve_ex linalg.tensorinv"
    " linalg.tensorsolve".split()
)
_ALIASES = {"trapz": "trapezoid", "special_polygamma": "polygamma", "linalg.vander": "linalg_vander",
            **{f"linalg.{one}": f"linalg_{one}" for one in "cond solve_ex tensorinv tensorsolve".split()}}  # fmt: skip


def computed(m: Machine, name: str, given: Given) -> Value:
    """What one of them gives."""
    return m.tables.call(m, of_text(m, MODULE, _TEXT)[_ALIASES.get(name, name)], given)
