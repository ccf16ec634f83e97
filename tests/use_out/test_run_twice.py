"""Verdicts on small programs with libraries, held to what happens when they run twice from the same arguments."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from .checking import said

SQUARE = (
    "import torch\nfrom torch.autograd import Function\nCOUNT = 0\n"
    "class Square(Function):\n    @staticmethod\n    def forward(ctx, x, *rest):\n"
    "        ctx.save_for_backward(x)\n        return x * x\n"
    "    @staticmethod\n    def backward(ctx, g):\n        return 2 * ctx.saved_tensors[0] * g\n"
)
COUNTED = SQUARE + (
    "class Counted(Square):\n    @staticmethod\n    def forward(ctx, x):\n"
    "        global COUNT\n        COUNT += 1\n        return x * COUNT\n"
)
LATER = SQUARE + (
    "class Later(Function):\n    @staticmethod\n    def forward(x):\n        return 2 * x\n"
    "    @staticmethod\n    def setup_context(ctx, inputs, output):\n        global COUNT\n        COUNT += 1\n"
    "        output.mul_(COUNT)\n"
)
WRITES = (
    "import torch\nclass Twice(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n"
    "        ctx.mark_dirty(x)\n        return x.mul_(2)\n"
)
TORCH = "import torch\nfrom torch.distributions import Normal\n"
SCIPY = "import scipy.stats\nfrom scipy.stats import norm\n"
# the text, the verdict on `f`
PROGRAMS = {
    "a derivative of its own": (f"{SQUARE}def f(x):\n    return Square.apply(x)\n", "yes"),
    "by another name": (
        f"{SQUARE}square = Square.apply\ndef f(x):\n    return square(x) + Square.apply(x, 3)\n",
        "yes",
    ),
    "what runs in it counts": (f"{COUNTED}def f(x):\n    return Counted.apply(x)\n", "no"),
    "what runs in it counts, by another name": (f"{COUNTED}go = Counted.apply\ndef f(x):\n    return go(x)\n", "no"),
    "what sets the context up counts": (f"{LATER}def f(x):\n    return Later.apply(x)\n", "no"),
    "it writes its argument": (f"{WRITES}def f(x):\n    return Twice.apply(x) + 1\n", "yes"),
    "PyTorch draws": (f"{TORCH}def f(x):\n    return Normal(x, 1.0).rsample()\n", "no"),
    "PyTorch draws of a variable": (
        f"{TORCH}def f(x):\n    d = torch.distributions.Normal(x, 1.0)\n    return d.sample((2,)) + d.log_prob(x)\n",
        "no",
    ),
    "PyTorch tells a density": (f"{TORCH}def f(x):\n    return Normal(x, 1.0).log_prob(x)\n", "yes"),
    "SciPy draws": (f"{SCIPY}def f(x):\n    return x + norm.rvs(size=4)\n", "no"),
    "SciPy is told what to draw from": (f"{SCIPY}def f(x):\n    return x + norm.rvs(size=4, random_state=3)\n", "yes"),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_verdict_is_what_happens(name: str) -> None:
    text, verdict = PROGRAMS[name]
    space: dict[str, Any] = {}
    exec(text, space)
    first, second = [np.asarray(space["f"](torch.ones(4))) for _ in range(2)]
    assert said(text).whole.reentrant == verdict
    assert np.array_equal(first, second) == (verdict == "yes")


def test_a_written_argument_is_in_the_snapshot() -> None:
    text, _ = PROGRAMS["it writes its argument"]
    assert said(text).whole.snapshot.names == ("x",)


@pytest.mark.parametrize("call", ["x.net(x).rsample()", "torch.vmap(x.net)(x).sample()", "torch.sqrt(x).rvs(3)"])
def test_what_is_drawn_from_is_not_known(call: str) -> None:
    assert said(f"import torch\ndef f(x):\n    return {call}\n").whole.reentrant == "unknown"
