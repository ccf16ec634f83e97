"""Exceptions: what is raised, and what a handler catches."""

from __future__ import annotations

from adlint.interpret.collections.containers import held
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import NO_ARGUMENTS
from adlint.interpret.invocation.calls import call
from adlint.interpret.memory.atoms import CAUGHT, Value, atoms, joined
from adlint.interpret.memory.spaces import Class, Object
from adlint.interpret.views.described import External, Instance

MOST = 64  # exceptions that are told apart


def raised(f: Frame, at: int, exception: Value) -> None:
    """Note what is raised; a class is called."""
    for atom in atoms(exception):
        value = call(f, at, atom, NO_ARGUMENTS) if isinstance(atom, Class) else atom
        if len(f.task.raised) < MOST:
            f.task.raised.append(value)
        if isinstance(value, Object) and value.fields is not None:
            f.task.journal.settle(value.fields)


def caught(f: Frame, kind: Value | None, given: list[Value]) -> Value:
    """What a handler of exceptions of some kind may be given, of those that were seen to be raised."""
    if kind is None:
        return CAUGHT
    classes = _classes(f, kind)
    found = [
        atom
        for value in given
        for atom in atoms(value)
        if isinstance(atom, Object) and atom.cls is not None and not classes.isdisjoint(atom.cls.order)
    ]
    if found:
        return joined(found) or CAUGHT
    generic = [c.anyone if isinstance(c, Class) else Instance(c.path) for c in sorted(classes, key=_name)]
    return joined(generic) or CAUGHT


def _name(cls: Class | External) -> str:
    return cls.name if isinstance(cls, Class) else cls.path


def _classes(f: Frame, kind: Value) -> set[Class | External]:
    found: set[Class | External] = set()
    for atom in atoms(kind):
        if isinstance(atom, Class | External):
            found.add(atom)
        elif isinstance(atom, Object) and atom.kind == "tuple":
            inner = held(f, atom)
            found |= _classes(f, inner) if inner is not None else set()
    return found
