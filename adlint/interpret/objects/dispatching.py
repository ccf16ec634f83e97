"""`functools.singledispatch`: functions registered for types, of which the first argument picks one."""

from __future__ import annotations

from collections.abc import Sequence

from adlint.interpret.collections.text import STRING
from adlint.interpret.evidence.kinds import closest, counts_as, type_of
from adlint.interpret.evidence.narrowing import classes_in
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.memory.atoms import NUMBER, RESULT, Atom, Builtin, Closure, Partial, Value, Wrapped, atoms, joined
from adlint.interpret.memory.spaces import Class, Key, Object, is_generic
from adlint.interpret.views.described import External, Instance

DEFAULT = "default"
KINDS = {"dispatch": 0, "dispatchmethod": 1}  # the position of the argument that picks


def register(f: Frame, dispatcher: Object, given: Arguments) -> Value:
    """`register(kind, function)`; without function a decorator, without kind that of the first parameter."""
    if not given.positional:
        return RESULT
    first = given.positional[0]
    plain = _plain(first)
    if isinstance(plain, Closure):
        declared = next((value for name, value in plain.annotations if name != "return"), None)
        for kind in classes_in(f, declared) if declared is not None else ():
            f.task.add(dispatcher, kind, plain)
        return first
    if len(given.positional) == 1:
        return Partial(Builtin(dispatcher, "register"), (first,), ())
    for kind in classes_in(f, first):
        f.task.add(dispatcher, kind, _plain(given.positional[1]))
    return given.positional[1]


def is_static(value: Value) -> bool:
    """Whether a function is a static method, of which the first argument picks one, too."""
    return isinstance(value, Wrapped) and value.kind == "staticmethod"


def _plain(value: Value) -> Value:
    return value.callee if isinstance(value, Wrapped) else value


def dispatched(f: Frame, dispatcher: Object, given: Arguments) -> Value:
    """The functions that the argument may pick."""
    value = given.at(KINDS[dispatcher.kind])
    table = {
        kind: told for kind in f.task.keys(dispatcher) if (told := f.task.get(dispatcher, kind)) is not None
    }
    found: list[Value] = []
    for atom in atoms(value) if value is not None else ():
        picked = _picked(atom, list(table))
        found += [table[kind] for kind in picked] or [table[DEFAULT]]
    return joined(found) or table[DEFAULT]


def _picked(atom: Atom, kinds: Sequence[Key]) -> Sequence[Key]:
    """The types of some that an atom is dispatched by; all if that is not known, none if it is of none of them."""
    kind = str if atom is STRING else type_of(atom)
    if kind is not None:
        paths = closest(kind, [one.path for one in kinds if isinstance(one, External)])
        return [External(path) for path in paths]
    if isinstance(atom, Object) and atom.cls is not None:
        found: Sequence[Key] = [one for one in atom.cls.order if one in kinds][:1]
        below = [one for one in kinds if isinstance(one, Class) and atom.cls in one.order] if is_generic(atom) else []
        return [*(found or [DEFAULT]), *below] if below else found
    if isinstance(atom, Instance):
        own = External(atom.of)
        return [own] if own in kinds else [one for one in kinds if not isinstance(one, Class)]
    return [one for one in kinds if _may_be_number(one)] if atom == NUMBER else kinds


def _may_be_number(kind: Key) -> bool:
    """Whether numbers or arrays may be of a type."""
    if not isinstance(kind, External):
        return not isinstance(kind, Class)
    return any(counts_as(one, kind.path) is not False for one in (int, float, complex))
