"""What a decorator of the program keeps runs once for equal arguments: by what the decorator does."""

from __future__ import annotations

import pytest

from adlint.settings import Settings
from adlint.workspace import Document, Workspace

HEAD = "import collections, functools, threading\nimport numpy as np\nLOG = []\n"
STEP = "def step(x):\n    LOG.append(x)\n    return np.sin(x) * np.random.rand()\n"
USE = "def use(x):\n    return step(x) * np.cos(x)\n"

KEEPING = {
    "asked for with a mark": """\
def decorator(fn):
    cells, missing = {}, object()
    def inner(*args):
        out = cells.get(args, missing)
        if out is missing:
            out = cells[args] = fn(*args)
        return out
    return inner
""",
    "asked for and bound at once": """\
def decorator(fn):
    kept = {}
    def inner(x):
        if (v := kept.get(x)) is not None:
            return v
        v = kept[x] = fn(x)
        return v
    inner.__wrapped__ = fn
    return inner
""",
    "tried": """\
def decorator(fn):
    kept = {}
    @functools.wraps(fn)
    def inner(*args):
        try:
            return kept[args]
        except TypeError:
            return fn(*args)
        except KeyError:
            pass
        result = kept[args] = fn(*args)
        return result
    return inner
""",
    "an object that is called": """\
class decorator:
    def __init__(self, fn, size=8):
        self.fn = fn
        self.size = size
        self.table = collections.OrderedDict()
        self.lock = threading.Lock()
    def __call__(self, *args):
        with self.lock:
            try:
                value = self.table[args]
                self.table.move_to_end(args)
                return value
            except KeyError:
                pass
            value = self.table[args] = self.fn(*args)
            if len(self.table) > self.size:
                self.table.popitem(last=False)
            return value
""",
    "an attribute": """\
def decorator(fn):
    def inner(x):
        if not hasattr(fn, "value"):
            fn.value = fn(x)
        return fn.value
    return inner
""",
    "a variable around": """\
def decorator(fn):
    result = None
    def inner(x):
        nonlocal result
        if result is None:
            result = fn(x)
        return result
    return inner
""",
    "of one class, in a table that is given early": """\
def keeping(fn, refs):
    def inner(x):
        if isinstance(x, np.ndarray):
            k = id(x)
        else:
            return fn(x)
        if k not in refs:
            refs[k] = fn(x)
        return refs[k]
    return inner
decorator = functools.partial(keeping, refs={})
""",
    "made by a call": """\
def sized(size):
    def decorate(fn):
        table = {}
        def inner(x):
            if x in table:
                return table[x]
            if len(table) >= size:
                table.clear()
            table[x] = value = fn(x)
            return value
        return inner
    return decorate
decorator = sized(8)
""",
    "a cache of the library inside": """\
def decorator(fn):
    @functools.lru_cache(maxsize=None)
    def inner(x):
        return fn(x)
    return inner
""",
}  # fmt: skip
INNER = "def decorator(fn):\n    table = {{}}\n    def inner(x, fresh=False):\n{}    return inner\n"
NOT_KEEPING = {
    "nothing is kept": "        return fn(x)\n",
    "the table goes": "        t = {}\n        if x not in t:\n            t[x] = fn(x)\n        return t[x]\n",
    "once more": "        if x not in table:\n            table[x] = fn(x)\n        return fn(x)\n",
    "forgotten": "        table.pop(x, 0)\n        if x not in table: table[x] = fn(x)\n        return table[x]\n",
    "on demand": "        if fresh or x not in table:\n            table[x] = fn(x)\n        return table[x]\n",
    "another table": "        if x not in LOG:\n            table[x] = fn(x)\n        return table[x]\n",
    "given on": "        if x not in table:\n            table[x] = sum(map(fn, [x]))\n        return table[x]\n",
}


def found(text: str) -> set[str]:
    report = Workspace().check([Document("example.py", "example", text)], Settings(select=("AD105", "AD108")))
    assert report.internal_errors == ()
    return {finding.code for finding in report.findings}


@pytest.mark.parametrize("decorator", KEEPING.values(), ids=KEEPING)
def test_what_is_kept_is_not_done_again(decorator: str) -> None:
    assert found(f"{HEAD}{decorator}@decorator\n{STEP}{USE}") == set()


@pytest.mark.parametrize("body", NOT_KEEPING.values(), ids=NOT_KEEPING)
def test_what_is_not_kept_is_done_again(body: str) -> None:
    assert found(f"{HEAD}{INNER.format(body)}@decorator\n{STEP}{USE}") == {"AD105", "AD108"}


@pytest.mark.parametrize(
    ("condition", "setting", "expected"),
    [
        ("not hasattr(self, 'weights')", "self.register_buffer('weights', torch.randn(3))", []),
        ("self.weights is None", "self.weights = torch.randn(3)", []),
        ("self.given is None", "self.weights = torch.randn(3)", ["AD105"]),
        ("self.weights is None", "self.weights = torch.randn(3); self.weights = None", ["AD105"]),
        ("True", "self.weights = torch.randn(3)", ["AD105"]),
    ],
)
def test_what_a_method_puts_where_nothing_was_is_put_once(condition: str, setting: str, expected: list[str]) -> None:
    text = f"""\
import torch
class Kernel:
    def start(self):
        {setting}
    def forward(self, u):
        if {condition}:
            self.start()
        return torch.sin(u * 2.0) + self.weights
"""
    report = Workspace().check([Document("example.py", "example", text)], Settings(scope="numeric"))
    assert [finding.code for finding in report.findings] == expected
