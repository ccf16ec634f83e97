"""Annotations: what a variable that is declared so may be."""

from __future__ import annotations

import re

from adlint.interpret.frame import Frame
from adlint.interpret.memory.atoms import ITEM, Alias, Atom, Class, Closure, External, Instance, Value, atoms, joined
from adlint.interpret.memory.spaces import REST, Scope
from adlint.interpret.task import Task
from adlint.ir import Const

_NAME = re.compile(r"[A-Za-z_][\w.]*")
_TRANSPARENT = frozenset({"Optional", "Union", "Final", "ClassVar", "Annotated", "Required", "NotRequired"})
_HOLDING = frozenset(
    "List list Sequence Iterable Iterator Set set Tuple tuple FrozenSet frozenset Generator Deque deque"
    " Collection".split()
)
_MAPPING = frozenset("Dict dict Mapping DefaultDict defaultdict OrderedDict MutableMapping".split())
_SILENT = ("builtins.", "typing.", "collections.abc.", "typing_extensions.")
_ANY_NUMBER = Const("...", ...)  # of items of a tuple
LONG = 200  # characters of a type that is read


def instance_of(task: Task, closure: Closure, annotation: Value) -> Value | None:
    """What a parameter or result of a function annotated so may be, where that says anything."""
    if annotation.__class__ is not tuple:
        return _instance(task, closure, annotation)  # type: ignore[arg-type]
    found = [value for atom in annotation if (value := _instance(task, closure, atom)) is not None]
    return joined(found)


def _instance(task: Task, closure: Closure, atom: Atom) -> Value | None:
    match atom:
        case Class():
            return atom.anyone
        case External(path) if not path.startswith(_SILENT):
            return Instance(path)
        case Const(_, str(text)):
            return _forward(task, closure, text)
        case Alias(path, arguments):
            return _alias(task, closure, path.rpartition(".")[2], arguments)
        case _:
            return None


def _forward(task: Task, closure: Closure, text: str) -> Value | None:
    """A class that is named before it is defined."""
    if not _NAME.fullmatch(text):
        return _written(task, closure, text)
    found: list[Value] = []
    for name in _NAME.findall(text):
        value = _named(task, closure, name)
        for atom in atoms(value) if value is not None else ():
            if isinstance(atom, Class) or (isinstance(atom, External) and text == name):
                declared = _instance(task, closure, atom)
                found += [] if declared is None else [declared]
    return joined(found)


def _written(task: Task, closure: Closure, text: str) -> Value | None:
    """A type that is written as a text."""
    types = _read(task, closure, text)
    found = [a for a in atoms(types) if not isinstance(a, Const)] if types is not None else []
    return joined([v for a in found if (v := _instance(task, closure, a)) is not None])


def _read(task: Task, closure: Closure, text: str) -> Value | None:
    module = task.world.module(closure.function.partition(":")[0])
    body = task.world.program.functions.get(f"{module.name}:") if module is not None else None
    if module is None or body is None or len(text) > LONG:
        return None
    return task.machine.read_text(Frame(body, closure.function, module, module, task), text, False, None)


def meant(task: Task, closure: Closure, text: str) -> Value | None:
    """The types that a text in an annotation stands for; None if that is not known."""
    return _named(task, closure, text) if _NAME.fullmatch(text) else _read(task, closure, text)


def _named(task: Task, closure: Closure, name: str) -> Value | None:
    first, *rest = name.split(".")
    scope: Scope | None = closure.outer
    found: Value | None = None
    while scope is not None and found is None:
        found = task.get(scope, first)
        scope = scope.outer
    if found is None:
        module = task.world.module(closure.function.partition(":")[0])
        found = None if module is None else task.get(module, first)
    for part in rest:
        spaces = (
            [a for a in atoms(found) if isinstance(a, Class) or hasattr(a, "cells")]
            if found is not None
            else []
        )
        found = joined([v for s in spaces if (v := task.get(s, part)) is not None])  # type: ignore[arg-type]
    return found


def _alias(task: Task, closure: Closure, name: str, arguments: tuple[Value, ...]) -> Value | None:
    if name in _TRANSPARENT:
        chosen = arguments[:1] if name == "Annotated" else arguments
        return joined([v for a in chosen if (v := instance_of(task, closure, a)) is not None])
    if name in ("Type", "type") and arguments:
        return _class_of(task, closure, arguments[0])
    if name in ("Tuple", "tuple") and len(arguments) > 1 and arguments[-1] != _ANY_NUMBER:
        return _row(task, closure, arguments)
    if name in _HOLDING or name in _MAPPING:
        items = arguments[-1:] if name in _MAPPING else arguments
        item = joined([v for a in items if (v := instance_of(task, closure, a)) is not None])
        if item is None:
            return None
        made = task.new_object("dict" if name in _MAPPING else "list", None, -3, closure.function)
        made.fields = {REST: item}
        return made
    return None


def _row(task: Task, closure: Closure, arguments: tuple[Value, ...]) -> Value | None:
    """A tuple of which each item is declared for itself."""
    items = [instance_of(task, closure, argument) for argument in arguments]
    if not any(item is not None for item in items):
        return None
    made = task.new_object("tuple", None, -3, closure.function)
    made.fields = {at: ITEM if item is None else item for at, item in enumerate(items)}
    return made


def _class_of(task: Task, closure: Closure, annotation: Value) -> Value | None:
    """The classes that are named in `Type[annotation]`."""
    found: list[Class] = []
    for atom in atoms(annotation):
        named = meant(task, closure, atom.value) if isinstance(atom, Const) and isinstance(atom.value, str) else atom
        found += [one for one in atoms(named) if isinstance(one, Class)] if named is not None else []
    return joined(found)
