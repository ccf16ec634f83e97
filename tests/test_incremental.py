"""The answer depends on the texts alone: not on the edits before them, their order, or the hash seed."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adlint.answers.document import Document
from adlint.settings import Settings
from adlint.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
Tree = dict[str, str]

FILES = """\
def begin(path):
    return open(path, "a")


def finish(handle):
    handle.close()


class Log:
    def __init__(self, path):
        self.handle = begin(path)

    def write(self, u):
        self.handle.write(str(u))

    def close(self):
        self.handle.close()


class Quiet(Log):
    def write(self, u):
        super().write(u / 2)
"""
MESSAGES = """\
from mpi4py import MPI

from pkg import noise

comm = MPI.COMM_WORLD


def give(u):
    comm.Send(u[-1], dest=1)


def take(u):
    comm.Recv(u[0], source=0)


def swap(u):
    request = comm.Isend(u[1], dest=0)
    comm.Recv(u[0], source=0)
    request.Wait()
    return noise.kick(u) / 2
"""
NOISE = """\
import time

import numpy as np

from pkg import messages


def kick(u):
    return u + np.random.normal(size=u.shape) / 2


def wait(u):
    start = time.time()
    while time.time() < start + 1:
        u = kick(u) / 3
    return u


def all_of_it(u):
    return messages.swap(kick(u)) * 0.5
"""
SOLVER = """\
import numpy as np

from pkg.files import Log, Quiet, begin, finish
from pkg.messages import give, take
from pkg.noise import kick


def advance(u, dt):
    handle = begin("norm.txt")
    handle.write(str(np.linalg.norm(u)))
    finish(handle)
    return u - dt * np.gradient(u)


def share(u, dt):
    give(u)
    take(u)
    return kick(u) - dt * np.gradient(u)


def record(u, dt):
    log = Log("u.txt") if dt > 0 else Quiet("u.txt")
    log.write(u)
    log.close()
    return u / dt


def march(u, dt):
    for _ in range(10):
        u = share(advance(u, dt), dt)
    return u
"""
TREE: Tree = {
    "pkg": "from pkg.solver import march as run\n",
    "pkg.files": FILES,
    "pkg.messages": MESSAGES,
    "pkg.noise": NOISE,
    "pkg.solver": SOLVER,
    "main": "import numpy as np\n\nimport pkg\n\nprint(pkg.run(np.ones(9), 0.1))\n",
}
EXTRA = """\
from pkg import run
from pkg.files import begin


def again(u, dt):
    begin('v')
    return run(u, dt) / dt
"""
ALTERNATIVES = (  # two ways to write a place; an edit turns one into the other
    ("handle.close()", "handle.flush()"),
    ("finish(handle)", "handle.read()"),
    ("request.Wait()", "request.Test()"),
    ("np.random.normal(", "np.zeros("),
    ("time.time() <", "len(u) <"),
    ("take(u)", "kick(u)"),
    ("comm.Send(", "comm.Recv("),
    ("begin(path)", 'open(path, "w")'),
    ("class Quiet(Log):", "class Quiet:"),
    ("from pkg import noise", "from pkg import files as noise"),
)
BROKEN = "def broken(:\n    pass\n"


def documents(tree: Tree) -> list[Document]:
    return [
        Document(f"{module.replace('.', '/')}{'/__init__' * (module == 'pkg')}.py", module, text, module == "pkg")
        for module, text in tree.items()
    ]


def answers(workspace: Workspace, tree: Tree) -> tuple[object, ...]:
    """All that the workspace says of a tree."""
    report = workspace.check(documents(tree), Settings())
    assert report.internal_errors == ()
    return report.findings, report.notes, workspace.graph(documents(tree))


def edited(tree: Tree, n: int, edit: Callable[[str], str]) -> Tree:
    """The tree with the text of its n-th module edited."""
    module = sorted(tree)[n % len(tree)]
    return {**tree, module: edit(tree[module])}


def comment(tree: Tree, n: int) -> Tree:
    return edited(tree, n, lambda text: re.sub(r"(?m)^( *)(def|class|return)\b", r"\1# why\n\1\2", text, count=n % 3))


def rename(tree: Tree, n: int) -> Tree:
    return edited(tree, n, lambda text: re.sub(r"\bu(_*)\b", r"u\1_", text))


def alternate(tree: Tree, n: int) -> Tree:
    """Change a place that is written in one of two ways, in every module that has it."""
    one, other = ALTERNATIVES[n % len(ALTERNATIVES)]
    return {m: text.replace(one, other) if one in text else text.replace(other, one) for m, text in tree.items()}


def tear(tree: Tree, n: int) -> Tree:
    return edited(tree, n, lambda text: text.replace(BROKEN, "") if BROKEN in text else BROKEN + text)


def leave_open(tree: Tree, n: int) -> Tree:
    return edited(tree, n, lambda text: re.sub(r"(?m)^    return", "    x = (\n    return", text, count=1))


def add(tree: Tree, n: int) -> Tree:
    return {**tree, f"extra{n % 2}": EXTRA}


def restore(tree: Tree, n: int) -> Tree:
    module = sorted(TREE)[n % len(TREE)]
    return {**tree, module: TREE[module]}


def shuffle(tree: Tree, n: int) -> Tree:
    items = list(tree.items())
    random.Random(n).shuffle(items)
    return dict(items)


def remove(tree: Tree, n: int) -> Tree:
    """Delete a module."""
    gone = sorted(tree)[n % len(tree)]
    return {module: text for module, text in tree.items() if module != gone or len(tree) == 1}


EDITS = (remove, comment, rename, alternate, alternate, tear, leave_open, add, restore, restore, shuffle)
STEPS = st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 59)), min_size=1, max_size=8)


def test_the_tree_has_something_to_find() -> None:
    found, _, graph = answers(Workspace(), TREE)
    assert {f.code for f in found} >= {"AD105", "AD106"}
    assert graph["pkg.solver.march"] == ("<builtin>.range", "pkg.solver.advance", "pkg.solver.share")


def test_every_alternative_matters() -> None:
    """An edit that changes no answer would test little."""
    plain = answers(Workspace(), TREE)
    assert [n for n in range(len(ALTERNATIVES)) if answers(Workspace(), alternate(TREE, n)) == plain] == []


@settings(max_examples=80, deadline=None, derandomize=True)
@given(STEPS)
def test_warm_equals_cold(steps: list[tuple[Callable[[Tree, int], Tree], int]]) -> None:
    warm = Workspace()
    tree = TREE
    answers(warm, tree)
    for edit, n in steps:
        tree = edit(tree, n)
        assert answers(warm, tree) == answers(Workspace(), tree), f"after {edit.__name__} {n}"


USER = "from b import K\n\n\ndef make():\n    return K()\n"
CLASS = "class K:\n    def __init__(self):\n        pass\n"
OUTER = "x = len\n\n\ndef outer():\n    y = 1\n\n    def inner():\n        return x(y)\n\n    return inner()\n"
PARAMETER = "class A:\n    def m(self): ...\n\nclass B:\n    def m(self): ...\n\n\ndef f(x):\n    x.m()\n"
CALLER = "from b import A, f\n\n\ndef call():\n    f(A())\n"
STRUCTURE = {
    "a module appears": ({"a": USER}, {"a": USER, "b": CLASS}),
    "a variable of an outer function appears": ({"a": OUTER}, {"a": OUTER.replace("y = 1", "y = x = 1")}),
    "a parameter is renamed": (
        {"a": CALLER, "b": PARAMETER},
        {"a": CALLER, "b": PARAMETER.replace("f(x):\n    x", "f(y):\n    y")},
    ),
}


@pytest.mark.parametrize("change", STRUCTURE)
def test_a_change_of_what_the_program_is_made_of_is_seen(change: str) -> None:
    before, after = STRUCTURE[change]
    warm = Workspace()
    first = answers(warm, before)
    assert answers(warm, after) == answers(Workspace(), after)
    assert answers(warm, before) == first


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_documents_does_not_matter(seed: int) -> None:
    tree = alternate(add(TREE, 0), seed)
    assert answers(Workspace(), shuffle(tree, seed)) == answers(Workspace(), tree)


DEFINITIONS = [(module, match.start()) for module, text in TREE.items() for match in re.finditer(r"(?m)^ *def ", text)]


@pytest.mark.parametrize(("module", "at"), DEFINITIONS)
def test_a_comment_above_a_function_costs_a_parse(module: str, at: int) -> None:
    warm = Workspace()
    warm.check(documents(TREE), Settings())
    assert set(warm.memo.misses) > {"lower"}, "a cold run summarises"
    evaluated = warm.evaluations.misses
    text = TREE[module]
    warm.check(documents({**TREE, module: f"{text[:at]}# why\n{text[at:]}"}), Settings())
    assert warm.evaluations.misses == evaluated
    assert warm.memo.misses in ({"lower": 1}, {"lower": 1, "source_map": 1}), "its findings may have moved"


def test_an_edit_that_changes_no_summary_stops_there() -> None:
    warm = Workspace()
    warm.check(documents(TREE), Settings())
    evaluated = warm.evaluations.misses
    warm.check(documents({**TREE, "pkg.noise": NOISE.replace("u.shape) / 2", "u.shape) * 7")}), Settings())
    assert warm.evaluations.schedule is not None
    through = warm.evaluations.schedule.evaluating["pkg.noise:kick"]
    assert 0 < warm.evaluations.misses - evaluated == len(through), "the runs that go through the function, no others"
    assert warm.memo.misses == {"lower": 1, "_summary": 1, "source_map": 1}


def test_an_equal_text_costs_nothing() -> None:
    warm = Workspace()
    warm.check(documents(TREE), Settings())
    evaluated = warm.evaluations.misses
    warm.check(documents(shuffle(TREE, 1)), Settings())
    assert (warm.evaluations.misses, warm.memo.misses) == (evaluated, {})


def test_the_hash_seed_does_not_matter() -> None:
    runs = {}
    for seed in ("0", "1", "4711"):
        for arguments in (("check", "--no-cache", "--exit-zero", "--output-format", "json"), ("graph",)):
            command = [sys.executable, "-m", "adlint", *arguments, "examples"]
            environment = {**os.environ, "PYTHONHASHSEED": seed}
            run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True, timeout=120)
            runs.setdefault(arguments[0], set()).add(run.stdout)
    assert {name: len(outputs) for name, outputs in runs.items()} == {"check": 1, "graph": 1}
    assert all(b"AD105" in out for out in runs["check"])
