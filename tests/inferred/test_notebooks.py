"""Tapes of functions in notebooks, of decorated ones, and of files that use several libraries."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from adlint.cli import main
from tests.printed import Capture, answered


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def notebook(*cells: str) -> None:
    code = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    made = [{**code, "source": one} for one in cells]
    text = {"cell_type": "markdown", "metadata": {}, "source": "# Heat"}
    whole = {"cells": [text, *made], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    Path("nb.ipynb").write_text(json.dumps(whole), encoding="utf-8")


HEAT = (
    "import numpy as np\n%matplotlib inline\n",
    "def heat(u, T):\n    n, = u.shape\n    for t in range(T):\n        u = u + np.sin(u)\n    return u.sum()\n",
)


def test_lines_are_those_of_cells(capsys: Capture) -> None:
    notebook(*HEAT)
    found = answered(capsys, "nb.ipynb::heat")
    assert (found["call"], found["expression"]) == ("heat(u=f64[n], T=T)", "8*n*T")
    assert "u is f64[n]: its shape is unpacked (cell 3, line 2)" in found["assumptions"]
    assert [(line["cell"], line["line"]) for line in found["lines"]] == [(3, 4)]


def test_a_comment_in_a_cell_names_the_call(capsys: Capture) -> None:
    notebook(HEAT[0], f"# adlint: call(f64[5], 30)\n{HEAT[1]}")
    assert answered(capsys, "nb.ipynb::heat")["call"] == answered(capsys, "nb.ipynb")["call"] == "heat(f64[5], 30)"


def test_what_a_cell_calls_is_the_call(capsys: Capture) -> None:
    notebook(HEAT[0], HEAT[1].replace("    n, = u.shape\n", ""), "u0 = np.linspace(0.0, 1.0, 12) ** 2\nheat(u0, 20)\n")
    found = answered(capsys, "nb.ipynb::heat")
    assert found["call"] == "heat(f64[12], 20)"
    assert found["assumptions"] == ["the call is that at nb.ipynb:cell 4:2"]


def test_a_problem_is_said_with_its_cell(capsys: Capture) -> None:
    notebook(HEAT[0], "def f(w, x):\n    return (w @ x).sum()\n")
    assert main(["tape", "nb.ipynb", "--call", "f(f64[3,4], f64[5])"]) == 2
    assert "nb.ipynb:cell 3:2: shapes (3, 4) and (5,)" in capsys.readouterr().err


def test_a_comment_over_decorators_names_the_call(capsys: Capture) -> None:
    text = (
        "import jax\nimport jax.numpy as jnp\nfrom functools import partial\n\n"
        "# adlint: call(f32[n], 3)\n@partial(jax.jit, static_argnums=1)\n@jax.jit\ndef f(\n    x,\n    k,\n):\n"
        "    return jnp.sin(x).sum() * k\n"
    )
    Path("it.py").write_text(text, encoding="utf-8")
    assert answered(capsys, "it.py::f")["call"] == "f(f32[n], 3)"


MIXED = """
import jax
import jax.numpy as jnp
import numpy as np

def prepare(x):
    y = np.exp(x)
    return np.tanh(y * y)

def scaled(x):
    n = x.shape[0]
    return x * x * x / np.sqrt(n)

def helper(x):
    return jnp.sin(x)

def loss(x):
    return (helper(x) ** 2).sum()
"""


@pytest.mark.parametrize(
    ("name", "model"), [("prepare", "source"), ("scaled", "jax"), ("helper", "jax"), ("loss", "jax")]
)
def test_the_library_is_that_which_a_function_uses(name: str, model: str, capsys: Capture) -> None:
    Path("it.py").write_text(MIXED, encoding="utf-8")
    assert answered(capsys, f"it.py::{name}")["model"] == model
    assert answered(capsys, "it.py", "--call", f"{name}(f32[5])")["model"] == model


def test_a_model_that_is_asked_for_is_of_its_library(capsys: Capture) -> None:
    Path("it.py").write_text(MIXED, encoding="utf-8")
    assert answered(capsys, "it.py::loss", "--model", "jax")["refused"] is None
    assert answered(capsys, "it.py::prepare", "--model", "source")["refused"] is None


def test_an_error_in_another_function_takes_nothing_away(capsys: Capture) -> None:
    text = (
        "import numpy as np\n\ndef broken(x:\n    return x\n\n"
        "def f(x):\n    n, = x.shape\n    return np.exp(np.exp(x)).sum()\n"
    )
    Path("it.py").write_text(text, encoding="utf-8")
    assert answered(capsys, "it.py::f")["call"] == "f(x=f64[n])"
