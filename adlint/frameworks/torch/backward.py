"""What the reverse sweep computes of each operation, in operations that are recorded in turn where derivatives of
derivatives are wanted: the formulas of `derivatives.yaml` and `FunctionsManual.cpp` of PyTorch 2.13.0.

A function is named by an operation and the place of the operand that its result belongs to. It is given the gradient,
the operands, and the results. Numbers that do not change what is saved stand for others.
"""

from __future__ import annotations

from adlint.evaluate.invocation.imports import of_text
from adlint.evaluate.machine import Machine
from adlint.evaluate.values import Value

MODULE = "torch.<backward>"
_TEXT = """
import torch
from torch import as_in_aten

def add_0(g, a, b, r): return g
def add_1(g, a, b, r): return g
def sub_0(g, a, b, r): return g
def sub_1(g, a, b, r): return -g
def mul_0(g, a, b, r): return g * b
def mul_1(g, a, b, r): return g * a
def div_0(g, a, b, r): return g / b
def div_1(g, a, b, r): return -g * ((a / b) / b)
def neg_0(g, a, r): return -g
def exp_0(g, a, r): return g * r
def exp2_0(g, a, r): return g * r * 0.6931471805599453
def expm1_0(g, a, r): return g * (r + 1)
def log_0(g, a, r): return g / a
def log1p_0(g, a, r): return g / (a + 1)
def log2_0(g, a, r): return g / (a * 0.6931471805599453)
def sin_0(g, a, r): return g * a.cos()
def cos_0(g, a, r): return g * -a.sin()
def tan_0(g, a, r): return g * (1 + r.pow(2))
def sinh_0(g, a, r): return g * a.cosh()
def cosh_0(g, a, r): return g * a.sinh()
def atan_0(g, a, r): return g / (a * a + 1)
def erf_0(g, a, r): return 1.1283791670955126 * torch.exp(-(a.pow(2))) * g
def sqrt_0(g, a, r): return g / (2 * r)
def rsqrt_0(g, a, r): return -0.5 * g * r.pow(3)
def reciprocal_0(g, a, r): return -g * (r * r)
def abs_0(g, a, r): return g * a.sgn()
def pow_0(g, a, b, r=None):
    if r is None:
        return g * (2.0 * a.pow(2.0))
    return torch.where(b == 0.0, torch.zeros_like(a), g * (b * a.pow(b - 1)))
def pow_1(g, a, b, r): return g * torch.where(torch.logical_and(a == 0, b >= 0), g.new_zeros(()), r * a.log())
def logaddexp_0(g, a, b, r): return g / (1 + torch.exp(b - a))
def logaddexp_1(g, a, b, r): return g / (1 + torch.exp(a - b))
def xlogy_0(g, a, b, r): return torch.xlogy(g, b).masked_fill((a == 0.0) & (b <= 0.0), 0.0)
def xlogy_1(g, a, b, r): return g * a / b
def asin_0(g, a, r): return g * (-a * a + 1).rsqrt()
def acos_0(g, a, r): return g * -(-a * a + 1).rsqrt()
def asinh_0(g, a, r): return g * (a.pow(2) + 1).rsqrt()
def acosh_0(g, a, r): return g * (a.pow(2) - 1).rsqrt()
def atanh_0(g, a, r): return g * 1 / (1 - a.pow(2))
def erfc_0(g, a, r): return -1.1283791670955126 * torch.exp(-(a.pow(2))) * g
def lgamma_0(g, a, r): return g * torch.digamma(a)
def digamma_0(g, a, r): return g * torch.polygamma(1, a)
def log10_0(g, a, r): return g / (a * 2.3025850929940456)
def sinc_0(g, a, r):
    scaled, squared = a * 3.141592653589793, a * a * 3.141592653589793
    return torch.where(squared == 0, 0.0, g * ((scaled * scaled.cos() - scaled.sin()) / squared))
def clone_0(g, a, r): return g
def contiguous_0(g, a, r): return g
def _to_copy_0(g, a, r): return g.to(a.dtype)
def copy_1(g, a, b, r): return g

def tanh_0(g, a, r): return as_in_aten("tanh_backward", (g, r), a)
def tanh_backward_0(g, d, o, r): return as_in_aten("tanh_backward", (g, o), o)
def tanh_backward_1(g, d, o, r): return g * (-2 * o * d)
def sigmoid_0(g, a, r): return as_in_aten("sigmoid_backward", (g, r), a)
def sigmoid_backward_0(g, d, o, r): return as_in_aten("sigmoid_backward", (g, o), o)
def sigmoid_backward_1(g, d, o, r): return g * d * (-2 * o + 1)
def relu_0(g, a, r): return as_in_aten("threshold_backward", (g, r), a)
def threshold_backward_0(g, d, a, r): return as_in_aten("threshold_backward", (g, a), a)
def threshold_backward_1(g, d, a, r): return torch.zeros_like(a)
def leaky_relu_0(g, a, r): return as_in_aten("leaky_relu_backward", (g, a), a)
def leaky_relu_backward_0(g, d, a, r): return as_in_aten("leaky_relu_backward", (g, a), a)
def leaky_relu_backward_1(g, d, a, r): return torch.zeros_like(a)
def softplus_0(g, a, r): return as_in_aten("softplus_backward", (g, a), a)
def softplus_backward_0(g, d, a, r): return as_in_aten("softplus_backward", (g, a), a)
def softplus_backward_1(g, d, a, r):
    x = a * 1.0
    return as_in_aten("sigmoid_backward", (g * d, x.sigmoid()), a) * (x < 20) * 1.0
def elu_0(g, a, r): return as_in_aten("elu_backward", (g, a), a)
def elu_backward_0(g, d, a, r): return as_in_aten("elu_backward", (g, a), a)
def gelu_0(g, a, r): return as_in_aten("gelu_backward", (g, a), a)
def gelu_backward_0(g, d, a, r): return as_in_aten("gelu_backward", (g, a), a)
def hardtanh_0(g, a, r): return as_in_aten("hardtanh_backward", (g, a), a)
def hardswish_0(g, a, r): return as_in_aten("hardswish_backward", (g, a), a)
def log_sigmoid_forward_0(g, a, r, buffer): return as_in_aten("log_sigmoid_backward", (g, a, buffer), a)
def mish_0(g, a, r):
    s = a.sigmoid()
    t = a.exp().log1p().tanh()
    return g * (t + a * s * (1 - t * t))
def silu_0(g, a, r):
    s = a.sigmoid()
    return g * s * (1.0 + a * (1.0 - s))
def clamp_0(g, a, r): return torch.where(a >= 0, g, 0.0)
def clamp_min_0(g, a, r): return torch.where(a >= 0, g, 0.0)
def clamp_max_0(g, a, r): return torch.where(a <= 0, g, 0.0)
def where_1(g, c, a, b, r): return torch.where(c, g, 0.0)
def where_2(g, c, a, b, r): return torch.where(c, 0.0, g)
def masked_fill_0(g, a, mask, r): return g.masked_fill(mask, 0)
def maximum_0(g, a, b, r): return torch.where(a == b, g / 2, g).masked_fill_(a < b, 0)
def maximum_1(g, a, b, r): return torch.where(a == b, g / 2, g).masked_fill_(b < a, 0)
def minimum_0(g, a, b, r): return torch.where(a == b, g / 2, g).masked_fill_(a > b, 0)
def minimum_1(g, a, b, r): return torch.where(a == b, g / 2, g).masked_fill_(b > a, 0)

def sum_0(g, a, r): return torch.seen_as(g, a)
def mean_0(g, a, r): return torch.seen_as(g, a) / 2
def var_0(g, a, r):
    middle = as_in_aten("mean.dim", (a,), torch.seen_over(r, a))
    return (2.0 * torch.seen_over(g, a)) * (a - middle)
def std_0(g, a, r): return var_0((g / (r * 2)).masked_fill_(r == 0, 0), a, r)
def amax_0(g, a, r):
    places = torch.seen_over(r, a) == a
    return torch.seen_over(g, a) * places / torch.seen_over(r, a).detach().long()
def amin_0(g, a, r): return amax_0(g, a, r)
def selected(g, a, i): return torch.zeros_like(a).scatter_(0, torch.seen_over(i, a), torch.seen_over(g, a))
def max_0(g, a, r, i): return selected(g, a, i)
def min_0(g, a, r, i): return selected(g, a, i)
def sort_0(g, a, r, i): return torch.zeros_like(a).scatter_(0, i, g)
def topk_0(g, a, r, i): return torch.zeros_like(a).scatter_(0, i, g)
def trace_0(g, a, r): return as_in_aten("trace_backward", (g,), a)
def cumsum_0(g, a, r): return g.cumsum(0)
def linalg_vector_norm_0(g, a, r):
    wide, norm = torch.seen_over(g, a), torch.seen_over(r, a)
    return wide * (a / norm).masked_fill_(norm == 0, 0)
def _softmax_0(g, a, r): return as_in_aten("_softmax_backward_data", (g, r), a)
def _softmax_backward_data_0(g, d, o, r): return as_in_aten("_softmax_backward_data", (g, o), o)
def _log_softmax_0(g, a, r): return as_in_aten("_log_softmax_backward_data", (g, r), a)
def logsumexp_0(g, a, r): return torch.seen_over(g, a) * (a - torch.seen_over(r, a)).exp()

def mm_0(g, a, b, r): return g.mm(b.t())
def mm_1(g, a, b, r): return a.t().mm(g)
def bmm_0(g, a, b, r): return g.bmm(b.transpose(1, 2))
def bmm_1(g, a, b, r): return a.transpose(1, 2).bmm(g)
def baddbmm_0(g, c, a, b, r): return g
def baddbmm_1(g, c, a, b, r): return g.bmm(b.transpose(1, 2))
def baddbmm_2(g, c, a, b, r): return a.transpose(1, 2).bmm(g)
def linalg_inv_ex_0(g, a, r, info): return -torch.matmul(r.mH, torch.matmul(g, r.mH))
def addmm_0(g, c, a, b, r): return g
def addmm_1(g, c, a, b, r): return g.mm(b.t())
def addmm_2(g, c, a, b, r): return a.t().mm(g)
def mv_0(g, a, v, r): return g.ger(v)
def mv_1(g, a, v, r): return a.t().mv(g)
def dot_0(g, a, b, r): return g * b
def dot_1(g, a, b, r): return g * a
def convolution_0(g, x, w, b, r): return as_in_aten("convolution_backward", (g, x, w), x)
def convolution_1(g, x, w, b, r): return as_in_aten("convolution_backward", (g, x, w), w)
def convolution_2(g, x, w, b, r): return g.sum(0)
def convolution_backward_0(g, d, x, w, r): return as_in_aten("convolution", (g, w, None), d)
def native_layer_norm_0(g, x, w, b, r, mean, root):
    return as_in_aten("native_layer_norm_backward", (g, x, mean, root, w, b), x)
def native_layer_norm_1(g, x, w, b, r, mean, root):
    return as_in_aten("native_layer_norm_backward", (g, x, mean, root, w, b), w)
def native_layer_norm_2(g, x, w, b, r, mean, root): return g.sum(0)

def nll_loss_forward_0(g, a, target, weight, r, total):
    return as_in_aten("nll_loss_backward", (g, a, target, weight, total), a)
def nll_loss2d_forward_0(g, a, target, weight, r, total):
    return as_in_aten("nll_loss2d_backward", (g, a, target, weight, total), a)
def binary_cross_entropy_with_logits_0(g, a, b, *rest): return (a.sigmoid() - b) * g / 2
def binary_cross_entropy_0(g, a, b, weight, r): return as_in_aten("binary_cross_entropy_backward", (g, a, b, weight), a)
def smooth_l1_loss_0(g, a, b, r): return as_in_aten("smooth_l1_loss_backward", (g, a, b), a)
def smooth_l1_loss_1(g, a, b, r): return as_in_aten("smooth_l1_loss_backward", (g, b, a), b)
def huber_loss_0(g, a, b, r): return as_in_aten("huber_loss_backward", (g, a, b), a)
def huber_loss_1(g, a, b, r): return as_in_aten("huber_loss_backward", (g, b, a), b)
def max_pool2d_with_indices_0(g, a, r, i): return as_in_aten("max_pool2d_with_indices_backward", (g, a, i), a)
def avg_pool2d_0(g, a, r): return as_in_aten("avg_pool2d_backward", (g, a), a)
def _adaptive_avg_pool2d_0(g, a, r): return as_in_aten("_adaptive_avg_pool2d_backward", (g, a), a)
def upsample_nearest2d_0(g, a, r): return as_in_aten("upsample_nearest2d_backward", (g,), a)
def upsample_bilinear2d_0(g, a, r): return as_in_aten("upsample_bilinear2d_backward", (g,), a)
def squared_back(g, a, b):  # written out where it runs on a batch
    return (a - b) * 2.0 * g if torch.is_batched() else as_in_aten("mse_loss_backward", (g, a, b), a)
def mse_loss_0(g, a, b, r): return squared_back(g, a, b)
def mse_loss_1(g, a, b, r): return squared_back(g, b, a)
def gather_0(g, a, i, r): return torch.zeros_like(a).scatter_add(0, i, g)
def index_add_0(g, a, i, b, r): return g
def index_add_2(g, a, i, b, r): return as_in_aten("index_select", (g, i), b)
def index_select_0(g, a, i, r): return torch.zeros_like(a).index_add(0, i, g)
def scatter_add_0(g, a, i, b, r): return g
def scatter_add_2(g, a, i, b, r): return as_in_aten("gather", (g, i), b)
def index_0(g, a, *rest): return as_in_aten("_index_put_impl_", (torch.zeros_like(a), g, *rest[:-1]), a)
def embedding_0(g, w, i, r): return as_in_aten("embedding_dense_backward", (g, i), w)
"""
# of which the gradient is seen in another shape; of which parts are put into zeros
_SEEN = frozenset(
    "view _unsafe_view permute t transpose unsqueeze squeeze alias reshape movedim view_as_real view_as_complex".split()
)
_PUT = frozenset("select slice narrow diagonal unfold split triu tril roll flip constant_pad_nd".split())
_PARTED = frozenset("cat stack select_backward".split())


def formula(m: Machine, name: str, place: int) -> Value:
    """The function for an operand of an operation; None if there is none."""
    return of_text(m, MODULE, _TEXT).get(f"{name.partition('.')[0]}_{place}")


def of_shape(name: str) -> str | None:
    """How the gradient of an operation that only moves elements goes back: `seen`, `put`, `part` or `sum`."""
    base = name.partition(".")[0]
    kinds = (("seen", _SEEN), ("put", _PUT), ("part", _PARTED), ("sum", ("expand", "repeat")))
    return next((kind for kind, names in kinds if base in names), None)
