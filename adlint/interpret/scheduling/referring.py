"""The spaces that a value, or a space, refers to: what others reach through it."""

from __future__ import annotations

from collections.abc import Iterable

from adlint.interpret.memory.atoms import Alias, Atom, Builtin, Closure, Method, Partial, Super, Value, Wrapped, atoms
from adlint.interpret.memory.spaces import Class, Object, Scope, Space

REFERRING = frozenset({Object, Class, Closure, Method, Partial, Wrapped, Super, Builtin, Alias})
SPACES = frozenset({Object, Class, Closure})


def around(space: Space) -> Iterable[Space]:
    """What a class, a function or its variables refer to beside their parts."""
    match space:
        case Class(order=order):
            return [base for base in order[1:] if isinstance(base, Class) and base.fields is not None]
        case Closure():
            return _behind(space)
        case Scope(outer=Scope() as outer):
            return (outer,)
        case _:
            return ()


def _behind(closure: Closure) -> list[Space]:
    found: list[Space] = [one for one in (closure.outer, closure.owner) if one is not None and one.fields is not None]
    if closure.defaults or closure.annotations:
        for value in (*closure.defaults.values(), *[annotation for _, annotation in closure.annotations]):
            if value.__class__ is tuple or value.__class__ in REFERRING:
                found += _spaces_in(value)
    return found


def _spaces_in(value: Value) -> list[Space]:
    """The spaces of a task that a value refers to and that are not published yet."""
    found: list[Space] = []
    for atom in atoms(value):
        add_spaces(atom, found)
    return found


def add_spaces(atom: Atom, found: list[Space], seen: set[int] | None = None) -> None:
    """Add the spaces that an atom refers to; parts that are shared (`seen`, by identity) are gone through once."""
    if atom.__class__ in SPACES:
        if atom.fields is not None or (atom.__class__ is Object and atom.every is atom):  # type: ignore[union-attr]
            found.append(atom)  # type: ignore[arg-type]
    elif atom.__class__ in REFERRING:
        seen = set() if seen is None else seen
        if id(atom) not in seen:
            seen.add(id(atom))
            for value in _parts(atom):
                for inner in atoms(value):
                    add_spaces(inner, found, seen)


def _parts(atom: Atom) -> tuple[Value, ...]:
    """The values that an atom is made of, if it is no space."""
    match atom:
        case Method(callee, receiver):
            return callee, receiver
        case Partial(callee, arguments, keywords):
            return (callee, *arguments, *[value for _, value in keywords])
        case Wrapped(_, callee, setter):
            return (callee,) if setter is None else (callee, setter)
        case Super(cls, receiver):
            return cls, receiver
        case Builtin(receiver):
            return (receiver,)
        case Alias(_, arguments):
            return tuple(arguments)
        case _:
            return ()
