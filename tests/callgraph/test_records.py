"""Comparisons of records that hold records, which hold records: bounded, whatever these may be."""

from __future__ import annotations

from adlint.answers.document import Document
from adlint.workspace import Workspace

DEPTH, FIELDS = 12, 6


def test_deep_records_are_compared_in_bounded_time() -> None:
    classes = ["from dataclasses import dataclass", "class Leaf:\n    def __eq__(self, other): return True"]
    held = "Leaf()"
    for number in range(DEPTH):
        names = [f"f{field}" for field in range(FIELDS)]
        fields = "".join(f"    {name}: object\n" for name in names)
        classes.append(f"@dataclass\nclass R{number}:\n{fields}")
        classes.append(f"def make{number}(): return R{number}({', '.join([held] * FIELDS)})")
        held = f"make{number}()"
    text = "\n".join([*classes, f"{held} == {held}", "R0(*[Leaf()] * 6) == make0()"])
    graph = Workspace().graph([Document("records.py", "records", text)])
    assert "records.Leaf.__eq__" in graph["records"]


WRAPPED = """
import dataclasses


def wrapped(function):
    def inner(*given):
        return function(*sorted(given, key=id))
    return inner


class Leaf:
    def __eq__(self, other):
        return mark()


def mark():
    return True


@dataclasses.dataclass
class Pair:
    first: object


Pair.__eq__ = wrapped(Pair.__eq__)
Pair(Leaf()) == Pair(Leaf())
"""


def test_a_comparison_that_is_handed_what_another_got_is_followed() -> None:
    told: dict[str, bool] = {}
    graph = Workspace().graph([Document("pairs.py", "pairs", WRAPPED)], told.__setitem__)
    assert told == {}
    assert "pairs.Leaf.__eq__" in graph["pairs.wrapped.inner"]


MANY = 30
FAMILY = """
from dataclasses import dataclass


class Leaf:
    def __eq__(self, other):
        return True


@dataclass
class Node:
    parent: "Node"
    leaf: Leaf

    def same(self, other: "Node"):
        return self.parent == other.parent


def adopt(child, parent):
    child.parent = parent
""" + "".join(
    f"""
@dataclass
class N{number}(Node):
    own: Leaf

    def grow(self):
        adopt(N{(number + 1) % MANY}(self, Leaf(), Leaf()), self)
        adopt(N{number}(self, Leaf(), Leaf()), self)
        return self == self.parent
"""
    for number in range(MANY)
)


def test_records_of_a_family_are_compared_by_the_fields_that_they_share() -> None:
    told: dict[str, bool] = {}
    graph = Workspace().graph([Document("family.py", "family", FAMILY)], told.__setitem__)
    assert told == {}
    assert all("family.Leaf.__eq__" in graph[f"family.N{number}.grow"] for number in range(MANY))
    assert "family.Leaf.__eq__" in graph["family.Node.same"]


OF_OTHERS = """
from dataclasses import dataclass


class Leaf:
    def __eq__(self, other):
        return True


@dataclass
class Grown:
    leaf: Leaf


@dataclass
class Young(Grown):
    pass


@dataclass
class Stone:
    leaf: Leaf


def unlike():
    return Grown(Leaf()) == Stone(Leaf()), Grown(Leaf()) == Young(Leaf())


def alike():
    return Young(Leaf()) == Young(Leaf())


def declared(one: Grown, other: Young):
    return one == other
"""


def test_records_are_compared_by_their_fields_only_with_those_of_the_same_class() -> None:
    graph = Workspace().graph([Document("others.py", "others", OF_OTHERS)], {}.__setitem__)
    assert "others.Leaf.__eq__" not in graph["others.unlike"]
    assert "others.Leaf.__eq__" in graph["others.alike"]
    assert "others.Leaf.__eq__" in graph["others.declared"]


NAMES = """
def run():
    return 1


def of_functions(step):
    try:
        return step.traced(), step.cached(), step.decorator(), step.loaded()
    except AttributeError:
        return step.__dict__


def of_containers(held):
    try:
        return held.compared(), held.managed(), held.wraps(), held.fieldwise(), held.ordered(), held.mapped()
    except AttributeError:
        return len(held)


of_functions(run)
of_containers([1])
of_containers("text")
"""


def test_attributes_may_be_named_as_what_the_interpreter_makes() -> None:
    told: dict[str, bool] = {}
    graph = Workspace().graph([Document("names.py", "names", NAMES)], told.__setitem__)
    assert told == {}
    assert list(graph["names.of_containers"]) == ["<builtin>.len"]
