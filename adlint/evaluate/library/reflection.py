"""Builtins that ask what something is, and for its attributes."""

from __future__ import annotations

import builtins

from adlint.evaluate.errors import Raised
from adlint.evaluate.invocation.calls import special
from adlint.evaluate.invocation.classes import bare, instantiate, is_subclass, new_class
from adlint.evaluate.library.plain import Function
from adlint.evaluate.library.types import is_instance, is_made_of, types_of
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.attributes import MISSING, assign, attribute, lookup, remove, set_attribute
from adlint.evaluate.values import (
    Bound,
    Descriptor,
    External,
    Member,
    Number,
    Partial,
    Ref,
    Transformed,
    Unknown,
    Value,
)

_KINDS: dict[str, type] = {"list": list, "dict": dict, "set": set, "iterator": type(iter(()))}
CALLABLE = (External, Bound, Member, Partial, Transformed)


def _isinstance(m: Machine, given: Given) -> Value:
    value, wanted = given.positional
    found = is_instance(m, value, wanted)
    return Number("bool") if found is None else found


def _issubclass(m: Machine, given: Given) -> Value:
    cls, wanted = given.positional
    several = wanted if isinstance(wanted, tuple) else (wanted,)
    return any(is_subclass(m, cls, one) for one in several)


_ABSTRACT = frozenset({"abc.ABC", "typing.Protocol", "typing_extensions.Protocol"})  # their class is a metaclass


def _type(m: Machine, given: Given) -> Value:
    if len(given.positional) == 3:
        return new_class(m, Given((None, *given.positional), given.keywords))
    value = given.positional[0]
    if isinstance(value, Ref):
        found = m.store[value]
        if found.kind == "class":
            return found.cls if isinstance(found.cls, Ref) else External("builtins.type")
        return found.cls if found.kind == "instance" else External(f"builtins.{found.kind}")
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Transformed):
        return External(f"{value.transform}.<type>")
    if isinstance(value, External) and value.path in _ABSTRACT:
        return External("abc.ABCMeta")
    names = types_of(m, value)
    return External(f"builtins.{type(value).__name__}") if f"builtins.{type(value).__name__}" in names else External(
        next(iter(sorted(names)), "builtins.object")
    )


def _getattr(m: Machine, given: Given) -> Value:
    base, name = given.positional[:2]
    if not isinstance(name, str):
        m.undecided += 1
        return Unknown("an attribute of a name that is not known", m.site())
    try:
        found = lookup(m, base, name)
    except Raised as raised:
        if raised.name != "AttributeError" or len(given.positional) < 3:
            raise
        found = MISSING
    if found is MISSING or (len(given.positional) > 2 and _is_guess(m, found)):
        if len(given.positional) > 2:
            return given.positional[2]
        raise Raised("AttributeError", f"there is no attribute `{name}`")
    return found


def _builtins(m: Machine, base: Ref) -> list[type]:
    """Python's own classes that something in the store is of: its kind, or bases of its class."""
    found = m.store[base]
    order = m.store[found.cls].order if isinstance(found.cls, Ref) else ()
    names = (one.path.removeprefix("builtins.") for one in order if isinstance(one, External))
    several = (_KINDS.get(found.kind), *(getattr(builtins, one, None) for one in names))
    return [one for one in several if isinstance(one, type)]


def _is_guess(m: Machine, found: Value) -> bool:
    """Whether an attribute is a method that nothing is known of: no proof that there is one."""
    if not isinstance(found, Member) or not isinstance(found.base, Ref | Partial):
        return False
    return not isinstance(found.base, Ref) or not any(hasattr(one, found.name) for one in _builtins(m, found.base))


def _hasattr(m: Machine, given: Given) -> Value:
    base, name = given.positional
    if isinstance(base, Unknown) or not isinstance(name, str):
        return Number("bool")
    try:
        found = lookup(m, base, name)
    except Raised as raised:
        if raised.name != "AttributeError":
            raise
        return False
    return found is not MISSING and not _is_guess(m, found)


def _setattr(m: Machine, given: Given) -> Value:
    base, name, value = given.positional
    if isinstance(name, str):
        assign(m, base, name, value)
    else:
        m.undecided += 1
        m.say_unknown("an attribute of a name that is not known is set", (value,))
    return None


def _callable(m: Machine, given: Given) -> Value:
    value = given.positional[0]
    if isinstance(value, Ref):
        kind = m.store[value].kind
        return kind in ("function", "class") or special(m, value, "__call__") is not MISSING
    if isinstance(value, Descriptor):
        return value.kind in ("staticmethod", "method")
    return isinstance(value, CALLABLE)


def _descriptor(kind: str) -> Function:
    def found(m: Machine, given: Given) -> Value:
        functions = [given.at(n, name) for n, name in enumerate(("fget", "fset"))] if kind == "property" else []
        return Descriptor(kind, tuple(functions[: 2 - (functions[1] is None)]) if functions else given.positional)

    return found


def _vars(m: Machine, given: Given) -> Value:
    return lookup(m, given.positional[0], "__dict__") if given.positional else Unknown("the variables of a function")


def _set_plainly(m: Machine, given: Given) -> Value:
    base, name, value = given.positional
    if isinstance(base, Ref) and isinstance(name, str):
        set_attribute(m, base, name, value)
    return None


def _delete(m: Machine, given: Given) -> Value:
    base, name = given.positional
    if isinstance(base, Ref):
        m.store.mine(base).fields.pop(name, None)
    return None


def _removed(m: Machine, given: Given) -> Value:
    remove(m, given.positional[0], str(given.positional[1]))
    return None


def _get_plainly(m: Machine, given: Given) -> Value:
    return attribute(m, given.positional[0], str(given.positional[1]))


def _instantiated(m: Machine, given: Given) -> Value:
    cls, *positional = given.positional
    assert isinstance(cls, Ref)
    return instantiate(m, cls, Given(tuple(positional), given.keywords))


def _nothing(m: Machine, given: Given) -> Value:
    return None


def _new(m: Machine, given: Given) -> Value:
    cls = given.positional[0]
    return bare(m, cls, Given(given.positional[1:])) if isinstance(cls, Ref) else m.store.new("instance", cls=cls)


REFLECTION: dict[str, Function] = {
    "isinstance": _isinstance, "issubclass": _issubclass, "type": _type, "getattr": _getattr, "hasattr": _hasattr,
    "setattr": _setattr, "callable": _callable, "property": _descriptor("property"), "staticmethod":
    _descriptor("staticmethod"), "classmethod": _descriptor("classmethod"), "vars": _vars, "object.__setattr__":
    _set_plainly, "object.__new__": _new, "type.__new__": new_class, "type.__call__": _instantiated,
    "type.__init__": _nothing, "type.__setattr__": _set_plainly, "object.__delattr__": _delete, "delattr": _removed,
    "type.__delattr__": _delete, "object.__getattribute__": _get_plainly, "type.__getattribute__": _get_plainly,
    "type.__instancecheck__": lambda m, given: is_made_of(m, *given.positional[::-1]),
    "type.__subclasscheck__": lambda m, given: _issubclass(m, Given(given.positional[::-1])),
}  # fmt: skip
