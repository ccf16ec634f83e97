"""Programs with what few models use: lazy modules, constructors by type, stacked states, parametrizations that are
cached, derivatives by `torch.autograd.functional`, projected recurrent layers.
"""

from __future__ import annotations

from tests.tape.torch.programs import program

program(
    "lazy_modules",
    """
class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.c = nn.LazyConv2d(6, 3, stride=2)
        self.b = nn.LazyBatchNorm2d()
        self.l1, self.l2 = nn.LazyLinear(width), nn.LazyLinear(2)
    def forward(self, x):
        x = F.hardswish(self.b(self.c(x)))
        x = torch.flatten(x, start_dim=1)
        return self.l2(torch.selu(self.l1(x))).square().sum()
""",
    "Net(10)(f32[3,2,9,9])",
    "Net(4)(f32[2,1,7,8])",
)
program(
    "equivariant_graph",
    """
class Layer(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.e = nn.Sequential(nn.Linear(2 * d + 1, h), nn.SiLU())
        self.x = nn.Sequential(nn.Linear(h, 1, bias=False), nn.Tanh())
    def forward(self, h, x):
        n = h.size(0)
        rows, cols = [], []
        for i in range(n):
            for j in range(n):
                if i != j:
                    rows.append(i)
                    cols.append(j)
        row, col = torch.LongTensor(rows), torch.LongTensor(cols)
        d = x[row] - x[col]
        m = self.e(torch.cat([h[row], h[col], d.pow(2).sum(1, keepdim=True)], 1))
        moved = x.new_full((n, 3), 0)
        moved.scatter_add_(0, row.unsqueeze(-1).expand(-1, 3), d * self.x(m))
        met = torch.bincount(row, minlength=n).clamp(min=1).unsqueeze(1)
        return m.new_zeros(n, m.size(1)).index_add_(0, row, m) / met, x + moved
class Net(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.add_module("first", Layer(d, h))
        self.add_module("second", Layer(h, h))
    def forward(self, h, x):
        for name in ("first", "second"):
            h, x = self._modules[name](h, x)
        return h.sum() + x.square().sum()
""",
    "Net(4, 8)(f32[5,4], f32[5,3])",
    "Net(3, 5)(f32[3,3], f32[3,3])",
)
program(
    "ensemble_of_states",
    """
from torch.func import functional_call, stack_module_state
class Net(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.a, self.b = nn.Linear(d, 4), nn.Linear(4, 1)
    def forward(self, x):
        return self.b(F.relu(self.a(x)))
def run(x, count):
    params, buffers = stack_module_state([Net(x.size(1)) for _ in range(count)])
    base = Net(x.size(1))
    def call(p, b, x):
        return functional_call(base, (p, b), (x,))
    return torch.vmap(call, in_dims=(0, 0, None))(params, buffers, x).var(0).sum()
""",
    "run(f32[5,3], 3)",
    "run(f32[2,4], 2)",
)
program(
    "cached_parametrizations",
    """
import torch.nn.utils.parametrize as parametrize
class Skew(nn.Module):
    def forward(self, X):
        A = X.triu(1)
        return A - A.transpose(-1, -2)
class Exponential(nn.Module):
    def forward(self, X):
        return torch.matrix_exp(X)
class Net(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.a = nn.utils.parametrizations.orthogonal(nn.Linear(n, n))
        self.b = nn.Linear(n, n)
        parametrize.register_parametrization(self.b, "weight", Skew())
        parametrize.register_parametrization(self.b, "weight", Exponential())
    def forward(self, x):
        with parametrize.cached():
            return self.b(torch.relu(self.a(x))).sum() + self.b.weight.sum()
""",
    "Net(5)(f32[3,5])",
    "Net(3)(f32[4,3])",
)
program(
    "functional_derivatives",
    """
def f(x, A):
    def g(v):
        return (torch.sin(A @ v) * v).sum()
    H = torch.autograd.functional.hessian(g, x, create_graph=True)
    J = torch.autograd.functional.jacobian(lambda v: torch.tanh(A @ v), x, create_graph=True)
    _, t = torch.autograd.functional.jvp(g, x, A[0], create_graph=True)
    return torch.trace(H) + J.pow(2).sum() + t
""",
    "f(f32[4], f32[4,4])",
    "f(f64[3], f64[3,3])",
)
program(
    "projected_lstm",
    """
def run(x, hidden, width):
    m = nn.LSTM(x.size(-1), hidden, num_layers=2, proj_size=width, batch_first=True, bidirectional=True)
    y, (h, c) = m(x.sin())
    one = nn.LSTM(x.size(-1), hidden, proj_size=width, batch_first=True)
    z, _ = one(nn.utils.rnn.pack_padded_sequence(x, [4, 3], batch_first=True))
    return y.tanh().sum() + h.sum() + c.exp().sum() + z.data.sin().sum()
""",
    "run(f32[2,5,4], 6, 3)",
    "run(f32[2,4,3], 4, 2)",
)
program(
    "bags_of_ragged_rows",
    """
def run(x, y):
    m = nn.EmbeddingBag(10, 4, mode="sum", include_last_offset=True)
    ends = torch.tensor([0, 2, x.size(0)])
    return m(x, ends).tanh().sum() + torch.where(torch.isfinite(y.sin()), y, 0.0).exp().sum()
""",
    "run(i64[6], f32[3])",
    "run(i64[3], f32[5])",
)
