"""Functions that are made methods of classes later: `Model.fit = fit`, `setattr(Model, name, function)`."""

from __future__ import annotations

from adlint.interpret.frame import Frame
from adlint.interpret.memory.atoms import ELSEWHERE, UNTOLD, Atom, Class, Closure, Partial, Value, atoms, join, joined
from adlint.interpret.memory.spaces import COMPUTED
from adlint.interpret.objects.callables import is_generated, plain_name
from adlint.interpret.task import Task
from adlint.interpret.views.described import Parameter
from adlint.interpret.world import ADOPTED
from adlint.ir import Const


def adopt(task: Task, cls: Class, value: Value) -> None:
    """Note of functions from outside of a class that they are its methods now."""
    for one in atoms(value):
        if isinstance(one, Closure) and one.owner is None:
            task.add(task.world.function(one.function), ADOPTED, cls)


def adopting(task: Task, function: str) -> list[Class]:
    """The classes that a function was made a method of."""
    known = task.get(task.world.function(function), ADOPTED)
    return [atom for atom in atoms(known) if isinstance(atom, Class)] if known is not None else []


def by_own_name(names: Value, value: Value) -> tuple[dict[str, Value], Value | None]:
    """Of several functions that are set under one of several names those that go under their own, and the rest:
    `setattr(x, f.__name__, f)`.
    """
    if names.__class__ is not tuple or value.__class__ is not tuple:
        return {}, value
    asked = {atom.value for atom in names if isinstance(atom, Const)}
    are_own = any(isinstance(atom, Parameter) and atom.path == ("__name__",) for atom in names)
    own: dict[str, Value] = {}
    for atom in value:
        plain = _own_name(atom)
        if plain and (are_own or plain in asked):
            own[plain] = join(own[plain], atom) if plain in own else atom
    if not own:
        return {}, value
    named = {atom for one in own.values() for atom in atoms(one)}
    return own, joined([atom for atom in value if atom not in named and atom.__class__ not in UNTOLD])


def _own_name(atom: Atom) -> str:
    """The name of a function, or of a method that a decorator of records makes; "" of all else."""
    if isinstance(atom, Partial) and is_generated(atom) and isinstance(atom.arguments[0], Const):
        return str(atom.arguments[0].value)
    return str(plain_name(atom.function).value) if isinstance(atom, Closure) else ""


def adopt_under_any(f: Frame, base: Value, value: Value) -> None:
    """`setattr(cls, name, function)` where nothing is known of the name, as for the entries of a table."""
    functions = joined([atom for atom in atoms(f.resolved(value)) if isinstance(atom, Closure)])
    for cls in atoms(base) if functions is not None else ():
        if isinstance(cls, Class) and functions is not None:
            f.task.add(cls, COMPUTED, functions)
            f.task.add(f.world.stored, COMPUTED, ELSEWHERE)
            adopt(f.task, cls, functions)


def under_any(f: Frame, cls: Class, name: str) -> Value | None:
    """What a class has under a name that is not known where it is set, if it may be this one: a function under its own,
    or one that is made where it is set.
    """
    if f.task.get(f.world.stored, COMPUTED) is None:
        return None
    spaces = [one for one in cls.order if isinstance(one, Class)]
    values = [value for one in spaces if (value := f.task.get(one, COMPUTED)) is not None]
    found = [atom for value in values for atom in atoms(value) if isinstance(atom, Closure)]
    return joined([one for one in found if one.outer is not None or plain_name(one.function).value == name])
