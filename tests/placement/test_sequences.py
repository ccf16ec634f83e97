"""Sequences of layers that plans cut into segments, as `checkpoint_sequential` does."""

from __future__ import annotations

import re

import pytest

from adlint.placement.plan import JOINT, Goal
from adlint.placement.searching.search import InfeasibleError
from tests.placement.reality_torch import measure, planned

LAYER, LAYERS = 40960, 12  # bytes that one layer keeps: what it is passed (8 KiB), and 32 KiB of its own
PASSED = 8192
WHOLE = LAYER * LAYERS
CALL = "Net(32, 12)(f32[64, 32])"
TEXT = """
import torch
from torch import nn

class Layer(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc1 = nn.Linear(width, 4 * width)
        self.fc2 = nn.Linear(4 * width, width)

    def forward(self, x):
        return x + self.fc2(torch.relu(self.fc1(x)))

class Net(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.body = nn.Sequential(*[Layer(width) for _ in range(depth)])

    def forward(self, x):
        return self.body(x).sum()
"""


def segments(text: str, goal: Goal) -> list[int]:
    """How many segments each sequence is cut into that is."""
    found = planned(text, CALL, goal)
    chosen = [site.callee for site in found.plan.sites if site.decision == JOINT]
    return [int(number) for callee in chosen for number in re.findall(r"^one of (\d+) segments$", callee)]


@pytest.mark.parametrize("count", [2, 4, 12])
def test_a_sequence_is_cut_into_no_more_segments_than_a_budget_wants(count: int) -> None:
    """All segments but the last keep what they are passed, but for the first, which is passed an argument."""
    goal = Goal(memory=(count - 2) * PASSED + LAYERS // count * LAYER, written=True)
    assert segments(TEXT, goal) == [count]
    found = measure(TEXT, CALL, goal)
    assert found.predicted == found.measured
    assert found.left == 0
    assert found.changes == 1


@pytest.mark.parametrize(("memory", "is_said"), [(WHOLE, False), (WHOLE // 2, True), (None, True)])
def test_which_segments_were_tried_is_said_if_any_were(memory: int | None, is_said: bool) -> None:
    found = planned(TEXT, CALL, Goal(memory=memory))
    assert any("2, 4, 8" in one for one in found.assumptions) == is_said


def test_the_lowest_peak_of_a_sequence_is_said() -> None:
    with pytest.raises(InfeasibleError) as error:
        planned(TEXT, CALL, Goal(memory=LAYER, written=True))
    assert error.value.least.peak == 10 * PASSED + LAYER


@pytest.mark.parametrize(
    "body",
    [
        "return self.body.forward(x).sum()",  # which is no call of a module
        "return self.body(*[x]).sum()",
        "return self.body(input=x).sum()",
        "return self.body(x).sum()  # adlint: split",
        "return torch.utils.checkpoint.checkpoint(self.body, x, use_reentrant=False).sum()",
    ],
)
def test_what_cannot_be_written_or_is_decided_is_not_cut(body: str) -> None:
    text = TEXT.replace("return self.body(x).sum()", body).replace("import torch\n", "import torch.utils.checkpoint\n")
    assert segments(text, Goal(written=True)) == []


def test_a_sequence_that_is_called_in_segments_stays_so() -> None:
    called = "torch.utils.checkpoint.checkpoint_sequential(self.body, 4, x, use_reentrant=False)"
    text = TEXT.replace("self.body(x)", called).replace("import torch\n", "import torch.utils.checkpoint\n")
    found = planned(text, CALL, Goal(memory=WHOLE // 2, written=True))
    assert not found.changes
    assert found.today == found.plan.plan  # of the last segment nothing is made again
    assert found.plan.plan == planned(TEXT, CALL, Goal(memory=found.plan.plan.peak, written=True)).plan.plan


def test_segments_that_begin_with_layers_that_write_in_place_are_not_checkpointed() -> None:
    layers = "*[m for _ in range(depth) for m in (Layer(width), nn.SiLU(inplace=True))]"
    text = TEXT.replace("*[Layer(width) for _ in range(depth)]", layers)
    assert segments(text, Goal(written=True)) == [4]  # of six layers; those of three, or one, begin with such
