"""What checkpointed pieces read and what runs after them, up to the reverse sweep, changes: AD113."""

from __future__ import annotations

import pytest

from adlint.answers.document import Document
from adlint.settings import Settings
from adlint.workspace import Workspace

HEAD = """\
import numpy as np
import torch
import jax
import autograd
from torch.utils.checkpoint import checkpoint

scale = 1.0

def layer(x):
    return torch.sin(x) * scale

def grow():
    global scale
    scale = scale * 2.0

"""
# what is said by line (from the end of HEAD), by program
PROGRAMS = {
    "a callee behind it": ("def f(x):\n    y = checkpoint(layer, x)\n    grow()\n    return y\n", [2]),
    "before it": ("def f(x):\n    grow()\n    return checkpoint(layer, x)\n", []),
    "in the next turn": (
        "def f(x):\n    for _ in range(3):\n        grow()\n        x = checkpoint(layer, x)\n    return x\n",
        [4],
    ),
    "in the caller": (
        "def f(x):\n    return checkpoint(layer, x)\n\ndef g(x):\n    y = f(x)\n    grow()\n    y.sum().backward()\n",
        [2],
    ),
    "behind the reverse sweep": (
        "def f(x):\n    return checkpoint(layer, x)\n\ndef g(x):\n    y = f(x)\n    y.sum().backward()\n    grow()\n",
        [],
    ),
    "a turn with its reverse sweep": (
        "def f(xs):\n    for x in xs:\n        checkpoint(layer, x).sum().backward()\n        grow()\n",
        [],
    ),
    "a reverse sweep in a callee": (
        (
            "def sweep(y):\n    y.sum().backward()\n\n"
            "def f(x):\n    y = checkpoint(layer, x)\n    sweep(y)\n    grow()\n    return y\n"
        ),
        [],
    ),
    "behind what is differentiated": (
        (
            "def f(x):\n    return checkpoint(layer, x)\n\n"
            "def g(x):\n    d = torch.func.grad(f)(x)\n    grow()\n    return d\n"
        ),
        [],
    ),
    "something else": (
        "def f(x):\n    global other\n    y = checkpoint(layer, x)\n    other = 2.0\n    return y\n",
        [],
    ),
    "what it overwrites itself": (
        (
            "last = 0.0\n\ndef own(x):\n    global last\n    last = x * 2.0\n    return last\n\n"
            "def f(x):\n    global last\n    y = checkpoint(own, x)\n    last = 0.0\n    return y\n"
        ),
        [],
    ),
    "a traced program": (
        "def f(x):\n    y = jax.checkpoint(layer)(x)\n    grow()\n    return y\n",
        [],
    ),
    "a function that runs again": (
        "again = autograd.checkpoint(layer)\n\ndef f(x):\n    y = again(x)\n    grow()\n    return y\n",
        [4],
    ),
    "a marked region": (
        (
            "def f(x):\n    # adlint: checkpoint-start a\n    y = x * scale\n    # adlint: checkpoint-end a\n"
            "    grow()\n    return y\n"
        ),
        [3],
    ),
    "a variable of a marked region": (
        (
            "def f(x, n):\n    # adlint: checkpoint-start a\n    y = x * n.scale\n    # adlint: checkpoint-end a\n"
            "    n.scale = 2.0\n    return y\n"
        ),
        [],
    ),
    "an argument that is set anew": ("def f(x):\n    x = checkpoint(layer, x)\n    x = x * 2.0\n    return x\n", []),
    "an object that is passed": (
        (
            "def act(x, net):\n    return x * net.step\n\n"
            "def f(x, net):\n    y = checkpoint(act, x, net)\n    net.step += 1\n    return y\n"
        ),
        [5],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_is_changed_before_the_second_run_is_told(name: str) -> None:
    program, lines = PROGRAMS[name]
    report = Workspace().check([Document("m.py", "m", HEAD + program)], Settings(select=("AD113",), scope="all"))
    assert not report.internal_errors
    assert [one.range.start.line - HEAD.count("\n") for one in report.findings] == lines
