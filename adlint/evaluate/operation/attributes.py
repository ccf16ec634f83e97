"""Attributes: lookup on instances, classes, modules, arrays and all else; and assignment."""

from __future__ import annotations

import builtins
from collections import abc

from adlint.evaluate.errors import Raised
from adlint.evaluate.invocation.imports import member
from adlint.evaluate.machine import Machine
from adlint.evaluate.store import Object
from adlint.evaluate.values import (
    Bound,
    Descriptor,
    External,
    Member,
    Module,
    Named,
    Number,
    Partial,
    Ref,
    Super,
    Transformed,
    Unknown,
    Value,
)
from adlint.trace import Array

MISSING = Unknown("no such attribute")
OBJECTS = ("instance", "class")  # what has attributes by its class
_OF_DESCRIPTORS = frozenset({"setter", "getter", "deleter", "__get__", "__set__", "__call__"})
_TYPES = frozenset({"builtins.type", "abc.ABCMeta", "enum.EnumMeta", "enum.EnumType"})  # metaclasses


def attribute(m: Machine, base: Value, name: str) -> Value:
    """`base.name`. Raised if there is none."""
    found = lookup(m, base, name)
    if found is MISSING:
        raise Raised("AttributeError", f"there is no attribute `{name}`")
    return found


def lookup(m: Machine, base: Value, name: str) -> Value:
    """`base.name`, or MISSING."""
    match base:
        case Unknown():
            return base
        case Array():
            return m.library_of(base).attribute(m, base, name)
        case Ref():
            return _of_object(m, base, name)
        case Module():
            return member(m, base.name, name)
        case External():
            return _of_external(m, base, name)
        case Super():
            return _behind(m, base, name)
        case Bound():
            return {"__self__": base.receiver, "__func__": base.function}.get(name, MISSING) if name in (
                "__self__", "__func__") else lookup(m, base.function, name)  # fmt: skip
        case Transformed(transform="typing.alias"):
            return lookup(m, base.function, name)
        case Partial() | Transformed():
            return _of_wrapped(m, base, name)
        case Descriptor() if name in ("fget", "__func__", "__wrapped__", "func"):
            return base.functions[0]
        case Descriptor():
            return Member(base, name) if name in _OF_DESCRIPTORS else MISSING
        case Number() if name in ("real", "imag"):
            return Number("float")
        case Named() if name in base.names:
            found: Value = base[base.names.index(name)]
            return found
        case None:
            return External("builtins.NoneType") if name == "__class__" else MISSING
        case bool() | int() | float() | complex() | str() | bytes() | tuple():
            return Member(base, name) if hasattr(base, name) or _is_of_shapes(m, base, name) else MISSING
        case _:
            return Member(base, name)


def _is_of_shapes(m: Machine, base: Value, name: str) -> bool:
    """Whether a tuple may be a shape of a library whose shapes have such a method."""
    return isinstance(base, tuple) and any(name in one.of_shapes for one in m.libraries.values())


def assign(m: Machine, base: Value, name: str, value: Value) -> None:
    """`base.name = value`."""
    match base:
        case Ref():
            cls = m.store[base].cls
            has_class = m.store[base].kind in OBJECTS and isinstance(cls, Ref)
            hook = inherited(m, cls, "__setattr__") if has_class else MISSING  # type: ignore[arg-type]
            if hook is not MISSING:
                m.call(Bound(hook, base), name, value)
            else:
                set_attribute(m, base, name, value)
        case Unknown():
            return
        case Array():
            m.library_of(base).set_attribute(m, base, name, value)
        case _ if not name.startswith("__"):
            m.notes.setdefault(f"an attribute `{name}` is set on something that holds none", None)


def set_attribute(m: Machine, base: Ref, name: str, value: Value) -> None:
    """What `object.__setattr__` does: descriptors of the class that can be set are."""
    found = m.store[base]
    descriptor = inherited(m, found.cls, name) if found.kind in OBJECTS and isinstance(found.cls, Ref) else MISSING
    if isinstance(descriptor, Descriptor) and descriptor.kind == "property":
        if len(descriptor.functions) < 2:
            raise Raised("AttributeError", f"`{name}` cannot be set")
        m.call(descriptor.functions[1], base, value)
        return
    setter = _of_descriptor(m, descriptor, "__set__")
    if setter is not MISSING:
        m.call(setter, base, value)
    else:
        set_plainly(m, base, name, value)


def remove(m: Machine, base: Value, name: str) -> None:
    """`del base.name`, by the method of a class of the program, if it has one."""
    if not isinstance(base, Ref):
        return
    found = m.store[base]
    has_class = found.kind == "instance" and isinstance(found.cls, Ref)
    method = inherited(m, found.cls, "__delattr__") if has_class else MISSING  # type: ignore[arg-type]
    if isinstance(method, Ref):
        m.call(Bound(method, base), name)
    else:
        m.store.mine(base).fields.pop(name, None)


def _of_descriptor(m: Machine, descriptor: Value, name: str) -> Value:
    """A special method of what a class holds under a name, bound; MISSING if it has none."""
    if not isinstance(descriptor, Ref) or m.store[descriptor].kind != "instance":
        return MISSING
    cls = m.store[descriptor].cls
    found = inherited(m, cls, name) if isinstance(cls, Ref) else MISSING
    return MISSING if found is MISSING else Bound(found, descriptor)


def set_plainly(m: Machine, base: Ref, name: str, value: Value) -> None:
    """What an object holds itself under a name; `__class__` makes it one of another class."""
    if name == "__class__" and m.store[base].kind == "instance":
        m.store.mine(base).cls = value
        return
    m.store.mine(base).fields[name] = value
    m.bind(f"{base.address}:{name}", value)


def inherited(m: Machine, cls: Ref, name: str) -> Value:
    """What a class or those behind it say of a name, as it is written there; or MISSING."""
    for one in m.store[cls].order:
        if isinstance(one, Ref):
            fields = m.store[one].fields
            if name in fields:
                return fields[name]
    return MISSING


def bind(m: Machine, found: Value, receiver: Value, cls: Ref) -> Value:
    """What lookup on an instance makes of what its class says."""
    match found:
        case Descriptor(kind="property"):
            return m.call(found.functions[0], receiver)
        case Descriptor(kind="cached_property"):
            return m.call(found.functions[0], receiver)
        case Descriptor(kind="method"):
            return Bound(found.functions[0], receiver)
        case Descriptor(kind="classmethod"):
            return Bound(found.functions[0], cls)
        case Descriptor():
            return found.functions[0]
        case Ref() if m.store[found].kind == "function":
            return Bound(found, receiver)
        case Ref():
            getter = _of_descriptor(m, found, "__get__")
            return found if getter is MISSING else m.call(getter, receiver, cls)
        case Partial() | Transformed():
            return Bound(found, receiver) if isinstance(found, Transformed) else found
        case _:
            return found


def _of_object(m: Machine, base: Ref, name: str) -> Value:
    found = m.store[base]
    match found.kind:
        case "instance":
            return _of_instance(m, base, found, name)
        case "class":
            return _of_class(m, base, found, name)
        case "function":
            return _of_function(m, found, base, name)
        case _:
            return Member(base, name)


def _of_instance(m: Machine, base: Ref, found: Object, name: str) -> Value:
    cls = found.cls
    if not isinstance(cls, Ref):
        return found.fields.get(name, Member(base, name))
    if name == "__class__":
        return cls
    if name == "__dict__":
        return m.store.attributes(base)
    of_class = inherited(m, cls, name)
    is_property = isinstance(of_class, Descriptor) and of_class.kind == "property"
    if is_property or _of_descriptor(m, of_class, "__set__") is not MISSING:
        return bind(m, of_class, base, cls)
    if name in found.fields:
        return found.fields[name]
    if of_class is not MISSING:
        value = bind(m, of_class, base, cls)
        if isinstance(of_class, Descriptor) and of_class.kind == "cached_property":
            set_plainly(m, base, name, value)
        return value
    if name == "__doc__":
        return None
    fallback = inherited(m, cls, "__getattr__")
    if fallback is not MISSING:
        return m.call(Bound(fallback, base), name)
    return _of_builtin_base(m, base, cls, name)


def _of_builtin_base(m: Machine, base: Ref, cls: Ref, name: str) -> Value:
    """A method that comes from a builtin or library class among the bases."""
    for one in m.store[cls].order:
        if isinstance(one, External) and _has_methods(one):
            return Member(base, name) if one.path.startswith("builtins.") else External(f"{one.path}.{name}")
    if name in ("__init__", "__setattr__", "__init_subclass__", "__repr__", "__eq__", "__hash__", "__delattr__"):
        return Member(base, name)
    return MISSING


def _has_methods(base: External) -> bool:
    """Whether there is more in a class than in `object`: what abstract collections have is in classes of their own."""
    return base.path != "builtins.object" and not base.path.startswith(("collections.abc.", "typing."))


def _of_class(m: Machine, base: Ref, found: Object, name: str) -> Value:
    if name == "__annotations__":  # each class has its own
        if name not in found.fields:
            m.store.mine(base).fields[name] = m.store.new("dict")
        return m.store[base].fields[name]
    of_class = inherited(m, base, name)
    if of_class is not MISSING:
        if isinstance(of_class, Descriptor):
            if of_class.kind == "classmethod":
                return Bound(of_class.functions[0], base)
            return of_class.functions[0] if of_class.kind in ("staticmethod", "method") else of_class
        return of_class
    match name:
        case "__doc__":
            return None
        case "__name__" | "__qualname__":
            return plain_name(found.code)
        case "__mro__":
            return found.order
        case "__bases__":
            return found.order[1:2]
        case "__module__":
            return found.code.partition(":")[0]
        case "__dict__":
            return m.store.attributes(base)
        case "__class__":
            return found.cls if isinstance(found.cls, Ref) else External("builtins.type")
        case "__abstractmethods__":
            return m.store.new("set")
    if isinstance(found.cls, Ref) and name not in ("__new__", "__init__"):  # every class has these, before its own
        of_meta = inherited(m, found.cls, name)
        if of_meta is not MISSING:
            return bind(m, of_meta, base, found.cls)
        fallback = inherited(m, found.cls, "__getattr__")
        if fallback is not MISSING and not name.startswith("__"):
            return m.call(Bound(fallback, base), name)
    for one in found.order:
        if isinstance(one, External) and _has_methods(one):
            return External(f"{one.path}.{name}")
    return External(f"builtins.object.{name}") if name.startswith("__") else MISSING


def plain_name(code: str) -> str:
    """The name that a function or class has in its text: one of several of that name has a number in its identity."""
    return code.rpartition(":")[2].rpartition(".")[2].partition("#")[0]


def _of_function(m: Machine, found: Object, base: Ref, name: str) -> Value:
    if name in found.fields:
        return found.fields[name]
    match name:
        case "__name__" | "__qualname__":
            return plain_name(found.code)
        case "__module__":
            return found.code.partition(":")[0]
        case "__doc__":
            return None
        case "__wrapped__":
            return MISSING
        case "__annotations__":
            return m.store.new("dict")
        case _:
            return Member(base, name)


_OF_OURS: dict[str, Value] = {"__doc__": None, "__module__": "builtins", "__qualname__": "<ours>", "__name__": "<ours>"}


def _of_external(m: Machine, base: External, name: str) -> Value:
    root, _, rest = base.path.partition(".")
    if "<" in rest:  # a function of ours
        return _OF_OURS.get(name, MISSING)
    if name == "__dict__":
        return m.store.new("dict")
    if name in ("__name__", "__qualname__"):
        return base.path.rpartition(".")[2]
    if base.path.startswith("collections.abc."):
        real = getattr(getattr(abc, rest.rpartition(".")[2], object), name, None)
        is_plain = real is getattr(object, name, MISSING)
        return External(f"builtins.object.{name}") if is_plain else member(m, base.path, name)
    if root == "builtins":
        return External(f"{base.path}.{name}") if hasattr(getattr(builtins, rest, object), name) else MISSING
    library = m.library(base.path)
    names = None if library is None else library.attributes(base.path)
    return member(m, base.path, name) if names is None or name in names else MISSING


def _of_wrapped(m: Machine, base: Partial | Transformed, name: str) -> Value:
    if isinstance(base, Partial):
        if isinstance(base.function, External) and "<" in base.function.path:
            return m.store.new("dict") if name == "__annotations__" else _OF_OURS.get(name, MISSING)
        return {"func": base.function, "args": base.positional}.get(name, MISSING)
    return base.function if name == "__wrapped__" else Member(base, name)


def _behind(m: Machine, base: Super, name: str) -> Value:
    receiver = base.receiver
    cls = _looked_up_on(m, receiver, base.after)
    if not isinstance(cls, Ref):
        return MISSING
    order = m.store[cls].order
    start = order.index(base.after) + 1 if base.after in order else 0
    for one in order[start:]:
        if isinstance(one, Ref):
            fields = m.store[one].fields
            if name in fields:
                return fields[name] if name == "__new__" else bind(m, fields[name], receiver, cls)
        elif isinstance(one, External) and _has_methods(one) and one.path not in _TYPES:
            return Member(receiver, name)
    if not name.startswith("__"):
        return MISSING
    root = "object" if _TYPES.isdisjoint(one.path for one in order if isinstance(one, External)) else "type"
    if name == "__new__":
        return External(f"builtins.{root}.__new__")
    if isinstance(receiver, Ref) and m.store[receiver].kind == "class":
        return Bound(External(f"builtins.{root}.{name}"), receiver)
    return Member(receiver, name)


def _looked_up_on(m: Machine, receiver: Value, after: Ref) -> Value:
    """The class of which `super()` goes through the order: for methods of a metaclass, it."""
    if not isinstance(receiver, Ref):
        return receiver
    found = m.store[receiver]
    return found.cls if found.kind == "instance" or after not in found.order else receiver
