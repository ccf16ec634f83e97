"""Loops that are statements: which of them need a schedule, what they keep, what is granted."""

from __future__ import annotations

import sysconfig
from fractions import Fraction

import pytest

from adlint.answers.document import Document
from adlint.answers.plan.planned import Planned
from adlint.answers.tape.question import Question
from adlint.fixes import with_checkpoints
from adlint.placement.plan import Goal
from adlint.placement.written.writing import SYSTEMS
from adlint.project.installed import Installed
from adlint.settings import Settings
from adlint.workspace import Workspace

TORCH = """\
import torch

class State:
    def __init__(self, u):
        self.u = u

# adlint: call(f32[20_000])
def {name}(u):
    a, b, state, k = u * 1, u * 2, State(u), torch.sin(u)
    for turn in range(100):
        {body}
    return (a + b + state.u).sum()
"""
AUTOGRAD = """\
import autograd.numpy as np

# adlint: call(f64[5_000], f64[5_000])
def {name}(u, v):
    for turn in range(100):
        {body}
    return np.sum(u ** 2 + v ** 2)
"""
ONCE = Goal(max_recompute=Fraction(1))


def plan(text: str, name: str, call: str) -> Planned:
    documents = [Document("program.py", "program", text.encode())]
    load = Installed((sysconfig.get_path("purelib"),)).module
    return Workspace(keeps=False).plan(documents, Question("program.py", name, call), ONCE, load)


def told(text: str) -> list[str]:
    load = Installed((sysconfig.get_path("purelib"),)).module
    workspace, settings = Workspace(keeps=False), Settings(select=("AD304",))
    report = workspace.check([Document("program.py", "program", text.encode())], settings, load=load)
    assert report.internal_errors == ()
    return [one.message for one in report.findings]


@pytest.mark.parametrize(
    ("body", "needs"),
    [
        ("a = a + torch.sin(b) * a", True),
        ("a, b = b, 2 * b - a + torch.sin(b) * b", True),
        ("a.add_(k * turn)", False),
        ("state.u = torch.sin(state.u) * state.u", False),
    ],
)
def test_what_is_rebound_is_handed_on(body: str, needs: bool) -> None:
    assert bool(told(TORCH.format(name="main", body=body))) == needs
    memory = TORCH.format(name="main", body="a.mul_(torch.sin(b)); b = torch.sin(b)")
    (site,) = plan(memory, "main", "main(f32[20_000])").plan.sites  # type: ignore[union-attr]
    assert site.decision == "forbidden"


def test_what_turns_hand_on_is_kept_by_turns() -> None:
    text = AUTOGRAD.format(name="main", body="u = u + 0.1 * np.tanh(np.sin(u) * u)")
    (message,) = told(text)
    assert "100 turns, 11.4 MiB" in message  # u, sin(u) and its product with u, or what tanh gives, in each turn
    found = plan(text, "main", "main(f64[5_000], f64[5_000])")
    (loop,) = found.loops
    assert loop.schedule.endswith("segments of 5 steps")
    (message,) = told(AUTOGRAD.format(name="main", body="v = v - 0.1 * np.sin(u) * u; u = u + 0.1 * v * v"))
    assert "100 turns" in message


def test_a_checkpoint_that_frees_nothing_is_none_today() -> None:
    text = """\
import autograd
import autograd.numpy as np

def stage(x):
    for _ in range(4):
        x = np.sin(x) * np.cos(x)
    return x

# adlint: call(f64[100_000])
def main(x):
    a = {}(x)
    return np.sum(stage(a))
"""
    ways = ("stage", "autograd.checkpoint(stage)")
    plain, asked = (plan(text.format(one), "main", "main(f64[100_000])") for one in ways)
    assert asked.today is None
    changes = asked.changes["program.py"]
    after, left = with_checkpoints(text.format("autograd.checkpoint(stage)"), changes, SYSTEMS["autograd"])
    assert not left
    assert "a = checkpointed(stage)(x)" in after
    assert (asked.plan.store_all.peak, asked.plan.plan.peak) == (plain.plan.store_all.peak, plain.plan.plan.peak)


def test_what_schedules_take_for_granted_is_held_to_the_loop() -> None:
    even = AUTOGRAD.format(name="main", body="v = v + np.sin(u) * v; u = np.sin(v) * u")
    (loop,) = plan(even, "main", "main(f64[9], f64[9])").loops
    assert "all steps cost the same (no size in a turn depends on which turn it is)" in loop.why
    assert "a turn is handed 2 arrays of 144 B in all" in loop.why
    body = "v = v + np.sum(np.sin(u[: 40 * turn]) * u[: 40 * turn])"
    text = AUTOGRAD.format(name="main", body=body)
    uneven = plan(text, "main", "main(f64[5_000], f64[5_000])")
    (loop,) = uneven.loops
    assert "all steps cost the same, which is not so (sizes in a turn depend on which turn it is)" in loop.why
    assert any("the mean of all" in one for one in uneven.assumptions)
    (message,) = told(text)
    assert message.endswith("a schedule keeps states of some turns, and the tape of one stretch between them")
