"""Exceptions: what is raised, and what a handler catches."""

from __future__ import annotations

from collections.abc import Collection

from adlint.interpret.collections.containers import content, spread
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import NO_ARGUMENTS
from adlint.interpret.invocation.calls import call
from adlint.interpret.memory.atoms import CAUGHT, Atom, Value, atoms, joined
from adlint.interpret.memory.spaces import REST, Class, Object
from adlint.interpret.objects.derived import derived
from adlint.interpret.objects.exceptions import is_of
from adlint.interpret.views.described import External, Instance

MOST = 64  # exceptions that are told apart
GROUP = "ExceptionGroup"  # the kind of container that a group of exceptions is
_GROUPS = {External(f"builtins.{name}") for name in (GROUP, f"Base{GROUP}", "Exception", "BaseException")}


def raised(f: Frame, at: int, exception: Value) -> None:
    """Note what is raised; a class is called."""
    for atom in atoms(exception):
        value = call(f, at, atom, NO_ARGUMENTS) if isinstance(atom, Class) else atom
        if len(f.task.raised) < MOST:
            f.task.raised.append(value)
        if isinstance(value, Object) and value.fields is not None:
            f.task.journal.settle(value.fields)


def caught(f: Frame, kind: Value | None, given: list[Value], before: set[Class | External]) -> Value:
    """What a handler of exceptions of some kind may be given, of those that were seen to be raised, where the handlers
    `before` it have caught those of some classes.
    """
    if kind is None:
        return CAUGHT
    classes = handled(f, kind)
    found = [
        atom
        for value in given
        for atom in atoms(value)
        if isinstance(atom, Object)
        and any(is_of(order, one) for order in (_order(atom),) for one in classes)
        and not any(is_of(_order(atom), one) for one in before)
    ]
    if found:
        return joined(found) or CAUGHT
    generic = [one for c in sorted(classes, key=_name) for one in _any_of(f, c, before)]
    return joined(generic) or CAUGHT


def _order(atom: Object) -> Collection[Class | External]:
    """The classes that an exception is of."""
    return atom.cls.order if atom.cls is not None else _GROUPS if atom.kind == GROUP else ()


def group(f: Frame, at: int, exceptions: Value) -> Object:
    """A group of what some exceptions may be."""
    made, row = f.make(GROUP, at), f.make("tuple", at)
    row.fields = {REST: exceptions}
    made.fields = {"exceptions": row}
    return made


def grouped(f: Frame, at: int, kind: Value | None, given: list[Value], before: set[Class | External]) -> Value:
    """What `except*` is given: a group of those that were raised, alone or in groups."""
    found, waiting = list[Value](), [atom for value in given for atom in atoms(value)]
    seen = set[Atom]()
    while waiting:
        atom = waiting.pop(0)
        if isinstance(atom, Object) and atom.kind == GROUP and atom not in seen:
            seen.add(atom)
            waiting += spread(f, content(f, atom)["exceptions"])
        elif atom not in seen:
            found.append(atom)
    return group(f, at, caught(f, kind, found, before))


def _any_of(f: Frame, cls: Class | External, before: set[Class | External]) -> list[Value]:
    """Exceptions of a class of which none is of others."""
    if not isinstance(cls, Class):
        return [Instance(cls.path)]
    below = derived(f.task, cls) if before else []
    left = [one for one in below if before.isdisjoint(one.order)]
    return [cls.anyone] if len(left) == len(below) else [cls.generic, *[one.generic for one in left]]


def _name(cls: Class | External) -> str:
    return cls.name if isinstance(cls, Class) else cls.path


def handled(f: Frame, kind: Value) -> set[Class | External]:
    """The classes that an exception may be of to be caught."""
    return {atom for atom in spread(f, kind) if isinstance(atom, Class | External)}
