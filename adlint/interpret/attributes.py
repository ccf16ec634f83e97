"""The object model: what `base.name` is, and what setting it does."""

from __future__ import annotations

from functools import lru_cache

from adlint.interpret.frame import Frame
from adlint.interpret.values import (
    DEPTH,
    Class,
    Code,
    External,
    Handle,
    Instance,
    Items,
    Iterated,
    ModuleRef,
    Parameter,
    Super,
    Unknown,
    Value,
    Wrapped,
    atoms,
    join,
    joined,
)  # fmt: skip

LENGTH = 8  # dots in the path of a library object; past it nothing is known
ATTRIBUTE = Unknown("an attribute of an unknown object")


def attribute(f: Frame, base: Value, name: str, at: int) -> Value:
    """What `base.name` may be; reading a property of the program is a call."""
    if base.__class__ is frozenset:
        return joined([attribute_of(f, atom, name, at) for atom in atoms(base)])
    return attribute_of(f, base, name, at)


def attribute_of(f: Frame, atom: object, name: str, at: int) -> Value:
    """What the attribute of one atom may be."""
    if isinstance(atom, External):
        return _member(atom.path, name)
    match atom:
        case ModuleRef(module):
            return _module(f, module, name)
        case Parameter(parameter, path):
            return Parameter(parameter, (*path, name)) if len(path) < DEPTH else ATTRIBUTE
        case Instance(of):
            return _instance(f, atom, of, name, at) if ":" in of else _member(of, name)
        case Handle(of=of):
            return _member(of, name)
        case Class(cls):
            return _class(f, cls, name)
        case Super(cls, receiver):
            return _super(f, cls, receiver, name, at)
        case Code() | Wrapped() if name in (
            "setter",
            "getter",
            "deleter",
            "register",
            "__func__",
            "__wrapped__",
        ):
            return External("functools.wraps") if isinstance(atom, Wrapped) else atom
        case _:
            return ATTRIBUTE


@lru_cache(maxsize=1 << 14)
def _member(path: str, name: str) -> Value:
    return External(f"{path}.{name}") if path.count(".") < LENGTH else ATTRIBUTE


def _module(f: Frame, module: str, name: str) -> Value:
    found = f.world.export(module, name)
    if found is not None:
        return found
    path = f"{module}.{name}"
    return ModuleRef(path) if f.world.has_module(path) else External(path)


def _instance(f: Frame, atom: Instance, of: str, name: str, at: int) -> Value:
    stored = f.world.instance(of, name)
    member = f.world.member(of, name)
    found = None if member is None else bound(f, member, atom, of, at)
    if found is None and stored is None:
        for path in f.world.foreign_bases(of):
            return External(f"{path}.{name}")
        return ATTRIBUTE
    return found if stored is None else stored if found is None else join(found, stored)  # type: ignore[return-value]


def _class(f: Frame, cls: str, name: str) -> Value:
    found = f.world.member(cls, name)
    if found is None:
        for path in f.world.foreign_bases(cls):
            return External(f"{path}.{name}")
        return ATTRIBUTE
    return joined([_on_class(atom, cls) for atom in atoms(found)])


def _on_class(atom: Value, cls: str) -> Value:
    match atom:
        case Wrapped("classmethod", function):
            return Code(function, Class(cls))
        case Wrapped("staticmethod", function):
            return Code(function)
        case _:
            return atom


def _super(f: Frame, cls: str, receiver: str, name: str, at: int) -> Value:
    found = f.world.member(receiver, name, after=cls)
    if found is not None:
        return bound(f, found, Instance(receiver), receiver, at)
    for path in f.world.foreign_bases(cls):
        return External(f"{path}.{name}")
    return ATTRIBUTE


def bound(f: Frame, member: Value, receiver: Instance, cls: str, at: int) -> Value:
    """A class's attribute as seen on an instance."""
    found: list[Value] = []
    for atom in atoms(member):
        match atom:
            case Code(function, None):
                found.append(Code(function, receiver))
            case Wrapped("property", function):
                f.edges[at, function] = None
                result = f.world.read("result", function, "")
                f.has_resources = f.has_resources or result is not None
                found.append(ATTRIBUTE if result is None else outside_of(result, at))
            case Wrapped():
                found.append(_on_class(atom, cls))
            case _:
                found.append(atom)
    return joined(found)


def outside_of(value: Value, site: int) -> Value:
    """A result as its caller sees it: a resource is one that this call acquired, a parameter is unknown."""
    if value.__class__ is frozenset:
        return joined([outside_of(atom, site) for atom in atoms(value)])
    match value:
        case Handle(of, kind, _):
            return Handle(of, kind, site)
        case Parameter():
            return Unknown("what a callee was given")
        case _:
            return _nested(value, site)


def _nested(value: Value, site: int) -> Value:
    match value:
        case Items(items):
            return Items(tuple([outside_of(item, site) for item in items]))
        case Iterated(item):
            return Iterated(outside_of(item, site))
        case _:
            return value


def set_attribute(f: Frame, base: Value, name: str, value: Value) -> None:
    """Record what is stored where others may read it."""
    for atom in atoms(base):
        match atom:
            case Instance(of) if ":" in of:
                f.write(("instance", of, name), value)
            case Class(cls):
                f.write(("member", cls, name), value)
            case ModuleRef(module):
                f.write(("export", module, name), value)
            case _:
                pass
