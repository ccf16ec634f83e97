"""What Python runs of an object by itself counts, whether the class that is said defines it, or one below that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .checking import said

HEAD = """
import copy
LOG = []
def delegated(q): return (yield from q)
class A:
    def __init__(self): self.a, self.v = [1.0], 1.0
"""
# each method, and what runs it of an object `o`
SPECIAL = Path(__file__).with_name("special.txt").read_text("utf-8")


def uses() -> Iterator[tuple[str, str, list[str]]]:
    """The head of each method, what it gives, and what runs it."""
    for part in SPECIAL.split("## ")[1:]:
        method, *lines = part.splitlines()
        head, _, given = method.rpartition("): ")
        yield f"{head}):", given, lines


def defined(head: str, *body: str) -> str:
    """A method in the body of a class."""
    return "\n".join([f"    {head}", *[f"        {line}" for line in body], ""])


def using(line: str) -> str:
    """A function that does it with an `A`."""
    body = "\n".join(f"    {one}" for one in line.replace("\\n", "\n").split("\n"))
    return f"def f(o: A, x, d):\n{body}\n"


METHODS = {head.partition("(")[0].removeprefix("def "): (head, given, lines) for head, given, lines in uses()}


@pytest.mark.parametrize("name", METHODS)
def test_what_python_runs_counts(name: str) -> None:
    head, given, lines = METHODS[name]
    harmful = defined(head, "LOG.append(1)", given)
    below = f"class B(A):\n{harmful}"
    for text in (HEAD + harmful, HEAD + below, HEAD + defined(head, given) + below):
        wrong = [line for line in lines if said(text + using(line)).whole.reentrant == "yes"]
        assert not wrong, text


@pytest.mark.parametrize("name", [name for name in METHODS if name != "__next__"])  # which consumes an iterator
def test_what_is_harmless_is_reentrant(name: str) -> None:
    head, given, lines = METHODS[name]
    for line in lines[:2]:
        text = HEAD + defined(head, given) + using(line)
        assert said(text).whole.reentrant == "yes", text


def test_scikit_learn_asks_of_what_it_checks_only_whether_it_is_fitted() -> None:
    text = """\
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted
class M(BaseEstimator):
    calls = 0
    def f(self, x):
        check_is_fitted(self)
        return self._validate_data(x, reset=False) - self.mean_
    def __call__(self, x):
        M.calls += 1
"""
    assert said(text, "M.f").whole.reentrant == "yes"
    asking = text.replace("__call__(self, x)", "__sklearn_is_fitted__(self)")
    assert said(asking, "M.f").whole.reentrant != "yes"
