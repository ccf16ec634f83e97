"""Calls that are wrong: what is said points into the expression, or at the line of the program where it shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from adlint.cli import main
from tests.printed import Capture, pointed, refused

PROGRAM = """\
import numpy as np

SCALE = 2.0
W = np.ones((3, 4))


class Net:
    def __init__(self, width, depth=2):
        self.width = width

    def __call__(self, x):
        return np.tanh(x) * self.width


def heat(u, T, dt=0.1):
    for t in range(T):
        u = u + dt * np.sin(u)
    return u.sum()


def dense(w, x):
    z = w @ x
    return np.tanh(z).sum()


def named(params, x, *, order=2):
    return np.sum(params["w"] * x) ** order


def outer(x):
    return helper(x)


def helper(a):
    return a.reshape(4, 5) * 2.0
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("it.py").write_text(PROGRAM, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("call", "complaint", "mark"),
    [
        ("", "this is no call", 0),
        ("   ", "this is no call", 0),
        ("heat", "this is not a call: write it as FUNCTION(ARGUMENTS)", 0),
        ("heat(f64[n], 3); heat(f64[n], 4)", "this is not a Python expression", 15),
        ("heat(f64[n] T)", "Perhaps you forgot a comma?", 5),
        ("heat(f64[n)", "closing parenthesis ')' does not match", 10),
        ("hat(f64[n], T)", "there is no `hat` in it; did you mean `heat`?", 0),
        ("net(3)(f64[3])", "there is no `net` in it; did you mean `Net`?", 0),
        ("heat(f64(n), 3)", "an array is written with brackets: `f64[n, 3]`", 5),
        ("heat(F64[n], 3)", "there is no dtype `F64`", 5),
        ("heat(flaot64[n], 3)", "there is no dtype `flaot64`: float64", 5),
        ("heat(f64[-3], 3)", "a dimension cannot be negative: -3", 9),
        ("heat(f64[n, -1], 3)", "a dimension cannot be negative: -1", 12),
        ("heat(f64[2.5], 3)", "`2.5` is no size", 9),
        ("heat(f64['n'], 3)", "`'n'` is no size", 9),
        ("heat(f64[True], 3)", "`True` is no size", 9),
        ("heat(f64[n, ...], 3)", "`...` is no size", 12),
        ("heat(f64[n:m], 3)", "`n:m` is no size", 9),
        ("heat(*args)", "`*args` cannot stand in a call", 5),
        ("heat(f64[n], **more)", "`**more` cannot stand in a call", 13),
        ("named({**more}, f64[3])", "`**more` cannot stand in a call", 7),
        ("heat(f64[n] + 1, 3)", "arithmetic of numbers alone can stand here", 5),
        ("heat(f64[n])", "`heat` needs an argument `T`", 11),
        ("heat(f64[])", "`heat` needs an argument `T`", 10),
        ("heat(f64[n], 3, 0.1, 5)", "`heat` takes 3 positional arguments, and 4 are given", 21),
        ("heat(u=f64[n], T=3, dtt=0.1)", "`heat` has no parameter `dtt`; did you mean `dt`?", 20),
        ("heat(f64[n], T=3, u=f64[n])", "`heat` gets several values for `u`", 18),
        ("heat(f64[], T=3, u=f64[n])", "`heat` gets several values for `u`", 17),
        ("named({'w': f64[3]}, f64[3], 2)", "`named` takes 2 positional arguments, and 3 are given", 29),
        ("Net()(f64[3])", "`Net.__init__` needs an argument `width`", 4),
        ("Net(3, width=4)(f64[3])", "`Net.__init__` gets several values for `width`", 7),
        ("Net(3).forward(f64[3])", "there is no attribute `forward`", 7),
        ("SCALE(f64[n])", "float is called, which is no function", 0),
        ("heat(W[5:, 'a'], 3)", "only integers, slices, arrays and lists are indices", 5),
    ],
)
def test_a_wrong_call_is_pointed_into(call: str, complaint: str, mark: int, capsys: Capture) -> None:
    problem = refused(capsys, "it.py", "--call", call)
    assert complaint in problem
    assert problem.splitlines()[-2:] == pointed(call, mark)


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        ("dense(f64[3,4], f64[5])", "it.py:22: shapes (3, 4) and (5,) do not go together in a product of matrices"),
        ("dense(f64[n,3], f64[4])", "it.py:22: shapes (n, 3) and (4,) do not go together"),
        ("dense(Wx, f64[4])", "(`Wx` is taken for an integer; did you mean `W`?)"),
        ("named({'w': f64[3]}, f64[4])", "it.py:27: shapes (3,) and (4,) do not go together"),
        ("named({'v': f64[3]}, f64[3])", "it.py:27: the program raises KeyError: 'w'"),
        ("outer(f64[21])", "it.py:35: an array of 21 elements cannot be reshaped to (4, 5)"),
        ("heat(f64[n], '3')", "it.py:16: the program raises TypeError: `range` takes integers, and '3' is given"),
        ("heat(f64[n], 3.5)", "it.py:16: the program raises TypeError: `range` takes integers, and 3.5 is given"),
        ("heat(f64[n], T, dt=None)", "it.py:17: the program raises TypeError: `*` of an array and None"),
    ],
)
def test_what_shows_in_the_program_is_said_with_its_line(call: str, complaint: str, capsys: Capture) -> None:
    assert complaint in refused(capsys, "it.py", "--call", call)


def test_names_beside_the_call_are_checked(capsys: Capture) -> None:
    call = ("--call", "heat(f64[n], 3)")
    wrong = refused(capsys, "it.py", *call, "--wrt", "x")
    assert "no argument called `x` holds an array that is known: arrays are in u" in wrong
    assert "there is no model `jx`; did you mean `jax`?" in refused(capsys, "it.py", *call, "--model", "jx")
    assert "it.py::dense is asked about, and this is no call of it" in refused(capsys, "it.py::dense", *call)


@pytest.mark.parametrize(
    ("call", "more", "note"),
    [
        ("heat(f64[n], 3)", ("--set", "q=3"), "note: no size of the call is called `q`: its names are n"),
        ("heat(f64[3], 3)", ("--set", "q=3"), "note: no size of the call is called `q`: its names are none"),
        ("heat(i64[n], 3)", (), "note: the call is given no array of floating numbers"),
    ],
)
def test_what_is_probably_not_meant_is_noted(call: str, more: tuple[str, ...], note: str, capsys: Capture) -> None:
    assert main(["tape", "it.py", "--call", call, *more]) == 0
    assert note in capsys.readouterr().err


@pytest.mark.parametrize("made", ["np.zeros(6)", "np.zeros((2, 3))", "W[:2, :3]", "f64[6]"])
def test_arrays_that_the_expression_makes_are_arguments(made: str, capsys: Capture) -> None:
    assert main(["tape", "it.py", "--call", f"heat({made}, 3)", "--model", "overloading"]) == 0
    assert "1.1 KiB" in capsys.readouterr().out


def test_builtins_and_numbers_stand_in_a_call(capsys: Capture) -> None:
    call = "named(dict(w=f64[3]), f64[3], order=f64)"
    assert main(["tape", "it.py", "--call", call]) == 0
    assert "arguments  48 B" in capsys.readouterr().out
