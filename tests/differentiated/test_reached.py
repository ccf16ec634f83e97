"""Where the rules on what is differentiated speak, and where they are silent."""

from __future__ import annotations

import pytest

from adlint.document import Document
from adlint.settings import Settings
from adlint.workspace import Workspace

LOOP = """\
    total = 0.0
    for i in range(x.shape[0]):
        total = total + x[i] ** 2
    return total
"""
METHOD = "".join(f"    {line}\n" for line in LOOP.splitlines())
ENTRIES = {
    "jax": (f"import jax\n\ndef f(x):\n{LOOP}\njax.grad(f)\n", True),
    "jitted": (f"import jax\n\n@jax.jit\ndef f(x):\n{LOOP}\njax.value_and_grad(f)\n", True),
    "decorated": (f"import jax\n\n@jax.grad\ndef f(x):\n{LOOP}", True),
    "called below": (f"import jax\n\ndef f(x):\n{LOOP}\n\ndef g(x):\n    return 2.0 * f(x)\n\njax.grad(g)\n", True),
    "passed": (
        f"import torch\n\ndef f(x):\n{LOOP}\n"
        + "def train(loss, x):\n    loss(x).backward()\n\ntrain(f, torch.ones(3))\n",
        True,
    ),
    "backward": (f"import torch\n\ndef f(x):\n{LOOP}\nx = torch.ones(3, requires_grad=True)\nf(x).backward()\n", True),
    "module": (
        f"import torch\n\nclass Net(torch.nn.Module):\n    def forward(self, x):\n{METHOD}\n"
        + "def train(x):\n    net = Net()\n    loss = net(x)\n    loss.backward()\n",
        True,
    ),
    "autograd": (f"import autograd.numpy as np\nfrom autograd import grad\n\ndef f(x):\n{LOOP}\ngrad(f)\n", True),
    "no entry": (f"import jax\n\ndef f(x):\n{LOOP}\njax.jit(f)\n", False),
    "forward mode": (f"import jax\n\ndef f(x):\n{LOOP}\njax.jacfwd(f)\n", False),
    "untracked": (
        f"import torch\n\n@torch.no_grad()\ndef f(x):\n{LOOP}\nx = torch.ones(3, requires_grad=True)\n"
        + "(f(x) + x.sum()).backward()\n",
        False,
    ),
    "beside": (
        f"import torch\n\ndef f(x):\n{LOOP}\ndef train(x):\n    print(f(x))\n    (x * x).sum().backward()\n",
        False,
    ),
    "cut off": (
        f"import torch\n\ndef f(x):\n{LOOP}\ndef train(x):\n    (f(x).detach() * x).sum().backward()\n",
        False,
    ),
    "stopped": (
        f"import jax\n\ndef f(x):\n{LOOP}\njax.grad(lambda x: jax.lax.stop_gradient(f(x)) * x)\n",
        False,
    ),
    "a rule of its own": (
        f"import torch\n\nclass F(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n{METHOD}\n"
        + "def train(x):\n    F.apply(x).backward()\n",
        False,
    ),
    "plain NumPy": (
        "import jax\nimport numpy as np\n\ndef f(x):\n    w = np.ones(10)\n    s = 0.0\n"
        + "    for i in range(w.shape[0]):\n        s = s + w[i] ** 2\n    return s * x\n\njax.grad(f)\n",
        False,
    ),
}  # fmt: skip
PLAIN = f"import torch\n\ndef f(x):\n{LOOP}"
UPDATED = """\
import numpy as np

def step(u, v, n):
    for _ in range(n):
        w = np.sin(u)
        {statement}
    return w
"""


def found(text: str, settings: Settings) -> list[tuple[str, int]]:
    report = Workspace().check([Document("program.py", "program", text)], settings)
    assert report.internal_errors == ()
    return [(finding.code, finding.range.start.line) for finding in report.findings]


@pytest.mark.parametrize("name", ENTRIES)
def test_rules_speak_where_something_is_differentiated(name: str) -> None:
    text, expected = ENTRIES[name]
    assert bool(found(text, Settings(select=("AD209",)))) == expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Settings(), False),
        (Settings(entries=("program:f",)), True),
        (Settings(entries=("program:f(f32[10])",)), True),
        (Settings(entries=("program:g",)), False),
        (Settings(scope="all"), True),
    ],
)
def test_settings_name_what_is_differentiated(settings: Settings, expected: bool) -> None:
    assert (("AD209", 5) in found(PLAIN, settings)) == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("u += 0.1 * w / u.size", True),
        ("u[:] = w", True),
        ("u = u + 0.1 * w", False),
        ("v[:] = w", False),
        ("n += 1", False),
    ],
)
def test_what_source_transformation_has_to_push(statement: str, expected: bool) -> None:
    settings = Settings(select=("AD205",), entries=("program:step",))
    text = UPDATED.format(statement=statement)
    assert found(text, settings) == ([("AD205", 6)] if expected else [])
    assert found(text, Settings(select=("AD205",))) == []
