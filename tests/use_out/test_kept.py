"""Programs that keep state where one does not look for it: behind decorators, in closures, in iterators that something
holds, under other names. Each of `kept.txt` stands behind a line with its verdict, which runs of it have shown.
"""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from .checking import said
from .judging import judged

TEXT = Path(__file__).with_name("kept.txt").read_text("utf-8")
PROGRAMS = [tuple(part.split("\n", 1)) for part in re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]]
ITERATORS = (
    "iter([1.0])", "(i for i in [1.0])", "gen()", "Own()", "itertools.tee([1.0])[0]", "np.nditer(np.ones(3))",
    "zip([1.0])", "np.ndenumerate(np.ones(3))", "np.ones(3).flat", "re.finditer('a', 'aa')", "build()",
    "csv.reader(io.StringIO('1'))",
)  # fmt: skip
HOLDERS = {
    "a variable": ("G = {}\ndef f(c):\n", "G"),
    "a class": ("class H:\n    it = {}\ndef f(c):\n", "H.it"),
    "a closure": (
        "def make():\n    it = {}\n    def get():\n        return it\n    return get\nget = make()\ndef f(c):\n",
        "get()",
    ),
    "a default": ("def go(c, it={}):\n    return next(it)\ndef f(c):\n    return go(c)\ndef unused(c, G):\n", "G"),
}
USES = ("next({})", "{}.__next__()", "for v in {}: break", "[v for v, _ in zip({}, 'ab')]", "3.0 in {}")
HEAD = (
    "import csv, io, itertools, re\ndef gen():\n    yield 1.0\ndef build():\n    it = map(abs, [1.0])\n    return it\n"
    "class Own:\n    def __init__(self): self.i = 0\n    def __iter__(self): return self\n"
    "    def __next__(self):\n        self.i += 1\n        return self.i\n"
)


test_the_verdict_is_right = judged((text, expected) for expected, text in PROGRAMS)


@pytest.mark.parametrize("holder", HOLDERS)
def test_what_holds_an_iterator_does_not_hold_where_it_stands(holder: str) -> None:
    head, name = HOLDERS[holder]
    for number, (made, use) in enumerate(product(ITERATORS, USES)):
        if number % 3 == list(HOLDERS).index(holder) % 3:
            text = f"{HEAD}{head.format(made)}    {use.format(name)}\n"
            assert said(text).whole.reentrant == "no", text
