"""State outside of a snapshot: what adds up is found, what is the same after two runs as after one is not."""

from __future__ import annotations

import pytest

from adlint.answers.document import Document
from adlint.settings import Settings
from adlint.workspace import Workspace

HEAD = "import numpy as np\nN = 0\nLOG = []\nTABLE = {}\ncounters = {}\n"
STEP = "def step(u):\n    {}\n    return np.sin(u) / 2\n"


def found(text: str) -> list[str]:
    report = Workspace().check([Document("example.py", "example", text)], Settings(select=("AD107", "AD108")))
    assert report.internal_errors == ()
    return [finding.code for finding in report.findings]


@pytest.mark.parametrize(
    "statement",
    [
        "global N; N += 1",
        "global N; N = N + np.sum(u)",
        "LOG.append(np.sum(u))",
        "TABLE['n'] += 1",
        "step.calls += 1",
        "\n    try: n = TABLE['n']\n    except KeyError: LOG.append(u)",
        "\n    try: n = TABLE['n']\n    except ValueError: LOG.append(u); TABLE['n'] = 1",
        "step.calls = step.calls + 1",
        "TABLE['n'] = TABLE['n'] + 1",
        "TABLE['n'] = TABLE.get('n', 0) + 1",
        "TABLE['n'] = 0.9 * TABLE['n'] + np.sum(u)",
    ],
)
def test_what_adds_up_is_found(statement: str) -> None:
    assert found(HEAD + STEP.format(statement)) == ["AD108"]


@pytest.mark.parametrize(
    "statement",
    [
        "global N; N = np.sum(u)",
        "TABLE['n'] = u",
        "counters['steps'] += 1",
        "counters['steps'] = counters['steps'] + 1",
        "TABLE['n'] = TABLE['m'] + 1",
        "TABLE['n'] = TABLE.get('m', 0) + 1",
        "TABLE['n'] |= 4",
        "TABLE['n'] = TABLE['n'] | 4",
        "TABLE['n'] = TABLE['n'] or 3",
        "u.calls = u.calls + 1",
        "LOG.append(u); LOG.pop()",
        "global N; N += 1; u = np.cos(u); N -= 1",
        "n = 0; n += 1",
        "\n    try: n = TABLE['n']\n    except KeyError:\n        n = TABLE.setdefault('n', 1); LOG.append(u)",
        "global N; N |= 4",
        "global N; N = N & 3",
        "\n    n = TABLE.get('n')\n    if n is None:\n        n = len(LOG); LOG.append(u); TABLE['n'] = n",
        "u.calls += 1",
        "LOG.clear(); LOG.append(u)",
        "\n    if 'n' not in TABLE: TABLE['n'] = []; TABLE['n'].append(1)",
    ],
)
def test_what_is_the_same_after_two_runs_is_not(statement: str) -> None:
    assert found(HEAD + STEP.format(statement)) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("if u.n not in LOG: LOG.append(u.n)", []),
        ("\n    if u.n not in SEEN and u.n: SEEN.add(u.n); LOG.append(u.n)", []),
        ("\n    for n in u:\n        if n in SEEN: continue\n        SEEN.add(n); LOG.append(n)", []),
        ("\n    if u.n not in SEEN: LOG.append(u.n)", ["AD108"]),
        ("\n    if u.n in SEEN: return\n    SEEN.add(u.n)\n    LOG.append(u.n)", ["AD108"]),
        ("seen = set()\n    if u.n not in seen: seen.add(u.n); LOG.append(u.n)", ["AD108"]),
        ("\n    if u.n not in SEEN: SEEN.add(u.n); LOG.append(u.n)\n    SEEN.discard(u.n)", ["AD108"]),
        ("\n    if u.n not in SEEN: SEEN.add(u.n); LOG.append(u.n); return True", ["AD108"]),
        ("\n    if u.n not in SEEN: SEEN.add(u.n); LOG.append(u.n); u.reset(u)", ["AD108"]),
        ("\n    if u.n not in SEEN or u.n: SEEN.add(u.n); LOG.append(u.n)", ["AD108"]),
    ],
)
def test_what_is_done_for_the_first_time_only_is_not_done_again(body: str, expected: list[str]) -> None:
    assert found(f"{HEAD}SEEN = set()\n{STEP.format(body)}") == expected


CALLEES = (
    "def count():\n    totals['n'] += 1\n"
    "def push(d):\n    if d is not None:\n        LOG.append((N, d))\n"
    "def pull():\n    if len(LOG) == 0:\n        return\n    d, e = LOG.pop()\n"
)


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ("totals['n'], totals['m'] = 0, 1; count()", []),
        ("count(); totals['n'] = 0", ["AD108"]),
        ("push(1); u = np.cos(u); pull()", []),
        ("push(1); u = np.cos(u)", ["AD108"]),
    ],
)
def test_what_callers_set_before_or_take_back_is_not_changed(statements: str, expected: list[str]) -> None:
    assert found(f"{HEAD}totals = {{}}\n{CALLEES}{STEP.format(statements)}") == expected


def test_the_attributes_of_classes_are_outside_and_those_of_objects_are_not() -> None:
    text = """\
import numpy as np
class Model:
    count = 0
    def outside(self, u):
        {}.count += 1
        return np.sin(u) / 2
"""
    assert [found(text.format(owner)) for owner in ("Model", "type(self)", "self.__class__")] == [["AD108"]] * 3
    assert found(text.format("self")) == []


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("    @classmethod\n    def f(cls, u):\n        cls.n += 1\n", ["AD108"]),
        ("    @classmethod\n    def f(kind, u):\n        kind.n += 1\n", ["AD108"]),
        ("    def f(self, cls, u):\n        cls.n += 1\n", []),
        ("    def f(self, u):\n        cls = dict(u)\n        cls['n'] *= 2\n", []),
    ],
)
def test_a_class_is_what_a_method_of_a_class_is_given_whatever_its_name(method: str, expected: list[str]) -> None:
    text = f"import numpy as np\nclass K:\n    n = 0\n{method}        return np.sin(u) / 2\n"
    assert found(text) == expected


def test_the_variables_of_a_function_are_its_own_and_outside_of_those_in_it() -> None:
    text = """\
import numpy as np
def run(u):
    calls = [0]
    def f(v):
        calls[0] += 1
        return np.sin(v) / 2
    return f(u) + calls[0]
"""
    report = Workspace().check([Document("example.py", "example", text)], Settings(select=("AD108",)))
    assert [finding.message.rpartition("`")[0].rpartition("`")[2] for finding in report.findings] == ["run.f"]


def test_an_iterator_is_outside_unless_the_piece_begins_it() -> None:
    text = "import numpy as np\ndef step(u, xs):\n    {}\n    return u * np.sin(next({})) / 2\n"
    assert found(text.format("pass", "xs")) == ["AD107"]
    assert found(text.format("it = iter(xs)", "it")) == []


MANAGERS = """\
class Handler:
    def __enter__(self):
        LOG.append(self)
    def __exit__(self, *raised):
        {}
class Plate(Handler):
    def __enter__(self):
        super().__enter__()
        return 3
"""


@pytest.mark.parametrize(
    "body",
    [
        "with Handler(): u = np.cos(u)",
        "with Plate() as n: u = u * n",
        "\n    with Plate(): return np.sin(u) / 3",
        "\n    if u is None:\n        with Plate(): raise ValueError(u)",
    ],
)
@pytest.mark.parametrize(("end", "expected"), [("LOG.pop()", []), ("pass", ["AD108"])])
def test_what_a_manager_does_in_the_beginning_its_end_may_undo(body: str, end: str, expected: list[str]) -> None:
    head = HEAD + MANAGERS.format(end)
    report = Workspace().check([Document("example.py", "example", head + STEP.format(body))], Settings())
    assert report.internal_errors == ()
    assert [finding.code for finding in report.findings] == expected
