"""Objects that are called by objects: each is called once, however many may be called by however many."""

from __future__ import annotations

from adlint.answers.document import Document
from adlint.workspace import Workspace

COUNT = 14
CLASSES = "".join(f"class C{i}:\n    pass\n\n\n" for i in range(COUNT))
TEXT = f"""{CLASSES}
def wire(classes, parts):
    for cls in classes:
        for part in parts:
            setattr(cls, "__call__", part)


def start(x):
    return x


PARTS = [{", ".join(f"C{i}()" for i in range(COUNT))}, start]
wire([{", ".join(f"C{i}" for i in range(COUNT))}], PARTS)


def main(x):
    for part in PARTS:
        x = part(x)
    return x
"""


def test_sums_of_objects_that_call_such_sums_are_gone_through_once() -> None:
    told: dict[str, bool] = {}
    graph = Workspace().graph([Document("parts.py", "parts", TEXT)], told.__setitem__)
    assert told == {}
    assert graph["parts.main"] == ("parts.start",)
