"""Which of several functions of one name a verdict is of."""

from __future__ import annotations

import pytest

from .checking import said

TEXT = """\
try:
    import numpy as np

    def draw(n):
        return np.random.rand(n)

    class Box:
        def draw(self, n):
            return np.random.rand(n)
except ImportError:
    def draw(n):
        raise NotImplementedError

    class Box:
        def draw(self, n):
            raise NotImplementedError

try:
    from fast import sole
except ImportError:
    def sole(n):
        return np.random.rand(n)

def twice(n):
    return n

def twice(n):
    return np.random.rand(n)
"""
VERDICTS = {
    "draw": "no", "draw#1": "no", "draw#2": "yes", "Box.draw": "no", "Box.draw#2": "yes", "sole": "no", "twice": "no",
    "twice#1": "yes",
}  # fmt: skip


@pytest.mark.parametrize("name", VERDICTS)
def test_the_last_one_is_meant_that_takes_no_place_after_an_exception(name: str) -> None:
    assert said(TEXT, name).whole.reentrant == VERDICTS[name]
