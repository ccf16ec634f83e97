"""Comparisons of records that hold records, which hold records: bounded, whatever these may be."""

from __future__ import annotations

from adlint.document import Document
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
