"""`functools.singledispatch`: functions registered for types, of which the first argument picks one."""

from __future__ import annotations

from adlint.interpret.arguments import Arguments
from adlint.interpret.atoms import RESULT, Atom, Builtin, Closure, Partial, Value, atoms, joined
from adlint.interpret.described import External
from adlint.interpret.frame import Frame
from adlint.interpret.spaces import Class, Object, is_generic
from adlint.interpret.text import STRING
from adlint.ir import Const

DEFAULT = "default"
KINDS = {"dispatch": 0, "dispatchmethod": 1}  # the position of the argument that picks


def register(f: Frame, dispatcher: Object, given: Arguments) -> Value:
    """`register(kind, function)`; without function a decorator, without kind that of the first parameter."""
    if not given.positional:
        return RESULT
    first = given.positional[0]
    if isinstance(first, Closure):
        declared = next((value for name, value in first.annotations if name != "return"), None)
        for kind in atoms(declared) if declared is not None else ():
            f.task.add(dispatcher, kind, first)
        return first
    if len(given.positional) == 1:
        return Partial(Builtin(dispatcher, "register"), (first,), ())
    for kind in atoms(first):
        f.task.add(dispatcher, kind, given.positional[1])
    return given.positional[1]


def dispatched(f: Frame, dispatcher: Object, given: Arguments) -> Value:
    """The functions that the argument may pick."""
    value = given.at(KINDS[dispatcher.kind])
    table = {
        kind: told for kind in f.task.keys(dispatcher) if (told := f.task.get(dispatcher, kind)) is not None
    }
    found: list[Value] = []
    for atom in atoms(value) if value is not None else ():
        order = _order(atom)
        if order is None:
            found += table.values()
            continue
        found.append(next((table[kind] for kind in order if kind in table), table[DEFAULT]))
        if isinstance(atom, Object) and is_generic(atom):
            found += [
                one for kind, one in table.items() if isinstance(kind, Class) and atom.cls in kind.order
            ]
    return joined(found) or table[DEFAULT]


def _order(atom: Atom) -> list[Atom] | None:
    """The types that an atom is of, the closest first; None if that is not known."""
    if atom is STRING:
        return [External("builtins.str")]
    match atom:
        case Object(cls=Class(order=order)):
            return list(order)
        case Object(kind="list" | "dict" | "tuple" | "set" as kind):
            return [External(f"builtins.{kind}")]
        case Const(_, value):
            return [External(f"builtins.{kind.__name__}") for kind in type(value).__mro__]
        case _:
            return None
