"""What a library does again and again, with functions and objects that change what they see."""

from __future__ import annotations

import pytest

from .checking import said

COUNTING = (
    "def f(x: np.ndarray, y: np.ndarray):\n    count = 0\n    def step(*given):\n        nonlocal count\n"
    "        x[count] = given[0]\n        count += 1\n        return given[0]\n    {}\n"
)
ITERATOR = (
    "class C:\n    def __init__(self, a):\n        self.a, self.i = a, 0\n"
    "    def __iter__(self):\n        return self\n"
    "    def __next__(self):\n        if self.i >= 3:\n            raise StopIteration\n        self.i += 1\n"
    "        self.a[self.i] = 1.0\n        return self.a[self.i - 1]\n\ndef f(x: np.ndarray):\n    {}\n"
)
PROGRAMS = {
    "map": COUNTING.format("return list(map(step, y))"),
    "reduce": COUNTING.format("import functools\n    return functools.reduce(step, y)"),
    "sort": COUNTING.format("l = [y, x]\n    l.sort(key=step)"),
    "sum": ITERATOR.format("return sum(C(x))"),
    "list": ITERATOR.format("return list(C(x))"),
    "unpacking": ITERATOR.format("a, b, c = C(x)\n    return b"),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_time_is_told_from_the_first(name: str) -> None:
    assert said(PROGRAMS[name]).whole.out == ("x",)
