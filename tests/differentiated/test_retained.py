"""What AD207 says of training loops, held to what still has a graph when they have run."""

from __future__ import annotations

import itertools

import pytest
import torch

from adlint.answers.document import Document
from adlint.settings import Settings
from adlint.workspace import Workspace

LOOP = """\
import torch


def train(model, data):
    held = {start}
    for x, y in data:
        out = model(x)
        first = ((out - y) ** 2).mean()
        second = out.abs().mean()
        loss = first + 0.1 * second
        {before}
        loss.backward()
        {after}
        {kept}
    return held
"""
START = {"number": "0.0", "list": "[]"}
AFTER = ("pass", "loss = loss.detach()", "loss = loss.item()", "first = float(first)")
KEPT = {
    "number": (
        "held += {0}", "held = held + {0}", "held = {0} + held", "held += {0}.item()", "held += {0}.detach()",
        "held = held + float({0})", "held += {0} * len(x)", "held += {0}.cpu()", "held = held - 2.0 * {0}",
        "with torch.no_grad():\n            held += {0}", "held = {0}.detach() + held", "held += {0}.data",
    ),
    "list": (
        "held.append({0})", "held.append({0}.item())", "held.append(({0}, len(x)))", "held.append({0}.detach())",
        "held.append({0} / 2)", "held.append({0}.mean())", "held = [{0}]", "held.append({0}.cpu().detach().numpy())",
        "held.extend([{0}])",
    ),
}  # fmt: skip
CASES = [
    (START[kind], after, kept.format(name))
    for kind, statements in KEPT.items()
    for after, kept, name in itertools.product(AFTER, statements, ("loss", "first"))
]


def has_graph(held: object) -> bool:
    """Whether anything that was kept has a graph, of turns before the last one too."""
    match held:
        case torch.Tensor():
            return held.requires_grad
        case list() | tuple():
            return any(map(has_graph, held))
        case _:
            return False


def outcome(text: str) -> bool | None:
    """Whether a graph is kept when the loop has run; None if it does not run."""
    space: dict[str, object] = {}
    exec(compile(text, "<program>", "exec"), space)
    data = [(torch.ones(2, 3), torch.zeros(2, 1))] * 3
    try:
        held = space["train"](torch.nn.Linear(3, 1), data)  # type: ignore[operator]
    except (AttributeError, RuntimeError):
        return None
    return has_graph(held) and not (isinstance(held, list) and len(held) == 1)


def found(text: str) -> bool:
    report = Workspace().check([Document("loop.py", "loop", text)], Settings(select=("AD207",)))
    assert report.internal_errors == ()
    return bool(report.findings)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("held = 0.0", False),
        ("if len(x) > 5:\n            held = 0.0", True),
    ],
)
def test_what_is_set_anew_in_each_turn_is_in_order(before: str, expected: bool) -> None:
    assert found(LOOP.format(start="0.0", before=before, after="pass", kept="held += loss")) == expected


@pytest.mark.parametrize("kind", START)
def test_what_is_found_still_has_a_graph(kind: str) -> None:
    wrong = []
    ran = 0
    for start, after, kept in CASES:
        text = LOOP.format(start=start, before="pass", after=after, kept=kept)
        truth = outcome(text) if start == START[kind] else None
        ran += truth is not None
        if truth is not None and truth != found(text):
            wrong.append((truth, after, kept))
    assert ran > 50
    assert wrong == []
