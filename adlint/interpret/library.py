"""Library functions that decide what is called and what is held: the interpreter knows them by their path."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from adlint import ir
from adlint.interpret.attributes import attribute
from adlint.interpret.containers import made
from adlint.interpret.frame import Frame
from adlint.interpret.values import (
    ITEM,
    RESULT,
    Code,
    Container,
    External,
    Items,
    Iterated,
    Partial,
    Super,
    Value,
    Wrapped,
    atoms,
    joined,
)  # fmt: skip
from adlint.models.transforms import TRANSPARENT

Arguments: TypeAlias = tuple[Value, ...]
Meaning: TypeAlias = Callable[[Frame, int, str, Arguments], Value | None]


def _wrapper(kind: str) -> Meaning:
    def wrap(_f: Frame, _at: int, _path: str, arguments: Arguments) -> Value | None:
        first = arguments[0] if arguments else None
        return Wrapped(kind, first.function) if isinstance(first, Code) else None

    return wrap


def _partial(_f: Frame, _at: int, _path: str, arguments: Arguments) -> Value | None:
    if not arguments:
        return None
    first = arguments[0]
    return first if isinstance(first, frozenset) else Partial(first, arguments[1:])


def _transparent(_f: Frame, _at: int, path: str, arguments: Arguments) -> Value | None:
    return arguments[0] if arguments else External(path)


def _super(f: Frame, _at: int, _path: str, _arguments: Arguments) -> Value | None:
    owner = f.world.program.enclosing(f.identity)
    return Super(owner, owner) if owner is not None and f.world.kind(owner) == "class" else RESULT


def _sequence(f: Frame, at: int, path: str, arguments: Arguments) -> Value | None:
    if not arguments:
        return made(f, path.partition(".")[2], at, ())
    first = arguments[0]
    return first if isinstance(first, Items) and path == "builtins.tuple" else Iterated(f.item(arguments[-1]))


def _holder(f: Frame, _at: int, _path: str, arguments: Arguments) -> Value | None:
    """A container of modules or of anything, made of an iterable or of its items."""
    return Iterated(joined([f.item(a) if isinstance(a, Container | Iterated | Items) else a for a in arguments]))


def _enumerate(f: Frame, _at: int, _path: str, arguments: Arguments) -> Value | None:
    return Iterated(Items((ITEM, f.item(arguments[0])))) if arguments else None


def _zip(f: Frame, _at: int, _path: str, arguments: Arguments) -> Value | None:
    return Iterated(Items(tuple([f.item(a) for a in arguments])))


def _map(f: Frame, at: int, _path: str, arguments: Arguments) -> Value | None:
    for atom in atoms(arguments[0]) if arguments else ():
        if isinstance(atom, Code):
            f.edges[at, atom.function] = None
    return Iterated(ITEM)


def _next(f: Frame, _at: int, _path: str, arguments: Arguments) -> Value | None:
    return f.item(arguments[0]) if arguments else None


def _getattr(f: Frame, at: int, _path: str, arguments: Arguments) -> Value | None:
    if len(arguments) > 1 and isinstance(arguments[1], ir.Const):
        return attribute(f, arguments[0], str(arguments[1].value), at)
    return None


def _chain(f: Frame, _at: int, _path: str, arguments: Arguments) -> Value | None:
    return Iterated(joined([f.item(a) for a in arguments]))


_HOLDERS = ("torch.nn.ModuleList", "torch.nn.Sequential", "torch.nn.ModuleDict", "collections.deque")
_SEQUENCES = ("list", "tuple", "set", "frozenset", "sorted", "reversed", "iter", "filter")
LIBRARY: dict[str, Meaning] = {
    **dict.fromkeys(TRANSPARENT, _transparent),
    **dict.fromkeys(_HOLDERS, _holder),
    **dict.fromkeys([f"builtins.{name}" for name in _SEQUENCES], _sequence),
    "builtins.property": _wrapper("property"),
    "functools.cached_property": _wrapper("property"),
    "builtins.staticmethod": _wrapper("staticmethod"),
    "builtins.classmethod": _wrapper("classmethod"),
    "builtins.super": _super,
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "builtins.map": _map,
    "builtins.next": _next,
    "builtins.getattr": _getattr,
    "functools.partial": _partial,
    "itertools.chain": _chain,
}
