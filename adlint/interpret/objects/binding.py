"""What an attribute of a class is as seen on an instance, or on the class: descriptors.

Python's descriptor guide.
"""

from __future__ import annotations

from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.memory.atoms import (
    Atom,
    Builtin,
    Class,
    Closure,
    External,
    Method,
    Object,
    Partial,
    Value,
    Wrapped,
    atoms,
    joined,
)
from adlint.interpret.objects.callables import ATTRIBUTE
from adlint.interpret.objects.lookup import lookup
from adlint.interpret.objects.receivers import FLIPS, RECEIVED


def bind(f: Frame, member: Value, receiver: Atom, cls: Class, at: int) -> Value:
    """A class's attribute as seen on an instance: of several descriptors of the program one is asked."""
    if member.__class__ is Closure:
        return Method(member, receiver)
    found: list[Value] = []
    asked: list[Value] = []
    for atom in atoms(member):
        getter = _getter(f, atom) if atom.__class__ is Object else None
        if getter is None:
            found.append(_bound(f, atom, receiver, cls, at))
        else:
            asked.append(Method(getter, atom))
    if asked:
        found.append(f.call(at, joined(asked) or ATTRIBUTE, Arguments((receiver, cls))))
    return joined(found) or ATTRIBUTE


def _getter(f: Frame, atom: Object) -> Closure | None:
    """The `__get__` of an object in a class."""
    own = lookup(f, atom.cls, "__get__") if atom.kind == "instance" and atom.cls is not None else None
    return own if isinstance(own, Closure) else None


def _bound(f: Frame, atom: Atom, receiver: Atom, cls: Class, at: int) -> Value:
    match atom:
        case Closure():
            return Method(atom, receiver)
        case External(path) if path in FLIPS:
            return f.call(at, Builtin(atom, "turned round"), Arguments((atom, receiver)))
        case External(path) | Partial(Builtin(_, path)) if path in RECEIVED:
            return Method(atom, receiver)
        case Wrapped("property" | "cached", getter):
            return f.call(at, getter, Arguments((receiver,)))
        case Object(kind="dispatchmethod"):
            return Method(atom, receiver)
        case Wrapped("partialmethod", Partial(inner, early, keywords)):
            return Partial(inner, (receiver, *early), keywords)
        case Wrapped():
            return on_class(atom, cls)
        case _:
            return atom


def on_class(atom: Atom, cls: Class) -> Value:
    """A class's attribute as seen on the class."""
    match atom:
        case Wrapped("classmethod", callee):
            return joined([Method(one, cls) for one in atoms(callee)]) or ATTRIBUTE
        case Wrapped("staticmethod", callee):
            return callee
        case External(path) if path in RECEIVED:
            return Method(atom, cls)
        case _:
            return atom
