"""Of which classes a value is."""

from __future__ import annotations

import numbers
from collections import abc

from adlint.evaluate.invocation.classes import is_subclass
from adlint.evaluate.machine import Machine
from adlint.evaluate.operation.attributes import MISSING, OBJECTS, inherited
from adlint.evaluate.operation.operators import UNION, truth
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
    if isinstance(wanted, Transformed) and wanted.transform == UNION:
        return is_instance(m, value, wanted.option("args"))
    if isinstance(wanted, Transformed):  # a class with type parameters
        return is_instance(m, value, wanted.function)
    if isinstance(wanted, Ref):
        meta = m.store[wanted].cls
        check = inherited(m, meta, "__instancecheck__") if isinstance(meta, Ref) else MISSING
        if check is not MISSING:
            return truth(m, m.call(Bound(check, wanted), value))
        return is_made_of(m, value, wanted)
    if not isinstance(wanted, External):
        return None
    if isinstance(value, Ref) and m.store[value].kind == "instance":
        cls = m.store[value].cls
        return is_subclass(m, cls, wanted) or wanted.path == "builtins.object" or _is_abstractly(m, cls, wanted)
    return wanted.path in types_of(m, value)


def is_made_of(m: Machine, value: Value, wanted: Value) -> bool:
    """What `type.__instancecheck__` says: whether the class of an instance, or of a class, is or inherits from one."""
    return isinstance(value, Ref) and m.store[value].kind in OBJECTS and is_subclass(m, m.store[value].cls, wanted)


def _is_abstractly(m: Machine, cls: Value, wanted: External) -> bool:
    """Whether a class is an abstract one by what it inherits, or by the one method that makes it so."""
    above = abstract(wanted.path)
    if above is None or not isinstance(cls, Ref):
        return False
    bases = [one.path for one in m.store[cls].order if isinstance(one, External)]
    known = [abstract(one) or _REAL.get(one.removeprefix("builtins.")) for one in bases]
    method = _BY_METHOD.get(above.__name__)
    has_method = method is not None and inherited(m, cls, method) is not MISSING
    return has_method or any(one is not None and issubclass(one, above) for one in known)


_BY_METHOD = {"Iterable": "__iter__", "Sized": "__len__", "Container": "__contains__", "Callable": "__call__",
              "Iterator": "__next__"}  # fmt: skip


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
_REAL: dict[str, type] = {
    "bool": bool, "int": int, "float": float, "complex": complex, "str": str, "bytes": bytes, "tuple": tuple,
    "list": list, "dict": dict, "set": set, "range": range, "iterator": type(iter(())), "function": type(lambda: None),
    "class": type, "slice": slice,
}  # fmt: skip
_MORE = {
    "dict": ("collections.OrderedDict",), "set": ("builtins.frozenset",),
    "function": ("types.FunctionType",), "class": ("builtins.type", "inspect.isclass"),
    "int": ("typing.SupportsIndex",), "bool": ("builtins.int",),
}  # fmt: skip


def abstract(path: str) -> type | None:
    """The abstract class that a name of `typing`, `collections.abc` or `numbers` is; None if it is none."""
    root, _, name = path.rpartition(".")
    if root in ("typing", "collections.abc", "typing_extensions") and name in abc.__all__:
        return getattr(abc, name)  # type: ignore[no-any-return]
    return getattr(numbers, name) if root == "numbers" and name in numbers.__all__ else None


def _abstract_names(real: type) -> set[str]:
    found = {name for name in abc.__all__ if issubclass(real, getattr(abc, name))}
    counts = {f"numbers.{name}" for name in numbers.__all__ if issubclass(real, getattr(numbers, name))}
    return {f"{root}.{name}" for root in ("typing", "collections.abc") for name in found} | counts


_OF = {
    kind: frozenset({f"builtins.{kind}", "builtins.object", *_MORE.get(kind, ()), *_abstract_names(real)})
    for kind, real in _REAL.items()
}  # fmt: skip
