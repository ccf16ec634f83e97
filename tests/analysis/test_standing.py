"""What stands in modules is one object under every name, in containers and as an argument; other objects are not."""

from __future__ import annotations

import pytest

from adlint.answers.document import Document
from adlint.settings import Settings
from adlint.workspace import Workspace

HEAD = """\
import functools, heapq, itertools, os, queue
import numpy as np

RNG = np.random.default_rng(0)
OTHER = np.random.default_rng(1)
LOG, HEAP, TOTAL = [], [], np.zeros(3)
JOBS = queue.Queue()
TURNS = itertools.count()
ROWS, PAIRS, LIST = iter([1.0, 2.0]), zip([1.0], [2.0]), [1.0, 2.0]

def numbers():
    yield 1.0

MADE = numbers()

def draw(rng, n=1):
    return rng.normal(size=n)

def spread(act, *given, **named):
    return act(*given, **named)

def note(log, x):
    log.append(x)

class State:
    def __init__(self):
        self.n, self.last, self.seen = 0, None, []
    def count(self):
        self.n += 1
    def put(self, x):
        self.last = x
    def see(self, x):
        self.seen.append(x)
    def both(self, x):
        self.see(x)

STATE = State()

"""
STEP = "def step(u, rng, log):\n    {}\n    return np.sin(u) / 2\n"


def found(text: str) -> list[tuple[str, str]]:
    settings = Settings(select=("AD105", "AD106", "AD107", "AD108"), scope="all")
    report = Workspace().check([Document("example.py", "example", text)], settings)
    assert report.internal_errors == ()
    return [(one.code, one.message.split(":")[0]) for one in report.findings if "run of `step`" in one.message]


@pytest.mark.parametrize(
    "statement",
    [
        "u = u + draw(RNG)",
        "u = u + draw(n=3, rng=RNG)",
        "u = u + spread(RNG.normal, size=3)",
        "u = u + functools.partial(draw, RNG)(3)",
        "u = u + functools.partial(RNG.normal, 0.0)()",
        "u = u + (lambda rng: rng.normal())(RNG)",
        "box = [RNG]; u = u + box[0].normal()",
        "box = {'rng': RNG}; u = u + draw(box['rng'])",
        "normal = RNG.normal; u = u + normal()",
        "rng = RNG; u = u + rng.normal()",
    ],
)
def test_a_generator_of_the_module_is_the_same_under_every_name(statement: str) -> None:
    message = "draws from the hidden state of `example.RNG`"
    assert found(HEAD + STEP.format(statement)) == [("AD105", message)]


@pytest.mark.parametrize(
    "statement",
    [
        "u = u + draw(np.random.default_rng(3))",
        "u = u + draw(rng)",
        "own = np.random.default_rng(3); u = u + spread(draw, own)",
        "own = np.random.default_rng(3); box = [RNG.normal, own.normal]; u = u + box[1]()",
        "RNG.bit_generator",
        "own = []; note(own, u); heapq.heappush(own, 1.0)",
        "note(log, u)",
        "STATE.put(u)",
        "state = State(); state.count(); state.both(u)",
        "HEAP.append(1.0); heapq.heappop(HEAP)",
        "np.add(TOTAL[1], u, out=TOTAL[0])",
        "np.add(LIST, u, out=u)",
        "own = itertools.count(); u = u + next(own)",
        "\n    for row in LIST: u = u * row",
        "\n    for row in zip(LIST, u): u = u * row",
        "\n    for row in numbers(): u = u * row",
        "os.environ['OMP_NUM_THREADS'] = '1'",
    ],
)
def test_what_is_its_own_or_the_same_after_two_runs_is_not_found(statement: str) -> None:
    assert found(HEAD + STEP.format(statement)) == []


@pytest.mark.parametrize(
    ("statement", "code", "variable"),
    [
        ("note(LOG, u)", "AD108", "LOG"),
        ("note(x=u, log=LOG)", "AD108", "LOG"),
        ("add = LOG.append; add(u)", "AD108", "LOG"),
        ("functools.partial(LOG.append, u)()", "AD108", "LOG"),
        ("JOBS.put(u)", "AD108", "JOBS"),
        ("heapq.heappush(HEAP, 1.0)", "AD108", "HEAP"),
        ("LOG.reverse()", "AD108", "LOG"),
        ("np.add(TOTAL, u, out=TOTAL)", "AD108", "TOTAL"),
        ("np.add.at(TOTAL, [0], u)", "AD108", "TOTAL"),
        ("os.environ['N'] = str(int(os.environ['N']) + 1)", "AD108", "os"),
        ("STATE.count()", "AD108", "STATE"),
        ("STATE.both(u)", "AD108", "STATE"),
        ("state = STATE; state.see(u)", "AD108", "STATE"),
        ("spread(STATE.count)", "AD108", "STATE"),
        ("u = u + next(TURNS)", "AD107", "TURNS"),
        ("turns = [TURNS]; u = u + next(turns[0])", "AD107", "TURNS"),
        ("\n    for row in ROWS: u = u * row", "AD107", "ROWS"),
        ("\n    for a, b in PAIRS: u = u * a", "AD107", "PAIRS"),
        ("\n    for row in MADE: u = u * row", "AD107", "MADE"),
        ("u = u * sum([row for row in ROWS])", "AD107", "ROWS"),
    ],
)
def test_what_stands_in_the_module_is_changed_under_every_name(statement: str, code: str, variable: str) -> None:
    ((only, message),) = found(HEAD + STEP.format(statement))
    assert only == code
    assert f"`{variable}`" in message


def test_a_clock_that_is_passed_on_is_read_where_it_is_called() -> None:
    text = "import time\n" + HEAD + STEP.format("u = u * spread(time.time)")
    assert [code for code, _ in found(text)] == ["AD106"]


def test_a_renamed_variable_of_another_module_is_named_anew() -> None:
    """What is found after an edit is what is found at first."""
    user = Document("user.py", "user", "import held\n\ndef step(u):\n    return u + held.get().normal()\n")
    texts = [f"import numpy as np\n{name} = np.random.default_rng(0)\ndef get():\n    return {name}\n" for name in "AB"]
    settings = Settings(select=("AD105",), scope="all")
    workspace = Workspace()
    first, second = (workspace.check([user, Document("held.py", "held", text)], settings).findings for text in texts)
    assert ["`held.A`" in one.message for one in first] == ["`held.B`" in one.message for one in second] == [True]


def test_a_generator_that_becomes_a_list_is_no_iterator_any_more() -> None:
    """What is found after an edit is what is found at first."""
    text = "from some import first\ndef rows():\n    {} first(1)\nROWS = rows()\n{}"
    step = "def step(u):\n    for one in ROWS:\n        u = u * one\n    return u\n"
    documents = [[Document("held.py", "held", text.format(word, step))] for word in ("yield", "return", "yield")]
    settings = Settings(select=("AD107",), scope="all")
    workspace = Workspace()
    assert [len(workspace.check(one, settings).findings) for one in documents] == [1, 0, 1]
