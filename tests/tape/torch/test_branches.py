"""Branches on data that nothing which is kept depends on: the answer is one number."""

from __future__ import annotations

from adlint.shapes.sizes import Sizes
from adlint.tape.models import MODELS, Evaluation
from adlint.tape.values.variants import over_branches
from tests.tape.torch.truth import evaluated, really

HEAD = "import torch\nfrom torch import nn\n"
DRAWN = """
class Net(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(4, 4) for _ in range(depth)])
        for one in self.layers:
            nn.init.trunc_normal_(one.weight, std=0.02)
    def forward(self, x):
        for one in self.layers:
            x = one(x).exp()
        return x.sum()
"""
KEPT = """
def f(x):
    for _ in range(6):
        if x.sum() > 1:
            x = x.exp()
    return x.sum()
"""


def ends(text: str, call: str) -> tuple[object, object]:
    found = evaluated(HEAD + text, call)
    assert found.failure is None
    arguments = tuple(found.arguments.values())
    given = Evaluation(found.trace, arguments, arguments, found.results)
    folded, least = over_branches(MODELS["torch"], given, Sizes(dict(found.bounds)))
    return folded.tape.bytes, least


def test_numbers_that_are_drawn_again_until_they_are_right_leave_nothing_open() -> None:
    call = "Net(12)(f32[3,4])"
    assert ends(DRAWN, call) == (really(HEAD + DRAWN, call)[0], None)


def test_what_is_recorded_in_some_branches_is_between_two_numbers() -> None:
    assert ends(KEPT, "f(f32[5])") == (6 * 20, 0)
