"""Calls that are put off, and what of that which they pass others are told."""

from __future__ import annotations

from functools import partial

from adlint.interpret.machine import Pending
from adlint.interpret.memory.atoms import (
    COLLECTED,
    PASSED,
    SHORT,
    SILENT,
    Atom,
    Closure,
    Parameter,
    Value,
    any_closure,
    join,
)
from adlint.interpret.memory.spaces import SUSPENDED, Fields, Object
from adlint.interpret.task import Task
from adlint.ir import Const


def defer(task: Task, closure: Closure, fields: Fields) -> None:
    """Join what a call passes with what others pass; it is evaluated later, or by a task of its own."""
    pending = task.pending.get(closure.function)
    if pending is None:
        pending = task.pending[closure.function] = Pending(closure, {}, {})
    elif pending.closure is not closure:
        pending.closure = any_closure(closure)
    for name, value in fields.items():
        if (told := _told(task, value)) is None:
            continue
        old = pending.fields.get(name)
        if told.__class__ is Object and told.at == COLLECTED and isinstance(old, Object):
            merge(task, old, told)
        else:
            pending.fields[name] = told if old is None else join(old, told)


def _told(task: Task, value: Value) -> Value | None:
    """What others are told of what a call passes; a text may name what is called, but other calls pass others."""
    if value.__class__ is Parameter or value.__class__ is tuple:
        value = task.settled(value)
    if value.__class__ is Const:
        return join(value, PASSED) if value.value.__class__ is str and task.scale.finishes else None
    return telling(task, value)


def merge(task: Task, into: Object, other: Object) -> None:
    """Let what one call collects in `*args` or `**options` be what another does, too."""
    for key in task.keys(other):
        if (value := task.get(other, key)) is not None:
            task.add(into, key, value)


def telling(task: Task, value: Value, depth: int = 2) -> Value | None:
    """The part of a value that tells what is called: no container that holds nothing of the kind. Of a long one it is
    found once as long as nothing is written, for it may be passed to very many functions.
    """
    if value.__class__ is not tuple:
        is_telling = _tells(task, value, depth) if value.__class__ is Object else value.__class__ not in SILENT
        return value if is_telling else None
    if len(value) <= SHORT:
        return _telling(task, value, depth)
    known = task.parts.get((id(value), depth))
    if known is None or known[0] != task.epoch:
        # `value` keeps its id as long as it is here
        known = task.parts[id(value), depth] = (task.epoch, value, _telling(task, value, depth))
    return known[2]


def _telling(task: Task, several: tuple[Atom, ...], depth: int) -> Value | None:
    loud = [atom for atom in several if atom.__class__ not in SILENT]
    kept = [atom for atom in loud if atom.__class__ is not Object or _tells(task, atom, depth)]
    if not kept:
        return None
    return several if len(kept) == len(several) else tuple(kept) if len(kept) > 1 else kept[0]


def _tells(task: Task, atom: Object, depth: int) -> bool:
    if atom.kind == "instance" or atom.at == SUSPENDED:
        return True  # resuming what waits is a call
    return bool(depth) and task.once("tells", atom, depth, partial(_holds_telling, task, atom, depth))


def _holds_telling(task: Task, container: Object, depth: int) -> bool:
    held = task.content(container).values() if container.fields is None else container.fields.values()
    return any(value is not None and telling(task, value, depth - 1) is not None for value in held)
