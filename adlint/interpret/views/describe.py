"""What the interpreter knows of a value, as the analyses see it: frozen, without spaces."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import NoneType

from adlint.interpret.collections.containers import content, is_long
from adlint.interpret.frame import Frame
from adlint.interpret.memory.atoms import (
    Alias,
    Atom,
    Builtin,
    Class,
    Closure,
    Method,
    Module,
    Object,
    Partial,
    Super,
    Text,
    Value,
    Wrapped,
    atoms,
)  # fmt: skip
from adlint.interpret.memory.spaces import KEYS, REST, Key
from adlint.interpret.views import described
from adlint.ir import Const

NESTING = 3  # containers in containers that are told apart
_KINDS = frozenset({"list", "set", "dict", "generator"})
_CONTAINERS = _KINDS | {"tuple"}
_TEXT_METHODS = frozenset(dir(str))
_SEALED = {"tuple", "list"}
_UPDATING = described.External("functools.update_wrapper")  # what `functools.wraps` gives


MOST = 32  # items of a container that are described; of one with more, none is


def describe(f: Frame, value: Value, depth: int = NESTING) -> described.Value:
    """The value as the function of the frame sees it; its own containers are named by place."""
    if value.__class__ is not tuple:
        return value if value.__class__ in _SAME else _atom(f, value, depth)  # type: ignore[arg-type]
    return described.joined([_atom(f, atom, depth) for atom in atoms(value)])


def _atom(f: Frame, atom: Atom, depth: int) -> described.Value:
    known = _PLAIN.get(atom.__class__)
    if known is not None:
        return known(atom)
    match atom:
        case Object(kind="instance", cls=Class() as cls):
            return described.Instance(cls.name)
        case Object():
            is_own = (
                atom.maker == f.identity and atom.at >= 0 and atom.kind in _KINDS and atom.fields is not None
            )
            return described.Container(atom.kind, atom.at) if is_own else sealed(f, atom, depth)
        case Method(callee, receiver):
            return _method(f, callee, receiver, depth)
        case Partial(Builtin(_, "*cached" | "*traced"), (callee, *_)):
            return describe(f, callee, depth)
        case Partial(Builtin(described.External() as method, "*kept" | "*itself" | "*result")):
            return method
        case Partial(Builtin(Const(value=path), "*decorator")):
            return described.Instance(str(path))
        case Partial(Builtin(_, "*wraps")):
            return _UPDATING
        case Partial(callee, arguments):
            inner = describe(f, callee, depth)
            return described.Partial(inner, tuple([describe(f, value, depth) for value in arguments]))
        case Wrapped(kind, callee):
            found = [a for a in atoms(callee) if isinstance(a, Closure)]
            return described.Wrapped(kind, found[0].function) if found else described.OPAQUE
        case Super(cls):
            return described.Super(cls.name, cls.name)
        case Builtin(Object(kind=kind)) if kind in _CONTAINERS:
            return described.OWN
        case Builtin(Text() | Const(value=str()), name) if name in _TEXT_METHODS:
            return described.OWN
        case _:
            return described.OPAQUE


def _method(f: Frame, callee: Atom, receiver: Atom, depth: int) -> described.Value:
    if not isinstance(callee, Closure):
        return describe(f, callee, depth)
    owner = _atom(f, receiver, depth)
    if not isinstance(owner, described.Instance | described.Class | described.Handle):
        owner = described.Instance("builtins.object")
    return described.Code(callee.function, owner)


def sealed(f: Frame, container: Object, depth: int) -> described.Value:
    """A container as it is seen from outside: by what it holds, to a depth."""
    if not depth or is_long(f, container, MOST):
        return described.ITEM
    return f.task.once("sealed", container, depth, partial(_sealed, f, container, depth))


def _sealed(f: Frame, container: Object, depth: int) -> described.Value:
    known = content(f, container)
    if container.kind in _SEALED and REST not in known:
        return described.Items(tuple([inside(f, item, depth - 1) for item in known.values()]))
    if container.kind == "dict" and REST not in known and KEYS not in known:
        entries = [(_named(key), inside(f, item, depth - 1)) for key, item in known.items()]
        return described.Table(tuple(entries))
    held = [inside(f, item, depth - 1) for key, item in known.items() if key != KEYS]
    return described.Iterated(described.joined(held) if held else described.ITEM)


def _named(key: Key) -> str:
    """A literal key as it is written, another one by its kind: where it is kept is otherwise in each run."""
    return repr(key) if isinstance(key, _LITERAL) else key.__class__.__name__


def inside(f: Frame, value: Value, depth: int) -> described.Value:
    """What a container holds: other containers by what they hold."""
    found = [
        sealed(f, a, depth) if isinstance(a, Object) and a.kind != "instance" else _atom(f, a, depth)
        for a in atoms(value)
    ]
    return described.joined(found)


def _same(atom: described.Atom) -> described.Value:
    return atom


_LITERAL = (str, bytes, int, float, complex, NoneType)
_SAME = frozenset(
    {
        described.Unknown,
        described.External,
        described.Instance,
        described.Handle,
        described.Part,
        Const,
    }
)
_PLAIN: dict[type, Callable[..., described.Value]] = {
    **dict.fromkeys(_SAME, _same),
    described.Parameter: lambda atom: atom if atom.among is None else described.Parameter(atom.name, atom.path),
    Closure: lambda atom: described.Code(atom.function),
    Class: lambda atom: described.Class(atom.name),
    Module: lambda atom: described.ModuleRef(atom.name),
    Text: lambda _atom: described.Instance("builtins.str"),
    Alias: lambda atom: described.External(atom.of),
}
