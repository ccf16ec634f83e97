"""Conditions that ask whether something is there yet: what is done where it is not, is done once.

`if key not in table: table[key] = f(key)` fills a table; after that, a second run finds what the first one found.
"""

from __future__ import annotations

from typing import TypeAlias

from adlint import ir
from adlint.storage.frame import Frame
from adlint.storage.places import Place
from adlint.storage.values import NONE, Ref, Value

Empty: TypeAlias = tuple[frozenset[Place], frozenset[Place]]  # what is not there if a condition holds, if it does not
_NONE: frozenset[Place] = frozenset()
_MISSING = frozenset({"KeyError", "AttributeError", "IndexError", "NameError", "LookupError"})


def compared(f: Frame, op: ir.Binary, left: Value, right: Value) -> None:
    """`key in table`, `x is None`."""
    places = _places(f, right if op.operator in ("in", "not in") else left)
    if op.operator in ("is", "is not", "==", "!=") and right != NONE:
        return
    if op.operator in ("not in", "is", "=="):
        f.tests[op.at] = (places, _NONE)
    elif op.operator in ("in", "is not", "!="):
        f.tests[op.at] = (_NONE, places)


def negated(f: Frame, op: ir.Unary, value: Value) -> None:
    """`not table`, `not (key in table)`."""
    holds, fails = tested(f, op.operand, value)
    f.tests[op.at] = (fails, holds)


def tested(f: Frame, condition: ir.Operand, value: Value) -> Empty:
    """What is not there yet where a condition holds, and where it does not."""
    known = f.tests.get(condition) if isinstance(condition, int) else None
    return known or (_NONE, _places(f, value))


def read_so_far(f: Frame, caught: ir.Operand | None) -> frozenset[Place]:
    """What is not there where an exception says so: any of what was read."""
    if not isinstance(caught, str) or caught not in _MISSING:
        return _NONE
    return frozenset(_of_container(place) for place, _ in f.run.seen.used if place.kind != "local")


def _places(f: Frame, value: Value) -> frozenset[Place]:
    found = (place for atom in value if isinstance(atom, Ref) for place in f.run.paths_of(atom.thing))
    return frozenset(map(_of_container, found))


def _of_container(place: Place) -> Place:
    """The table, of one of its items."""
    steps = place.steps
    while steps and steps[-1].startswith("["):
        steps = steps[:-1]
    return Place(place.root, steps, place.kind, place.module)
