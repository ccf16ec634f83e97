"""What happens when generated programs run is in the use and out sets, and snapshots let them run again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from .checking import TIMES, analysed, missed, observed, runs
from .experiments import same
from .programs import Program, numbered, programs
from .rewriting import watched_module
from .trials import trial
from .watched import unwatched

SAMPLE = 200


@settings(max_examples=1000, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(programs())
def test_sets_hold_what_happens(program: Program) -> None:
    """Observed reads and writes are in the static sets; restored snapshots give the same results."""
    wrong = trial(program, TIMES[:2]).sentences
    assert not wrong, program.run + "\n" + "\n".join(wrong)


def test_programs_are_of_the_kinds_that_matter() -> None:
    """At least half of the programs have an alias, a branch and a call, and most run."""
    found = [numbered(seed) for seed in range(SAMPLE)]
    assert sum(program.marks >= {"alias", "branch", "call"} for program in found) >= SAMPLE / 2
    assert sum(runs(program.run, TIMES[0]) for program in found) >= SAMPLE * 0.9


def test_watching_changes_nothing() -> None:
    """A program that is watched gives what it gives alone."""
    for seed in range(SAMPLE):
        program = numbered(seed)
        if runs(program.run, TIMES[1]):
            assert_same(program.run)


def assert_same(text: str) -> None:
    """The results and the global variables are equal."""
    plain: dict[str, Any] = {"__name__": "m"}
    with np.errstate(all="ignore"):
        exec(compile(text, "<program>", "exec"), plain)
        expected = plain["main"](TIMES[1])
        space = watched_module(text, "f", [])
        result = space["main"](TIMES[1])
    assert same(unwatched(result), expected), text
    for name in ("K", "G", "P"):
        assert same(unwatched(space[name]), plain[name]), (name, text)
    assert same(unwatched(vars(space["H"])), vars(plain["H"])), text


KNOWN = {
    "a scalar is moved, not read": ("def f(x, s):\n    q = s\n    x[0] = 1.0\n    return x[1]\n", {"x[1]"}, {"x[0]"}),
    "a view is followed": ("def f(x):\n    y = x[1:]\n    y[0] = x[3] * 2.0\n", {"x[3]"}, {"x[1]"}),
    "what is overwritten first is not read": (
        "def f(x):\n    x[:] = 1.0\n    return x.sum()\n",
        set(),
        {"x[0]", "x[1]", "x[2]", "x[3]"},
    ),
    "in place reads and writes": ("def f(x):\n    x[2:] += 1.0\n", {"x[2]", "x[3]"}, {"x[2]", "x[3]"}),
    "out=": ("def f(x):\n    np.add(x[:2], 1.0, out=x[2:])\n", {"x[0]", "x[1]"}, {"x[2]", "x[3]"}),
    "out by position": ("def f(x):\n    np.sin(x[:2], x[2:])\n", {"x[0]", "x[1]"}, {"x[2]", "x[3]"}),
    "a copy is another array": (
        "def f(x):\n    y = x.copy()\n    y[0] = 1.0\n",
        {"x[0]", "x[1]", "x[2]", "x[3]"},
        set(),
    ),
    "a global variable": ("K = 1.0\ndef f(x):\n    global K\n    K = K + x[0]\n", {"K", "x[0]"}, {"K"}),
}


@pytest.mark.parametrize("name", KNOWN)
def test_what_is_observed(name: str) -> None:
    """The tracer sees what happens, and no more."""
    text, use, out = KNOWN[name]
    arguments = "np.ones(4), 0.5" if "(x, s)" in text else "np.ones(4)"
    run = f"import numpy as np\n{text}\ndef main(t):\n    return f({arguments})\n"
    (window,) = observed(run, 0.0)
    assert {window.text(one) for one in window.use()} == use
    assert {window.text(one) for one in window.out(variables=False)} == out
    assert not missed(analysed(run), [window])


# a program, and what has to be put back of it, whatever comes after it
PUT_BACK = {
    "an item that was written to, and is another thing in the second run": (
        "def f(m: dict):\n    m['p'][0][:] = 1.0\n    m['p'][0] = m['d']['w']\n",
        "{'d': {'w': np.ones(6) * t}, 'p': [np.zeros(6), t]}",
        ("m['d']['w']", "m['p'][0]"),
    ),
    "all that a list held, where it may hold fewer, and how many it held was read": (
        "def f(l: list[float], o: C):\n    o.count = len(l) + 1.0\n    l[:] = [0.5, 1.0]\n",
        "[t, 1.0, 2.0], C()",
        ("l[:]",),
    ),
}


@pytest.mark.parametrize("name", PUT_BACK)
def test_what_is_put_back(name: str) -> None:
    text, arguments, names = PUT_BACK[name]
    run = f"import numpy as np\n\nclass C:\n    pass\n\n{text}\ndef main(t):\n    return f({arguments})\n"
    found = trial(Program(run, run, frozenset()), TIMES[:2])
    assert found.sets is not None
    assert found.sets.whole.snapshot.eager_names == names
    assert not found.sentences


def test_an_item_may_stand_elsewhere_in_a_later_turn() -> None:
    text = (
        "import numpy as np\n\n"
        "def f(p: list):\n    for e in p[:2]:\n        q = e[0]\n        p.insert(0, 1.0)\n    return q\n\n"
        "def main(t):\n    return f([np.ones(6), np.ones(6) * t])\n"
    )
    found = trial(Program(text, text, frozenset()), TIMES[:2])
    assert found.sets is not None
    assert not found.sentences
