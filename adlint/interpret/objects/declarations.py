"""Attributes that are declared to be of a type where they are set: what they may be where nothing else says it."""

from __future__ import annotations

from adlint.interpret.evidence.annotations import instance_of
from adlint.interpret.frame import Frame
from adlint.interpret.memory.atoms import ELSEWHERE, Class, Closure, Parameter, Unknown, Value, atoms, join
from adlint.interpret.memory.spaces import Key, Object, Space
from adlint.interpret.task import Task
from adlint.interpret.world import DECLARED
from adlint.ir import Const


def is_untold(value: Value) -> bool:
    """Whether a value tells nothing of what an attribute holds by and by: it is unknown, passed, or None."""
    return all(one.__class__ in _UNKNOWN or (one.__class__ is Const and one.value is None) for one in atoms(value))


_UNKNOWN = frozenset({Unknown, Parameter})


def declare(task: Task, space: Space, name: Key, value: Value) -> None:
    """Note what the attribute of instances, of which `space` tells, is declared to be."""
    task.add(space, (DECLARED, name), value)
    task.add(task.world.stored, (DECLARED, name), ELSEWHERE)


def declare_of(f: Frame, base: Value, name: str, annotation: str) -> None:
    """Note what `base.name: annotation = value` says of objects of the classes of `base`."""
    classes = [atom.cls for atom in atoms(base) if isinstance(atom, Object) and isinstance(atom.cls, Class)]
    declared = _of_type(f, annotation) if classes else None
    if declared is not None:
        for cls in classes:
            declare(f.task, cls.shared, name, declared)


def or_of_type(f: Frame, value: Value, annotation: str) -> Value:
    """A value that is annotated: of that type where it may also be something of which nothing is known."""
    if value.__class__ is not tuple or is_untold(value) or not any(one.__class__ is Unknown for one in value):
        return value
    declared = _of_type(f, annotation)
    return value if declared is None else join(value, declared)


def _of_type(f: Frame, annotation: str) -> Value | None:
    return instance_of(f.task, Closure(f.identity, f.scope, None, {}, ()), Const(repr(annotation), annotation))


def or_declared(f: Frame, cls: Class, name: str, found: Value) -> Value:
    """What an attribute may be of which `found` is all that is known otherwise."""
    key = (DECLARED, name)
    if not is_untold(found) or f.task.get(f.world.stored, key) is None:
        return found
    for owner in cls.order:
        declared = f.task.get(owner.shared, key) if isinstance(owner, Class) else None
        if declared is not None:
            return join(found, declared)  # it may still be None, whatever it is declared to be
    return found
