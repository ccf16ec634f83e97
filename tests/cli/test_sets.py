"""`adlint sets`: what it says of whole programs, and what it says when it cannot answer."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from adlint.cli import main
from adlint.workspace import Workspace

Capture = pytest.CaptureFixture[str]

FILES = {
    "heat.py": """\
import numpy as np

history = []
TOTAL = 0.0


def laplace(u, out):
    out[1:-1] = u[2:] - 2 * u[1:-1] + u[:-2]


def run(u, dt, steps):
    work = np.zeros(u.shape)
    for n in range(steps):
        laplace(u, work)
        u += dt * work
    return u


def noisy(u):
    return u + np.random.randn(3)


def through(u):
    return noisy(u) * 2


def count(u):
    global TOTAL
    TOTAL += 1.0
    return u


def logged(u, path):
    with open(path, "a") as log:
        log.write(str(u))
    return u


def foreign(u):
    return elsewhere(u)


def squares(u):
    return sum([v * v for v in u])


def marked(u):
    # adlint: checkpoint-start hot
    u[0] = u[1]
    u[1] = 2.0
    # adlint: checkpoint-end hot
    return None


def both(u, flag):
    model = Linear() if flag else Cubic()
    return model.apply(u)


def outer(u):
    def inner(v):
        v[0] = u[1]

    inner(u)


double = lambda x: 2 * x


class Linear:
    seen = 0

    def apply(self, u):
        Linear.seen += 1
        return u

    class Inner:
        pass


class Cubic:
    def apply(self, u):
        return u**3


def twice(u):
    u[0] = 1.0


def twice(u):
    u[1] = 1.0


class Base:
    def __call__(self, x):
        return x


class Derived(Base):
    pass


def called(layer: Derived, u):
    return layer(u)
""",
    "broken.py": "def whole(x):\n    x[0] = 1.0\n\n\ndef part(x):\n    y = = 2\n\n\nclass K:\n    def f(self): pass\n",
    "pkg/__init__.py": "",
    "pkg/low.py": "from . import high\n\n\ndef fill(x):\n    x[0] = 1.0\n",
    "pkg/high.py": (
        "from .low import fill\nfrom .bad import f\n\n\ndef run(x):\n    fill(x)\n\n\ndef worse(x):\n    f(x)\n"
    ),
    "pkg/bad.py": "def f(x):\n    s = '\0'\n",
    "nul.py": "def f(x):\n    pass\n\0",
    "empty.py": "",
}
CELLS = [
    ("markdown", "# title"),
    ("code", "%matplotlib inline\nimport numpy as np\nfrom heat import twice\nstate = np.zeros(3)"),
    ("code", "def tick(u):\n    state[0] += 1\n    twice(u)\n    for i in range(2):\n        u[2] += np.random.rand()"),
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text)
    cells = [{"cell_type": kind, "source": text, "metadata": {}} for kind, text in CELLS]
    Path("nb.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4}))
    return tmp_path


def asked(capsys: Capture, target: str) -> dict[str, Any]:
    """The answer as JSON."""
    assert main(["sets", target, "--output-format", "json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def pieces(found: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Kind, what is called, and lines of the candidates."""
    return [(c["kind"], c["callee"], c["line"], c["end_line"]) for c in found["candidates"]]


ANSWERS = {  # use, out, verdict
    "heat.py::laplace": (["u[1:-1]", "u[2:]", "u[:-2]"], ["out[1:-1]"], "yes"),
    "heat.py::noisy": (["u"], [], "no"),
    "heat.py::count": (["TOTAL", "u"], ["TOTAL"], "no"),
    "heat.py::logged": (["path", "u"], [], "no"),
    "heat.py::squares": (["u"], [], "yes"),
    "heat.py::marked": (["u[1]"], ["u[:2]"], "yes"),
    "heat.py::Linear.apply": (["Linear.seen", "u"], ["Linear.seen"], "no"),
    "heat.py::Linear::apply": (["Linear.seen", "u"], ["Linear.seen"], "no"),
    "heat.py::outer.inner": (["u[1]"], ["v[0]"], "yes"),
    "heat.py::double": (["x"], [], "yes"),
    "heat.py::<lambda1>": (["x"], [], "yes"),
    "heat.py::twice": ([], ["u[1]"], "yes"),
    "heat.py::twice#1": ([], ["u[0]"], "yes"),
    "heat.py::twice#2": ([], ["u[1]"], "yes"),
    "broken.py::whole": ([], ["x[0]"], "yes"),
    "pkg/low.py::fill": ([], ["x[0]"], "yes"),
    "pkg/high.py::run": ([], ["x[0]"], "yes"),
    "pkg/high.py::worse": (["x"], ["x"], "unknown"),
    "heat.py::foreign": (["u"], ["u"], "unknown"),
}


@pytest.mark.parametrize("target", ANSWERS)
def test_functions_are_found_and_answered(target: str, capsys: Capture) -> None:
    found = asked(capsys, target)
    assert (found["use"], found["out"], found["reentrant"]) == ANSWERS[target]
    assert found["target"] == target.replace("Linear::", "Linear.")
    assert found["use_complete"] == found["out_complete"] == (found["reentrant"] != "unknown")
    assert pieces(found)[0][0] == "function"


PIECES = {
    "heat.py::run": [("function", None, 11, 16), ("loop-body", None, 13, 15), ("call", "heat.laplace", 14, 14)],
    "heat.py::squares": [("function", None, 43, 44)],
    "heat.py::marked": [("function", None, 47, 52), ("region", None, 49, 50)],
    "heat.py::outer": [("function", None, 60, 64), ("call", "heat.outer.inner", 64, 64)],
    "nb.ipynb::tick": [("function", None, 1, 5), ("call", "heat.twice", 3, 3), ("loop-body", None, 4, 5)],
}


@pytest.mark.parametrize("target", PIECES)
def test_candidates_are_calls_loops_and_regions(target: str, capsys: Capture) -> None:
    assert pieces(asked(capsys, target)) == PIECES[target]


def test_a_region_has_a_name_and_a_call_all_its_callees(capsys: Capture) -> None:
    assert [c["name"] for c in asked(capsys, "heat.py::marked")["candidates"]] == [None, "hot"]
    assert pieces(asked(capsys, "heat.py::called"))[1:] == [("call", "heat.Base.__call__", 104, 104)]
    call = asked(capsys, "heat.py::both")["candidates"][-1]
    assert sorted(call["callees"]) == ["heat.Cubic.apply", "heat.Linear.apply"]
    assert call["callee"] == call["callees"][0]


EVIDENCE = {
    "heat.py::through": [
        (24, "`through` calls `noisy`"),
        (20, "draws from the hidden state of `numpy.random`: a second run of `through` draws other numbers"),
    ],
    "heat.py::count": [(29, "the global variable `TOTAL` is read and then changed, and no snapshot holds it")],
    "heat.py::logged": [(34, "a file is appended to")],
    "heat.py::foreign": [(40, "what is called is not known")],
    "heat.py::Linear.apply": [
        (74, "the class attribute `Linear.seen` is read and then changed, and no snapshot holds it")
    ],
}


@pytest.mark.parametrize("target", EVIDENCE)
def test_a_verdict_has_its_evidence(target: str, capsys: Capture) -> None:
    found = asked(capsys, target)
    assert [(step["line"], step["message"]) for step in found["evidence"]] == EVIDENCE[target]
    assert all(step["path"] == "heat.py" for step in found["evidence"])


def test_a_call_is_judged_in_its_own_words(capsys: Capture) -> None:
    call = asked(capsys, "heat.py::through")["candidates"][1]
    assert call["evidence"][-1]["message"].endswith("a second run of this call draws other numbers")


def test_effects_say_what_where_and_by_which_calls(capsys: Capture) -> None:
    assert asked(capsys, "heat.py::through")["effects"] == [
        {
            "kind": "RNG",
            "what": "numpy.random.randn",
            "path": "heat.py",
            "line": 20,
            "via": [{"path": "heat.py", "line": 24, "message": "`through` calls `noisy`"}],
        }
    ]
    assert asked(capsys, "heat.py::count")["effects"] == [
        {"kind": "WRITE", "what": "TOTAL", "path": "heat.py", "line": 29, "via": []}
    ]


def test_json_has_the_keys_of_the_contract(capsys: Capture) -> None:
    found = asked(capsys, "heat.py::run")
    sets = {"use", "out", "use_complete", "out_complete", "effects", "reentrant", "evidence"}
    assert set(found) >= {"version", "target", "candidates", *sets}
    assert found["version"] == 1
    for piece in found["candidates"]:
        assert set(piece) >= {"kind", "callee", "path", "line", "end_line", "snapshot", "tape", *sets}
        assert "cell" not in piece
        assert piece["tape"] == {"bytes": None, "expression": None}
        snapshot = piece["snapshot"]
        assert [snapshot[key] for key in ("bytes", "lazy_bytes", "eager_bytes")] == [None] * 3
        assert set(snapshot["names"]) <= set(piece["use"])
        ast.parse(snapshot["expression"], mode="eval")
    assert found["candidates"][0]["snapshot"]["expression"] == "nbytes(u)"


def test_a_notebook_is_told_by_cells(capsys: Capture) -> None:
    found = asked(capsys, "nb.ipynb::tick")
    assert [(step["cell"], step["line"]) for step in found["evidence"]] == [(3, 5), (3, 2)]
    assert [piece["cell"] for piece in found["candidates"]] == [3, 3, 3]
    assert main(["sets", "nb.ipynb::tick"]) == 0
    assert "\nnb.ipynb:cell 3:4-5: loop body\n" in capsys.readouterr().out


TABLE = """\
heat.py::count
  use        TOTAL, u
  out        TOTAL
  snapshot   - (no snapshot holds TOTAL)
  effects    WRITE TOTAL (heat.py:29)
  reentrant  no
    heat.py:29: the global variable `TOTAL` is read and then changed, and no snapshot holds it
"""


def test_a_set_of_which_nothing_is_known_says_so(capsys: Capture) -> None:
    Path("unknown.py").write_text("def f():\n    elsewhere()\n")
    assert main(["sets", "unknown.py::f"]) == 0
    assert "\n  out        what is not known\n" in capsys.readouterr().out


def test_the_table(capsys: Capture) -> None:
    assert main(["sets", "heat.py::count"]) == 0
    assert capsys.readouterr() == (TABLE, "")


def test_the_function_alone_is_answered_as_with_its_pieces(capsys: Capture) -> None:
    assert main(["sets", "heat.py::run", "--whole"]) == 0
    whole = capsys.readouterr().out
    assert main(["sets", "heat.py::run"]) == 0
    assert whole.strip() == capsys.readouterr().out.partition("\n\n")[0]


NOTES = {
    "broken.py::whole": ["broken.py:6: invalid syntax: what stands there was left out"],
    "pkg/high.py::worse": ["pkg/bad.py:2: the file contains a NUL byte, which Python does not accept"],
    "heat.py::twice": ["heat.py:90: several functions are called `twice`; this is one, `twice#1` is the other"],
    "heat.py::twice#1": ["heat.py:86: several functions are called `twice`; this is one, `twice#2` is the other"],
}


@pytest.mark.parametrize("target", NOTES)
def test_what_was_left_out_is_told_beside_the_answer(target: str, capsys: Capture) -> None:
    assert main(["sets", target]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(target)
    assert err.splitlines() == [f"adlint: {note}" for note in NOTES[target]]


FAILURES = {
    "heat.py": "heat.py: no function is named: write heat.py::FUNC, a method as heat.py::Class.method",
    "::run": "::run: no file is named: write FILE::FUNC, such as path/to/file.py::Class.method",
    "none.py::f": "none.py: No such file or directory",
    "pkg::f": "pkg: this is a folder: write FILE::FUNC, such as path/to/file.py::Class.method",
    "a\0b.py::f": "a\0b.py: embedded null byte",
    "heat.py::laplac": "heat.py: there is no function `laplac`; did you mean `laplace`?",
    "heat.py::inner": "heat.py: there is no function `inner`; did you mean `outer.inner`?",
    "heat.py::twice#3": "heat.py: there is no function `twice#3`; did you mean `twice`?",
    "heat.py::Linear": "heat.py: `Linear` is a class, not a function: name one of its methods, `Linear.apply`",
    "heat.py::Linear.Inner": "heat.py: `Linear.Inner` is a class, not a function, without methods",
    "broken.py::part": "broken.py:6: invalid syntax: `part` was not analysed",
    "broken.py::zzz": "broken.py: there is no function `zzz`; the file has `whole`, `K.f`",
    "nul.py::f": "nul.py:3: the file contains a NUL byte, which Python does not accept: `f` was not analysed",
    "empty.py::f": "empty.py: there is no function `f`",
}


@pytest.mark.parametrize("target", FAILURES)
def test_what_cannot_be_answered_is_said(target: str, capsys: Capture) -> None:
    assert main(["sets", target]) == 2
    assert capsys.readouterr() == ("", f"adlint: {FAILURES[target]}\n")


def test_a_link_to_itself_is_no_file_and_no_module(capsys: Capture) -> None:
    Path("loop.py").symlink_to("loop.py")
    Path("user.py").write_text("import loop\n\n\ndef f(x):\n    return loop.g(x)\n")
    assert main(["sets", "loop.py::f"]) == 2
    assert capsys.readouterr().err == "adlint: loop.py: Too many levels of symbolic links\n"
    assert asked(capsys, "user.py::f")["evidence"][0]["message"] == "nothing is known of `loop.g`"


@pytest.mark.parametrize("where", ["lib", "src/lib"])
def test_imports_are_looked_for_in_the_project(where: str, capsys: Capture) -> None:
    Path("pyproject.toml").write_text("")
    for folder in (where, "tests"):
        Path(folder).mkdir(parents=True)
    Path(where, "__init__.py").write_text("def fill(x):\n    x[0] = 1.0\n")
    Path("tests/use.py").write_text("from lib import fill\n\n\ndef f(x):\n    fill(x)\n")
    assert asked(capsys, "tests/use.py::f")["out"] == ["x[0]"]


def test_a_folder_without_an_init_file_is_a_part_of_the_package_around(capsys: Capture) -> None:
    Path("lib/part").mkdir(parents=True)
    Path("lib/__init__.py").write_text("from .inner import *\n")
    Path("lib/inner.py").write_text("def fill(x):\n    x[0] = 1.0\n")
    use = "from lib import fill\nimport beside\n\n\ndef f(x):\n    fill(x)\n    beside.g(x)\n"
    Path("lib/part/use.py").write_text(use)
    Path("lib/part/beside.py").write_text("def g(x):\n    x[1] = 1.0\n")
    assert asked(capsys, "lib/part/use.py::f")["out"] == ["x[:2]"]


def test_a_namespace_package_starts_above_the_folders_without_an_init_file(capsys: Capture) -> None:
    Path("space/middle/part").mkdir(parents=True)
    Path("space/middle/part/__init__.py").write_text("")
    Path("space/middle/part/low.py").write_text("def fill(x):\n    x[0] = 1.0\n")
    Path("space/middle/part/use.py").write_text("from space.middle.part.low import fill\n\n\ndef f(x):\n    fill(x)\n")
    assert asked(capsys, "space/middle/part/use.py::f")["out"] == ["x[0]"]


def test_a_package_does_not_start_at_a_folder_whose_name_cannot_be_written(capsys: Capture) -> None:
    Path("shop-1.0/shop").mkdir(parents=True)
    Path("shop-1.0/__init__.py").write_text("")
    Path("shop-1.0/shop/__init__.py").write_text("")
    Path("shop-1.0/shop/low.py").write_text("def fill(x):\n    x[0] = 1.0\n")
    Path("shop-1.0/shop/use.py").write_text("from shop import low\n\n\ndef f(x):\n    low.fill(x)\n")
    assert asked(capsys, "shop-1.0/shop/use.py::f")["out"] == ["x[0]"]


def test_what_is_left_open_on_some_path_is_told_with_the_way_out(capsys: Capture) -> None:
    Path("left.py").write_text(
        "def f(p, x):\n    log = open(p)\n    if x:\n        return 1\n    log.close()\n    return 2\n"
    )
    assert [(step["line"], step["message"]) for step in asked(capsys, "left.py::f")["evidence"]] == [
        (2, "a file is opened here, and not closed on every path"),
        (4, "`f` is left here before it is closed"),
    ]


def test_a_file_that_cannot_be_opened_is_no_answer(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    opened = open

    def refuse(file: Any, *rest: Any, **more: Any) -> Any:
        if Path(str(file)).name == "low.py":
            raise PermissionError(13, "Permission denied", file)
        return opened(file, *rest, **more)

    monkeypatch.setattr("builtins.open", refuse)
    assert main(["sets", "pkg/low.py::fill"]) == 2
    assert capsys.readouterr() == ("", "adlint: pkg/low.py: Permission denied\n")
    assert main(["sets", "pkg/high.py::run"]) == 0
    out, err = capsys.readouterr()
    assert "nothing is known of `pkg.low.fill`" in out
    assert "adlint: pkg/low.py: Permission denied\n" in err


@pytest.mark.parametrize("error", [ValueError("odd"), KeyError("odd"), RecursionError("odd")])
def test_an_internal_error_names_the_function(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Workspace, "sets", fail)
    assert main(["sets", "heat.py::run"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"adlint: internal error while analysing heat.py::run: {type(error).__name__}")
    assert "Traceback" not in err
