"""PyTorch programs with their plans written into them: what they save, and gradients, before and after."""

from __future__ import annotations

import torch

from adlint.answers.document import Document
from adlint.answers.plan.planned import Planned
from adlint.answers.tape.question import Question
from adlint.fixes import with_checkpoints
from adlint.placement.plan import Goal
from adlint.placement.written.writing import SYSTEMS
from adlint.workspace import Workspace
from tests.placement.reality import ONCE, Measured
from tests.tape.torch.truth import _DTYPES, _Atoms, installed, really, with_no_empty


def planned(text: str, call: str, goal: Goal) -> Planned:
    """The plan for a call."""
    documents = [Document("program.py", "program", text.encode())]
    question = Question("program.py", "", with_no_empty(call))
    return Workspace(keeps=False).plan(documents, question, goal, installed)


def measure(text: str, call: str, goal: Goal = ONCE) -> Measured:
    """A program of PyTorch: planned, written, run. AssertionError if it then has another gradient."""
    found = planned(text, call, goal)
    changes = found.changes.get("program.py", ())
    after, left = with_checkpoints(text, changes, SYSTEMS["torch"])
    for one, other in zip(gradients(text, call), gradients(after, call), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-6)
    tape = (found.tape["store_all"], found.tape["plan"])
    return Measured(tape, (really(text, call)[0], really(after, call)[0]), len(changes), len(left))


def gradients(text: str, call: str) -> list[torch.Tensor]:
    """The gradients of the sum of the results with respect to the arguments."""
    torch.manual_seed(0)
    made: list[torch.Tensor] = []
    space: dict[str, object] = {}
    exec(compile(text, "<program>", "exec"), space)
    space |= {name: _Atoms(dtype, made) for name, dtype in _DTYPES.items()}
    result = eval(with_no_empty(call), space)
    results = result if isinstance(result, tuple | list) else [result]
    loss = sum(one.abs().sum() for one in results if isinstance(one, torch.Tensor) and one.requires_grad)
    assert isinstance(loss, torch.Tensor)
    loss.backward()  # type: ignore[no-untyped-call]
    return [one.grad for one in made if one.grad is not None]
