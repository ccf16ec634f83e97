"""Attributes that are declared to be of a type: they are, where nothing else says what they hold."""

from __future__ import annotations

import pytest

from adlint.workspace import Workspace
from tests.callgraph.test_programs import document, graph

STORAGE = """\
from typing import Optional

class Storage:
    def read(self): return 0

class Memory(Storage):
    def read(self): return 1

class Log:
    def read(self): return 2

class Table:
    {field}
    def __init__(self, make):
        self.make = make
        {start}
    def open(self):
        self.storage = self.make()
    def read(self):
        return self.storage.read()
"""
EITHER = {"main.Storage.read", "main.Memory.read"}
FIELD = "storage: Optional[Storage] = None"


def called(field: str, start: str) -> set[str]:
    """What `Table.read` calls, where its storage is declared so."""
    edges = graph({"main.py": STORAGE.format(field=field, start=start)})
    return {callee for caller, callee in edges if caller == "main.Table.read"}


@pytest.mark.parametrize("start", [
    "self.storage: Storage = None",
    "self.storage: Optional[Storage] = None",
    "self.storage: 'Storage' = make()",
    "self.storage: Storage | None = make",
])  # fmt: skip
def test_an_attribute_that_is_unknown_is_what_it_is_declared_to_be(start: str) -> None:
    assert called("kind = 0", start) == EITHER


def test_a_field_that_is_none_at_first_is_what_it_is_declared_to_be() -> None:
    assert called(FIELD, "pass") == EITHER


@pytest.mark.parametrize(("field", "start"), [
    ("kind = 0", "self.storage: Storage = Memory()"),
    (FIELD, "self.storage = Memory()"),
    ("kind = 0", "self.storage: Optional[Storage] = None; self.storage = Memory()"),
])  # fmt: skip
def test_what_is_known_comes_first(field: str, start: str) -> None:
    assert called(field, start) == {"main.Memory.read"}


def test_nothing_is_declared_by_none() -> None:
    assert called("kind = 0", "self.storage = None") == set()


def test_declarations_follow_edits() -> None:
    workspace = Workspace()
    for start in ("self.storage = None", "self.storage: Storage = None", "self.storage: Log = None", "pass"):
        documents = [document("main.py", STORAGE.format(field="kind = 0", start=start))]
        warm = workspace.graph(documents)
        assert warm == Workspace().graph(documents)


def test_what_is_declared_may_still_be_none() -> None:
    edges = graph({"main.py": """\
class Storage:
    pass

class Table:
    def __init__(self, make):
        self.storage: Storage | None = make()
    def read(self):
        if self.storage is None:
            begin()

def begin(): pass
"""})
    assert ("main.Table.read", "main.begin") in edges


CHOSEN = """\
class Storage:
    def read(self): return 0

class Memory(Storage):
    def read(self): return 1

class Table:
    default = Memory
    def __init__(self, **options):
        kind = options.pop("storage", self.default)
        self.storage{annotation} = kind()
    def read(self):
        return self.storage.read()
"""


@pytest.mark.parametrize(("annotation", "found"), [("", {"main.Memory.read"}), (": Storage", EITHER)])
def test_what_is_partly_known_may_be_anything_of_its_type(annotation: str, found: set[str]) -> None:
    edges = graph({"main.py": CHOSEN.format(annotation=annotation)})
    assert {callee for caller, callee in edges if caller == "main.Table.read"} == found
