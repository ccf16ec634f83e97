"""What is said beside the tape: derivative variables by model, and the ways that need no tape."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from adlint.cli import main
from tests import printed
from tests.printed import Capture


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answered(capsys: Capture, text: str, call: str, *more: str) -> dict[str, Any]:
    Path("it.py").write_text(text, encoding="utf-8")
    return printed.answered(capsys, "it.py", "--call", call, *more)


def instead(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in found["alternatives"]}


HEAT = """
import numpy as np

def f(u, T, dt=0.1):
    total = 0.0
    for t in range(T):
        u = u + dt * np.sin(u)
    return u.sum()
"""


def test_forward_mode_takes_a_sweep_and_differences_a_run_for_each_input(capsys: Capture) -> None:
    text = "import numpy as np\n\ndef f(a, b, k):\n    return (np.sin(a @ b)[k]).sum()\n"
    found = instead(answered(capsys, text, "f(f64[n,m], f64[m], i64[3])"))
    assert found["forward mode"]["expression"] == "m*n + m"
    assert found["finite differences"]["expression"] == "m*n + m + 1"
    assert found["forward mode"]["tape_bytes"] == found["finite differences"]["tape_bytes"] == 0
    assert "continuous adjoint" not in found
    found = instead(answered(capsys, text, "f(f64[n,m], f64[m], i64[3])", "--wrt", "b"))
    assert found["forward mode"]["expression"] == "m"


def test_the_continuous_adjoint_keeps_the_state_once_a_step(capsys: Capture) -> None:
    found = instead(answered(capsys, HEAT, "f(f64[n,n], T)"))["continuous adjoint"]
    assert (found["tape_expression"], found["state"]["expression"]) == ("8*n**2*T", "8*n**2")
    assert (found["runs"], found["kind"]) == (1, "adjoint run")
    found = instead(answered(capsys, HEAT, "f(f64[n,n], T)", "--set", "n=3", "--set", "T=50"))["continuous adjoint"]
    assert (found["tape_bytes"], found["state"]["bytes"]) == (8 * 9 * 50, 72)


@pytest.mark.parametrize(
    ("body", "state"),
    [
        # in place: what is read before it is written is handed on, a buffer that is written first is not
        ("w = np.zeros(u.shape)\n    for t in range(T):\n        w[1:] = np.sin(u[1:])\n        u += w", 1),
        ("v = u * 0.5\n    for t in range(T):\n        u, v = u + v, v - np.sin(u)", 2),
        ("for t in range(T):\n        for k in range(m):\n            u = u + np.sin(u)", 1),
        # what is not active is no state
        ("w = np.ones(u.shape)\n    for t in range(T):\n        u = u + np.sin(u) * w\n        w = w * 0.5", 1),
        ("for t in range(T):\n        w = np.sin(u)", 0),
        # what is only added up is no state
        ("w = 0.0\n    for t in range(T):\n        u = np.sin(u)\n        w = w + u.sum()", 1),
        ("w = u\n    for t in range(T):\n        w = w + np.sin(u)", 0),
    ],
)
def test_the_state_is_what_a_step_hands_on(body: str, state: int, capsys: Capture) -> None:
    text = f"import numpy as np\n\ndef f(u, T, m):\n    {body}\n    return u.sum()\n"
    found = instead(answered(capsys, text, "f(f64[n], T, m)")).get("continuous adjoint")
    if state:
        assert found is not None
        assert eval(found["state"]["expression"], {"n": 5}) == 40 * state
    else:
        assert found is None


def test_a_scan_hands_on_its_carry(capsys: Capture) -> None:
    text = (
        "import jax\nimport jax.numpy as jnp\n\ndef f(u, T):\n"
        "    return jax.lax.scan(lambda c, _: (c + jnp.sin(c), None), u, None, length=T)[0].sum()\n"
    )
    found = instead(answered(capsys, text, "f(f32[n], T)"))["continuous adjoint"]
    assert found["tape_expression"] == "4*n*T"


def test_parameters_of_layers_are_inputs(capsys: Capture) -> None:
    import torch

    text = "import torch\nfrom torch import nn\n\ndef f(net, x):\n    return net(x).sum()\n"
    call = "f(nn.Sequential(nn.Linear(5, 7), nn.BatchNorm1d(7), nn.Linear(7, 2)), f32[3,5])"
    net = torch.nn.Sequential(torch.nn.Linear(5, 7), torch.nn.BatchNorm1d(7), torch.nn.Linear(7, 2))
    count = sum(one.numel() for one in net.parameters())
    assert instead(answered(capsys, text, call))["forward mode"]["runs"] == count + 15


def test_derivative_variables_are_those_of_the_model(capsys: Capture) -> None:
    found = answered(capsys, HEAT, "f(f32[n], T)", "--model", "all")
    models = {name: one["derivative_variables"]["expression"] for name, one in found["models"].items()}
    assert models["source"] == "16*n"  # four arrays of single numbers
    assert models["overloading:elemental"] == "32*n"  # doubles, whatever the dtype is
    assert models["overloading:codipack-jacobian"] is None  # an adjoint of each statement


def test_where_something_is_not_known_derivative_variables_are_not_either(capsys: Capture) -> None:
    text = "import numpy as np\n\ndef f(x):\n    return np.sin(mystery(x)).sum()\n"
    assert answered(capsys, text, "f(f64[n])")["derivative_variables"] == {"bytes": None, "expression": None}


def test_where_turns_differ_derivative_variables_are_not_known(capsys: Capture) -> None:
    body = "    ys = [np.sin(x[i:]) for i in range(T)]\n    return sum((y * y).sum() for y in ys)\n"
    text = f"import numpy as np\n\ndef f(x, T):\n{body}"
    found = answered(capsys, text, "f(f64[n], T)")
    assert found["derivative_variables"] == {"bytes": None, "expression": None}


def test_the_table_says_all_of_it(capsys: Capture) -> None:
    Path("it.py").write_text(HEAT, encoding="utf-8")
    assert main(["tape", "it.py", "--call", "f(f64[n], T)"]) == 0
    out = capsys.readouterr().out
    for line in (
        "  shadows    32·n B, the derivatives of what is active at once",
        "  instead    forward mode: no tape, n tangent sweeps",
        "  instead    finite differences: no tape, n + 1 plain runs",
        "  instead    continuous adjoint: 8·n·T B (the state once a step, 8·n B each, or its checkpoints), 1",
    ):
        assert line in out
