"""Derivatives of derivatives of functions one by one: what is saved where the way back is recorded, byte for byte."""

from __future__ import annotations

import warnings

import pytest

from tests.tape.torch.programs import HEAD
from tests.tape.torch.truth import really, said

TEXT = """
def penalty(f, x):
    y = f(x)
    g, = torch.autograd.grad(y.sum(), x, create_graph=True)
    return (g ** 2).sum() + y.sum()
"""
CALL = "penalty(f, f32[2,4,6,6])"
EXPRESSIONS = """
F.binary_cross_entropy_with_logits(x, torch.ones_like(x))
F.binary_cross_entropy_with_logits(x, torch.ones_like(x), reduction='none')
F.binary_cross_entropy(torch.sigmoid(x), torch.ones_like(x))
F.max_pool2d(x.sin(), 2)
F.avg_pool2d(x.sin(), 2)
F.adaptive_avg_pool2d(x.sin(), 2)
F.adaptive_avg_pool2d(x.sin(), 1)
x.sin().var(1)
x.sin().std((2,3))
x.sin().amax(1)
x.sin().max(1)[0]
torch.logaddexp(x.sin(), x.cos())
x ** x.sin()
x.sin() ** 3
F.smooth_l1_loss(x.sin(), x.cos())
F.huber_loss(x.sin(), x.cos())
F.logsigmoid(x.sin())
F.interpolate(x.sin(), scale_factor=2)
F.interpolate(x.sin(), scale_factor=2, mode='bilinear')
torch.linalg.inv(x.sin() + 3 * torch.eye(6))
torch.einsum('bcij,bcjk->bcik', x.sin(), x.cos())
x.sin().norm(dim=1)
x.sin().cumsum(1) * x
F.gelu(x.sin(), approximate='tanh')
F.selu(x.sin()) + F.elu(x)
F.mish(x.sin())
x.sin().log_softmax(1) * x.softmax(1)
torch.sinc(x) + torch.asin(x * 0.5) + torch.acos(x * 0.3) + torch.asinh(x) + torch.atanh(x * 0.2)
torch.erfc(x) + torch.lgamma(x + 1) + torch.log10(x) + torch.log2(x)
F.conv_transpose2d(x, torch.ones(4, 2, 3, 3))
F.conv2d(x.sin(), x[:, :, :3, :3] * 1.0)
x.sin().sort(-1)[0] * x
x.sin().topk(2, -1)[0]
x.roll(1, 2) * x.flip(3)
x.sin().gather(1, torch.zeros(2, 1, 6, 6, dtype=torch.long))
x.sin().unfold(2, 3, 1) ** 2
F.cross_entropy(x.sin(), torch.zeros(2, 6, 6, dtype=torch.long))
F.kl_div(x.log_softmax(1), x.softmax(1), reduction='batchmean')
F.hardswish(x.sin())
x.sin().clamp(0.1, 0.5) + x.clamp(min=0.2)
torch.baddbmm(x[0], x[0].sin(), x[1].cos())
x.sin() / x.cos().mean(1, keepdim=True)
torch.square(x.sin()) + torch.rsqrt(x + 1) + torch.reciprocal(x + 1)
"""
# what has no formula
OPEN = """
x.prod(1)
torch.hypot(x.sin(), x.cos())
torch.linalg.cholesky(x @ x.mT + 3 * torch.eye(6))
F.hardsigmoid(x.sin())
"""


def text(expression: str) -> str:
    return f"{HEAD}{TEXT}f = lambda x: {expression}\n"


@pytest.mark.parametrize("expression", EXPRESSIONS.strip().splitlines())
def test_the_way_back_saves_what_it_saves(expression: str) -> None:
    warnings.simplefilter("ignore")
    tape, beside = said(text(expression), CALL)
    assert not tape.gaps
    assert (tape.bytes, beside) == really(text(expression), CALL)


@pytest.mark.parametrize("expression", OPEN.strip().splitlines())
def test_what_has_no_formula_is_said(expression: str) -> None:
    assert said(text(expression), CALL)[0].gaps
