"""Objects of libraries that are told by what they are asked for, where nothing else says what they are."""

from __future__ import annotations

import pytest

from .checking import said

HEAD = "import matplotlib.pyplot as plt\nimport torch\ncalls = []\n"
VERDICTS = {
    "axes": ("def f(ax, x):\n    ax.plot(x)\n    ax.set_xlabel('x')\n    return ax\n", "yes"),
    "nothing but axes has": ("def f(ax, x):\n    ax.plot(x)\n    return ax\n", "unknown"),
    "axes that may be pyplot's": (
        "def f(x, ax=None):\n    ax = ax or plt.gca()\n    ax.plot(x)\n    ax.set_xlabel('x')\n",
        "unknown",
    ),
    "axes that pyplot may make": (
        "def f(x, ax=None):\n    if ax is None:\n        ax = plt.subplots()[1]\n    ax.set_xlabel('x')\n",
        "unknown",
    ),
    "a layer that is evaluated": (
        "def f(model, xs):\n    model.eval()\n    with torch.no_grad():\n        return [model(x) for x in xs]\n",
        "yes",
    ),
    "a layer that is trained": (
        (
            "def f(model, optimizer, x):\n    model.train()\n    optimizer.zero_grad()\n    loss = model(x).sum()\n"
            "    loss.backward()\n    optimizer.step()\n"
        ),
        "yes",
    ),
    "what may do more where it trains": ("def f(trainer):\n    trainer.train()\n", "unknown"),
    "what gives something where it is evaluated": ("def f(x):\n    return x.eval()\n", "unknown"),
    "a parser of arguments": (
        "def f(parser):\n    parser.add_argument('--n', type=int)\n    return parser.parse_args([])\n",
        "yes",
    ),
    "a class of the program": (
        "class C:\n    def eval(self):\n        calls.append(1)\ndef f(model):\n    model.eval()\n",
        "no",
    ),
    "what is interpolated runs no hook": (
        (
            "from scipy.interpolate import interp1d\ndef g(layer):\n    layer.register_forward_hook(calls.append)\n"
            "def f(x, y, z):\n    return interp1d(x, y)(z)\n"
        ),
        "yes",
    ),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_objects_are_told_by_what_they_are_asked_for(name: str) -> None:
    text, verdict = VERDICTS[name]
    found = said(HEAD + text).whole
    assert found.reentrant == verdict, found.evidence
