"""Tensors that a program writes down: their numbers, held to PyTorch; and where they are not known any more."""

from __future__ import annotations

import math

import pytest
import torch

from tests.tape.torch.truth import evaluated

HEAD = "import math\nimport torch\n"
EXPRESSIONS = [
    "torch.arange(7)", "torch.arange(2, 9, 3) * 2 - 1", "torch.linspace(0, 1, 5)", "torch.eye(3).long()",
    "torch.tensor([[1, 2], [3, 4]]) ** 2", "torch.full((2, 3), 0.1)", "torch.ones(4).cumsum(0)", "torch.zeros(2, 2) == 0",
    "torch.triu(torch.ones(4, 4), diagonal=1)", "torch.tril(torch.full((3, 3), -1.5), -1).bool()",
    "torch.round(torch.log(torch.arange(5) * 24.5 + 48) / math.log(2.5)).int()", "torch.diff(torch.tensor([1, 4, 9]))",
    "torch.arange(6).view(2, 3)[1]", "torch.arange(12).reshape(3, 4)[0:2, 1:3]", "torch.arange(6) % 4 // 2",
    "torch.cat([torch.arange(2), torch.tensor([7])])", "torch.stack([torch.zeros(2), torch.ones(2)])",
    "torch.zeros(3).masked_fill_(torch.tensor([True, False, True]), float('-inf'))", "~(torch.arange(4) > 1)",
    "torch.where(torch.arange(4) > 1, 5, torch.arange(4))", "torch.arange(3).unsqueeze(1).expand(3, 2)",
    "(torch.arange(4) & 3) | 8", "torch.tensor(2.5).expand(2)", "torch.arange(4).double().sqrt().exp()",
    "torch.zeros(3).fill_(2.0).add_(1)", "torch.arange(5).sum()", "(torch.arange(5) > 3).any()", "-torch.arange(3).abs()",
    "torch.arange(4).flatten().clone().detach().max()", "torch.full_like(torch.ones(2), 3.25) / 3",
    "torch.sort(torch.tensor([3, 1, 2]), descending=True).values",
]  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_numbers(expression: str) -> None:
    result = evaluated(f"{HEAD}def f(x):\n    return tuple(({expression}).reshape(-1).tolist())\n", "f(f32[3])")
    assert result.failure is None
    real = tuple(eval(expression, {"torch": torch, "math": math}).reshape(-1).tolist())
    assert isinstance(result.result, tuple)
    assert list(map(type, result.result)) == list(map(type, real))
    assert result.result == pytest.approx(real, rel=1e-6)


OPEN = {
    "drawn": "m = torch.rand(3)",
    "written in one branch": "m = torch.zeros(3)\n    if x.sum() > 0:\n        m.add_(1)",
    "written by a view": "m = torch.zeros(3)\n    m[1:].add_(1)",
    "written by turns": "m = torch.zeros(3)\n    for _ in range(50):\n        if m.sum() > 9:\n            x = x.exp()\n        m += 1",
    "written by its data": "m = torch.zeros(3)\n    m.data = x.detach()",
    "large": "m = torch.zeros(300, 300)",
    "an argument": "m = x.detach()",
}  # fmt: skip


@pytest.mark.parametrize("name", OPEN)
def test_what_may_be_otherwise_is_not_known(name: str) -> None:
    text = f"{HEAD}def f(x):\n    {OPEN[name]}\n    return m.sum().item()\n"
    assert not isinstance(evaluated(text, "f(f32[3])").result, float)


def test_what_is_made_alike_is_equal_whatever_its_size() -> None:
    mask = "torch.triu(torch.full((x.shape[0],) * 2, float('-inf')), diagonal=1)"
    text = f"{HEAD}def f(x):\n    return bool(({mask} == {mask}).all())\n"
    assert evaluated(text, "f(f32[n])").result is True
