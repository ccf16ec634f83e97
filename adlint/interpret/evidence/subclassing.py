"""Tests of classes: what `issubclass(variable, classes)` is, and what it leaves of the variable."""

from __future__ import annotations

from adlint.interpret.evidence.narrowing import TESTS, classes_in, restrict, says_itself
from adlint.interpret.frame import Frame
from adlint.interpret.memory.atoms import Atom, Value, atoms
from adlint.interpret.memory.spaces import Class


def is_below(f: Frame, below: Value, above: Value) -> bool | None:
    """Whether what a value may be are classes that are derived from others; None if that differs, or is not known."""
    told = {_is_below(f, atom, one) for atom in atoms(below) for one in atoms(above)}
    return told.pop() if len(told) == 1 else None


def _is_below(f: Frame, atom: Atom, above: Atom) -> bool | None:
    classes = classes_in(f, above)
    if not isinstance(atom, Class) or not classes or any(says_itself(f, one) for one in classes):
        return None
    if any(one in atom.order for one in classes):
        return True
    return False if all(isinstance(one, Class) for one in classes) else None


def _tested(f: Frame, name: str, value: Value, against: Value, outcome: bool) -> None:
    restrict(f, name, value, lambda atom: [atom] if is_below(f, atom, against) in (outcome, None) else [], [])


TESTS["issubclass"] = _tested
