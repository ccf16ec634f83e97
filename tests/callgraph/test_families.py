"""Methods that are meant by their names where nothing is known of the object: those of a class and of those derived
from it.
"""

from __future__ import annotations

import pytest

from adlint.workspace import Workspace
from tests.callgraph.test_programs import document, graph

FITNESS = """\
class Fitness:
    def dominates(self, other): return True

class Constrained(Fitness):
    def dominates(self, other): return False
"""

PATTERNS = """\
class Pattern:
    def to_regexp(self): raise NotImplementedError()

class Text(Pattern):
    def to_regexp(self): return "a"
"""

USE = {
    "select.py": "def select(pairs): return [a for a, b in pairs if a.fitness.dominates(b.fitness)]\n",
    "join.py": "def join(items): return [item.pattern.to_regexp() for item in items]\n",
}
BOTH = {("select.select", "fitness.Fitness.dominates"), ("select.select", "fitness.Constrained.dominates")}


def found(text: str, name: str) -> set[tuple[str, str]]:
    """The edges of the program to methods of that name."""
    edges = graph({"fitness.py": text, **USE})
    return {(caller, callee) for caller, callee in edges if callee.endswith(f".{name}") and callee[:8] == "fitness."}


def test_the_methods_of_a_family_are_meant() -> None:
    assert found(FITNESS, "dominates") == BOTH


@pytest.mark.parametrize("other", [
    FITNESS.replace("(Fitness)", ""),
    FITNESS + "class Bound:\n    dominates = None\n",
    FITNESS + "".join(f"class C{n}(Fitness):\n    def dominates(self, other): return {n}\n" for n in range(2)),
])  # fmt: skip
def test_of_others_or_many_none_is_meant(other: str) -> None:
    assert not found(other, "dominates")


def test_who_leaves_it_to_derived_classes_is_not_meant() -> None:
    assert found(PATTERNS, "to_regexp") == {("join.join", "fitness.Text.to_regexp")}


@pytest.mark.parametrize(("before", "after"), [
    (FITNESS, FITNESS.replace("(Fitness)", "")),
    (FITNESS, FITNESS.replace("return True", "raise NotImplementedError")),
    (FITNESS.replace("(Fitness)", "(object)"), FITNESS),
])  # fmt: skip
def test_families_follow_edits(before: str, after: str) -> None:
    workspace = Workspace()
    for text in (before, after):
        documents = [document(path, source) for path, source in {"fitness.py": text, **USE}.items()]
        warm = workspace.graph(documents)
        assert warm == Workspace().graph(documents)


def test_no_object_stands_for_a_text() -> None:
    edges = graph({"main.py": """\
class Symbol:
    name: str
    def __init__(self, name): self.name = name
    def __hash__(self): return 1

class Other:
    def __hash__(self): return 2

def made(): return Symbol(Other())
table = {made().name: 1}
"""})
    assert ("main", "main.Other.__hash__") not in edges
