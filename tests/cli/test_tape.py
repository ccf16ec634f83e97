"""`adlint tape`: what it answers, and what it says when it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from adlint.cli import main
from tests.printed import Capture, answered, refused

HEAT = """\
import numpy as np


# adlint: call(u=f64[n], T=1000)
def heat(u, T, dt=0.1):
    total = 0.0
    for t in range(T):
        u[1:-1] += dt * np.sin(u[2:] - u[:-2])
        total += (u * u).sum()
    return total


def product(x, y):
    return (x @ y).sum()


def masked(x):
    return (x[x > 0] ** 2).sum()


def strange(x):
    return np.sin(compute(x))


class Net:
    def __init__(self, width):
        self.width = width

    def __call__(self, x):
        return np.tanh(x) * self.width
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("heat.py").write_text(HEAT, encoding="utf-8")
    return tmp_path


def test_a_comment_over_the_function_names_the_call(capsys: Capture) -> None:
    found = answered(capsys, "heat.py::heat", "--model", "overloading")
    assert (found["bytes"], found["expression"]) == (None, "140000*n - 176008")
    assert found["symbols"] == {"n": None}
    assert found["assumptions"] == ["n >= 2"]
    assert [line["line"] for line in found["lines"]] == [8, 9]
    assert found["unknown"] == []


def test_a_number_for_a_name_gives_bytes(capsys: Capture) -> None:
    found = answered(capsys, "heat.py::heat", "--set", "n=100", "--model", "overloading")
    assert found["bytes"] == 140_000 * 100 - 176_008
    assert found["symbols"] == {"n": 100}
    assert sum(line["bytes"] for line in found["lines"]) == found["bytes"]


def test_the_peak_is_the_tape_where_nothing_is_checkpointed(capsys: Capture) -> None:
    found = answered(capsys, "heat.py::heat", "--set", "n=100", "--model", "overloading")
    assert found["peak"]["bytes"] == found["bytes"]
    body = "    return jax.checkpoint(lambda y: jnp.sin(y) * y)(x).sum()\n"
    Path("again.py").write_text(f"import jax\nimport jax.numpy as jnp\n\n\ndef f(x):\n{body}", encoding="utf-8")
    found = answered(capsys, "again.py", "--call", "f(f32[8])")
    assert (found["model"], found["bytes"], found["peak"]["bytes"]) == ("jax", 0, 64)


def test_two_names_may_stand_in_one_formula(capsys: Capture) -> None:
    found = answered(capsys, "heat.py", "--call", "heat(f64[n], T)", "--model", "overloading")
    assert eval(found["expression"], {"n": 100, "T": 1000}) == 140_000 * 100 - 176_008


def test_derivatives_may_be_with_respect_to_some_arguments(capsys: Capture) -> None:
    call = ("heat.py", "--call", "product(f64[3,4], f64[4,5])", "--model", "overloading")
    both, one = answered(capsys, *call), answered(capsys, *call, "--wrt", "x")
    assert both["bytes"] - one["bytes"] == 8 * 3 * 4 * 5
    assert "arrays are in x, y" in refused(capsys, *call, "--wrt", "z")


def test_all_models_stand_side_by_side(capsys: Capture) -> None:
    found = answered(capsys, "heat.py::heat", "--set", "n=10", "--model", "all")
    assert "overloading:elemental" in found["models"]
    assert main(["tape", "heat.py::heat", "--set", "n=10", "--model", "all"]) == 0
    assert "overloading:elemental" in capsys.readouterr().out


def test_a_class_is_made_and_called(capsys: Capture) -> None:
    found = answered(capsys, "heat.py", "--call", "Net(3)(f64[n])", "--model", "overloading")
    assert found["expression"] == "36*n"


def test_a_size_that_depends_on_data_is_an_interval(capsys: Capture) -> None:
    found = answered(capsys, "heat.py", "--call", "masked(f64[10])", "--model", "overloading")
    assert found["bytes"] is None
    assert found["interval"] == [0, 10 * (18 + 26) - 26]
    assert [(gap["line"], "mask" in gap["reason"]) for gap in found["unknown"]] == [(18, True)]


def test_what_is_not_known_gives_no_number(capsys: Capture) -> None:
    found = answered(capsys, "heat.py", "--call", "strange(f64[10])", "--model", "overloading")
    assert found["bytes"] is None
    assert "compute" in str(found["unknown"])


@pytest.mark.parametrize(
    ("call", "complaint", "mark"),
    [
        ("hest(f64[n])", "there is no `hest` in heat; did you mean `heat`?", 0),
        ("heat(f63[n], 3)", "there is no dtype `f63`", 5),
        ("heat(f64[-1], 3)", "a dimension cannot be negative: -1", 9),
        ("heat(f64[2.5], 3)", "`2.5` is no size", 9),
        ("heat(f64[3", "this is not a Python expression", 8),
        ("heat", "this is not a call", 0),
        ("heat(lambda: 3, 3)", "`lambda: 3` cannot stand in a call", 5),
    ],
)
def test_a_wrong_call_is_pointed_into(call: str, complaint: str, mark: int, capsys: Capture) -> None:
    problem = refused(capsys, "heat.py", "--call", call)
    assert complaint in problem
    assert problem.splitlines()[-1] == f"  {' ' * mark}^"


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        ("product(f64[n,3], f64[4,n])", "heat.py:14: shapes (n, 3) and (4, n) do not go together"),
        ("product(f64[3])", "`product` needs an argument `y`"),
        ("product(f64[3], f64[3], 3)", "`product` takes 2 positional arguments, and 3 are given"),
        ("product(f64[3], z=f64[3])", "`product` needs an argument `y`"),
    ],
)
def test_what_does_not_go_together_is_said(call: str, complaint: str, capsys: Capture) -> None:
    assert complaint in refused(capsys, "heat.py", "--call", call)


def test_without_a_call_the_command_says_what_to_write(capsys: Capture) -> None:
    assert "--call 'product(x=f64[n], y=f64[n])'" in refused(capsys, "heat.py::product")
    Path("plain.py").write_text("def f(x):\n    return x\n", encoding="utf-8")
    assert "nothing in it is differentiated" in refused(capsys, "plain.py")
    assert "did you mean `heat`" in refused(capsys, "heat.py::het")
    assert "there is no model `foo`" in refused(capsys, "heat.py::heat", "--model", "foo")
    assert "No such file" in refused(capsys, "nothing.py::f")
    of_others = "torch: this is the model of programs on arrays of torch"
    assert of_others in refused(capsys, "heat.py::heat", "--call", "heat(f64[8], 3)", "--model", "torch")


def test_settings_may_name_the_call(capsys: Capture) -> None:
    entry = '[[tool.adlint.entry]]\ncall = "heat:product(x=f64[7, 3], y=f64[3])"\n'
    Path("pyproject.toml").write_text(entry, encoding="utf-8")
    found = answered(capsys, "heat.py::product", "--model", "overloading")
    assert found["bytes"] == 26 * 21 + 26 * 14 + 26 * 6
