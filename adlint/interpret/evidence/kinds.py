"""Types of Python's own that values are of, and the abstract classes of the standard library that these count as."""

from __future__ import annotations

import builtins
import collections.abc
import numbers
import types
import typing
from functools import cache

from adlint.interpret.memory.atoms import Closure, Text
from adlint.interpret.memory.spaces import Object
from adlint.ir import Const

_OWNERS: dict[str, types.ModuleType] = {
    one.__name__: one for one in (builtins, numbers, collections.abc, types, typing)
}
_CONTAINERS: dict[str, type] = {
    "list": list, "tuple": tuple, "dict": dict, "set": set, "generator": types.GeneratorType,
}  # fmt: skip


def type_of(atom: object) -> type | None:
    """The type of a value of Python's own; None where it is another or not known."""
    match atom:
        case Const(_, value):
            return type(value)
        case Object(kind=kind, cls=None):
            return _CONTAINERS.get(kind)
        case Text():
            return str
        case Closure():
            return types.FunctionType
        case _:
            return None


@cache
def counts_as(kind: type, path: str) -> bool | None:
    """Whether objects of a type are instances of a class; None where the class is none of the standard library's."""
    owner, _, name = path.rpartition(".")
    found = getattr(_OWNERS.get(owner), name, None)
    several = (set, frozenset) if kind is set else (kind,)  # a set may be a frozen one
    try:
        told = {issubclass(one, typing.get_origin(found) or found) for one in several}  # type: ignore[arg-type]
    except TypeError:
        return None
    return told.pop() if len(told) == 1 else None


def closest(kind: type, paths: list[str]) -> list[str]:
    """Those of some classes that a type counts as, but for those that others of these count as, too."""
    own = [f"builtins.{one.__name__}" for one in kind.__mro__[:-1]]
    bases = [path for path in own if path in paths]
    if bases:
        return bases[:1]
    found = [path for path in paths if counts_as(kind, path)]
    return [path for path in found if not any(_is_below(other, path) for other in found if other != path)]


def _is_below(path: str, other: str) -> bool:
    owner, _, name = path.rpartition(".")
    kind = getattr(_OWNERS.get(owner), name, None)
    return isinstance(kind, type) and counts_as(kind, other) is True
