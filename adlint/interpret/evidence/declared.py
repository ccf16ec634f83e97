"""Declared types: which objects a parameter or result that is annotated may be."""

from __future__ import annotations

from adlint import ir
from adlint.interpret.evidence.annotations import meant
from adlint.interpret.evidence.narrowing import below, may_be
from adlint.interpret.invocation.arguments import Arguments, bound, is_collected
from adlint.interpret.memory.atoms import (
    COLLECTED,
    PASSED,
    Alias,
    Atom,
    Class,
    Closure,
    External,
    Method,
    Parameter,
    Value,
    atoms,
)
from adlint.interpret.memory.parameters import has_parameters
from adlint.interpret.memory.spaces import Fields, Key, Object, is_any
from adlint.interpret.task import Task
from adlint.ir import Const

Kinds = tuple[Class | External, ...]
DEPTH = 6  # types in types
_ONE_OF = frozenset({"Optional", "Union", "Annotated", "Final"})
_SCALAR = ("str", "bytes", "int", "float", "complex", "bool", "type")
_BUILTIN = frozenset({*_SCALAR, "list", "dict", "set", "tuple"})
_SCALARS = frozenset(f"builtins.{name}" for name in (*_SCALAR, "NoneType"))  # of which no container is, and no function
_TYPE = (External("builtins.type"),)
_TEXTS = frozenset(External(f"builtins.{name}") for name in ("str", "bytes", "NoneType"))
_TYPING = {"List": "list", "Dict": "dict", "Set": "set", "Tuple": "tuple", "Type": "type"}


def received(task: Task, function: ir.Function, closure: Closure, given: Arguments) -> Fields:
    """The parameters of a call, of each what its annotation admits."""
    fields = bound(task, function, closure, given)
    for name, annotation in closure.annotations:
        value = fields.get(name)
        if value is None or value.__class__ not in _ADMITTED or name == "return":
            continue
        if value.__class__ is Object and value.at == COLLECTED and is_collected(function, name):
            items = value.fields or {}
            value.fields = {k: admitted(task, closure, name, annotation, item) for k, item in items.items()}
            continue
        if value.__class__ is not Object and has_parameters(value):
            known = task.settled(value)
            kept = admitted(task, closure, name, annotation, known)
            fields[name] = value if kept is known else kept
        else:
            fields[name] = admitted(task, closure, name, annotation, value)
    return fields


_ADMITTED = frozenset({Object, Closure, Method, Parameter, tuple})  # of which an annotation may exclude something


def as_declared(task: Task, cls: Class, name: Key, value: Value) -> Value:
    """What of a value an attribute of objects of a class may be."""
    if not _has_objects(value):
        return value
    for owner in cls.order:
        if isinstance(owner, Class) and name in owner.declared:
            around, annotation = owner.declared[name]
            return admitted(task, around, str(name), annotation, value)
    return value


def admitted(task: Task, closure: Closure, name: str, annotation: Value, value: Value) -> Value:
    """What of a value is of the type that `name` is declared to be of; all of it if nothing is, for then the
    annotation is no help.
    """
    if not _has_objects(value):
        return value
    key = (closure, name)
    known = task.declared.get(key)
    if known is None:
        known = task.declared[key] = (_kinds(task, closure, annotation, DEPTH), {})
    kinds, parts = known
    if kinds is None:
        return value
    found: list[Atom] = []
    alike: dict[Atom, None] = {}
    of_type = False
    is_scalar = all(one.__class__ is External and one.path in _SCALARS for one in kinds)
    is_text = is_scalar and all(one in _TEXTS for one in kinds)  # objects stand for numbers, and seldom for texts
    for atom in atoms(value):
        if atom.__class__ is not Object or atom.cls is None:
            if not is_scalar or atom.__class__ not in _NO_SCALARS:
                found.append(atom)
            continue
        kept = parts.get(atom)
        if kept is None:
            kept = parts[atom] = _admitted(atom, kinds)
        if kept is _ALIKE:
            alike[atom] = None
            found.append(atom)
        else:
            of_type = of_type or bool(kept)
            found += kept
    if alike and of_type:
        found = [atom for atom in found if atom not in alike]
    if not found:
        return PASSED if kinds == _TYPE or is_text or _is_no_scalar(value) else value
    if tuple(found) == atoms(value):
        return value
    return tuple(dict.fromkeys(found)) if len(found) > 1 else found[0]


_ALIKE: list[Atom] = []


def _admitted(atom: Object, classes: Kinds) -> list[Atom]:
    """What of an atom is of one of the classes. An object that was made somewhere may well only look like one of
    a class that it has nothing to do with (_ALIKE), but hardly like a text or a number, nor beside one that is of it.
    """
    assert atom.cls is not None
    several = list(classes)
    if may_be(atom, several) is not False:
        return below(atom, several)
    is_plain = all(isinstance(one, External) or _is_akin(atom.cls, one) for one in classes)
    return [] if is_plain or is_any(atom) else _ALIKE


def _is_akin(cls: Class, other: Class) -> bool:
    """Whether two classes have a base of the program in common."""
    return any(isinstance(base, Class) and base in other.order for base in cls.order)


def _has_objects(value: Value) -> bool:
    """Whether an annotation may exclude something."""
    if value.__class__ is not tuple:
        return value.__class__ in _NO_SCALARS
    return any(atom.__class__ in _NO_SCALARS for atom in value)


def _is_no_scalar(value: Value) -> bool:
    """Whether a value is functions and containers alone, which no text and no number is like."""
    return all(atom.__class__ in _NO_SCALARS and not (atom.__class__ is Object and atom.cls) for atom in atoms(value))


_NO_SCALARS = frozenset({Object, Closure, Method})


def _kinds(task: Task, closure: Closure, annotation: Value, depth: int) -> Kinds | None:
    """The classes of which one is meant; None if it may be any."""
    found: list[Class | External] = []
    for atom in atoms(annotation):
        kinds = _of_atom(task, closure, atom, depth)
        if kinds is None:
            return None
        found += kinds
    return tuple(dict.fromkeys(found)) or None


def _of_atom(task: Task, closure: Closure, atom: Atom, depth: int) -> Kinds | None:
    match atom:
        case Class() if not atom.is_protocol:
            return (atom,)
        case External(path) if path.startswith("builtins.") and path[9:] in _BUILTIN:
            return (atom,)
        case Const(_, None):
            return (External("builtins.NoneType"),)
        case Const(_, str(text)) if depth:
            types = meant(task, closure, text)
            return None if types is None else _kinds(task, closure, types, depth - 1)
        case Alias(path, arguments) if depth:
            return _of_alias(task, closure, path, arguments, depth)
        case _:
            return None


def _of_alias(task: Task, closure: Closure, path: str, arguments: tuple[Value, ...], depth: int) -> Kinds | None:
    name = path.rpartition(".")[2]
    plain = _TYPING.get(name, name)
    if plain in _BUILTIN:
        return (External(f"builtins.{plain}"),)
    if name not in _ONE_OF:
        return None
    found: list[Class | External] = [External("builtins.NoneType")] if name == "Optional" else []
    for one in arguments[:1] if name == "Annotated" else arguments:
        kinds = _kinds(task, closure, one, depth - 1)
        if kinds is None:
            return None
        found += kinds
    return tuple(found)
