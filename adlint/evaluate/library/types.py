"""Of which classes a value is."""

from __future__ import annotations

from adlint.evaluate.classes import is_subclass
from adlint.evaluate.machine import Machine
from adlint.evaluate.values import (
    Bound,
    Descriptor,
    External,
    Member,
    Module,
    Number,
    Partial,
    Range,
    Ref,
    Slice,
    Transformed,
    Unknown,
    Value,
)
from adlint.symbolic import Polynomial
from adlint.trace import Array


def is_instance(m: Machine, value: Value, wanted: Value) -> bool | None:
    """Whether a value is of a class, or one of several; None if that is not known."""
    if isinstance(wanted, tuple):
        found = [is_instance(m, value, one) for one in wanted]
        return True if True in found else None if None in found else False
    if isinstance(value, Unknown) or isinstance(wanted, Unknown):
        return None
    if isinstance(wanted, Ref):
        if isinstance(value, Ref) and m.store[value].kind == "instance":
            return is_subclass(m, m.store[value].cls, wanted)
        return isinstance(value, Ref) and m.store[value].kind == "class" and is_subclass(m, m.store[value].cls, wanted)
    if not isinstance(wanted, External):
        return None
    if isinstance(value, Ref) and m.store[value].kind == "instance":
        return is_subclass(m, m.store[value].cls, wanted) or wanted.path == "builtins.object"
    return wanted.path in types_of(m, value)


def types_of(m: Machine, value: Value) -> frozenset[str]:
    """The classes that something of Python's own, or of a library, is of."""
    match value:
        case Array():
            return m.library_of(value).types(value)
        case Polynomial():
            return _OF["int"]
        case Number():
            return _OF[value.kind]
        case Ref():
            return _OF.get(m.store[value].kind, frozenset())
        case Range():
            return _OF["range"]
        case Slice():
            return _OF["slice"]
        case None:
            return frozenset({"builtins.NoneType", "builtins.object"})
        case Partial() if value.function == REFERENT:
            return frozenset({"weakref.ReferenceType", "weakref.ref", "builtins.object"})
        case Bound() | Member() | Partial() | Transformed():
            return _OF["function"]
        case Descriptor():
            return frozenset({_DESCRIPTORS.get(value.kind, f"builtins.{value.kind}"), "builtins.object"})
        case External():
            return frozenset({"builtins.type", *_OF["function"]})
        case Module():
            return frozenset({"types.ModuleType"})
        case _:
            return _OF.get(type(value).__name__, frozenset())


REFERENT = External("weakref.<referent>")  # what `weakref.ref` makes calls this, with what it refers to
_DESCRIPTORS = {"method": "types.FunctionType", "cached_property": "functools.cached_property"}
_OF = {
    kind: frozenset({f"builtins.{kind}", "builtins.object", *more})
    for kind, more in {
        "bool": ("builtins.int", "numbers.Number", "numbers.Integral", "numbers.Real"),
        "int": ("numbers.Number", "numbers.Integral", "numbers.Real", "typing.SupportsIndex"),
        "float": ("numbers.Number", "numbers.Real"),
        "complex": ("numbers.Number", "numbers.Complex"),
        "str": ("collections.abc.Sequence", "typing.Sequence", "collections.abc.Iterable", "typing.Iterable"),
        "bytes": ("collections.abc.Sequence",),
        "tuple": ("collections.abc.Sequence", "typing.Sequence", "collections.abc.Iterable", "typing.Iterable"),
        "list": ("collections.abc.Sequence", "typing.Sequence", "collections.abc.Iterable", "typing.Iterable",
                 "collections.abc.MutableSequence"),
        "dict": ("collections.abc.Mapping", "typing.Mapping", "collections.abc.Iterable", "collections.OrderedDict",
                 "collections.abc.MutableMapping", "collections.abc.Container"),
        "set": ("collections.abc.Set", "collections.abc.Iterable", "builtins.frozenset"),
        "range": ("collections.abc.Sequence", "collections.abc.Iterable"),
        "iterator": ("collections.abc.Iterable", "collections.abc.Iterator", "typing.Iterator"),
        "function": ("types.FunctionType", "collections.abc.Callable", "typing.Callable"),
        "class": ("builtins.type", "inspect.isclass"),
        "slice": (),
    }.items()
}  # fmt: skip
