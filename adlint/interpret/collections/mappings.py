"""Subclasses of library mappings: what the library's methods call in them."""

from __future__ import annotations

from adlint.interpret.collections.containers import content, keys_of, literal
from adlint.interpret.collections.iteration import items_of, listed
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.memory.atoms import ITEM, Atom, Value, atoms
from adlint.interpret.memory.spaces import REST, Class, Key, Object
from adlint.interpret.objects.dispatch import call_method
from adlint.interpret.views.described import External
from adlint.ir import Const

_WRITTEN = frozenset({"collections.UserDict", "collections.abc.MutableMapping", "typing.MutableMapping"})
MAPPINGS = frozenset(f"{m}.{n}" for m in ("collections.abc", "typing") for n in ("Mapping", "MutableMapping"))
_READ = frozenset(
    {"builtins.dict", "collections.OrderedDict", "collections.defaultdict", "collections.UserDict"}
)


def asked_entries(f: Frame, at: int, atom: Atom) -> list[tuple[Key, Value]]:
    """The entries of an object of the program as those who spread it find them: by `keys`, and `__getitem__`."""
    keys = call_method(f, at, atom, "keys")
    if keys is None and is_mapping(atom):
        keys = atom  # an abstract mapping's `keys` asks for them one by one
    if keys is None:
        return []
    known = listed(f, at, keys)
    found: list[tuple[Key, Value]] = []
    for key in [items_of(f, at, keys)] if known is None else known:
        item = call_method(f, at, atom, "__getitem__", key)
        found.append((literal(key) or REST, ITEM if item is None else item))
    return found


def has_base(cls: Class | None, paths: frozenset[str]) -> bool:
    """Whether a class is derived from one of some classes of libraries."""
    return cls is not None and any(isinstance(base, External) and base.path in paths for base in cls.order)


def is_mapping(atom: Atom) -> bool:
    """Whether an object is of a class that is derived from abstract mappings."""
    return isinstance(atom, Object) and has_base(atom.cls, MAPPINGS)


def missing(f: Frame, at: int, atom: Object, index: Value) -> Value | None:
    """What a subscript of an object whose library base looks the key up gives: that of its `__missing__`."""
    if not has_base(atom.cls, _READ):
        return None
    return call_method(f, at, atom, "__missing__", index)


def fill(f: Frame, at: int, made: Object, given: Arguments) -> None:
    """Set the entries that are given: the library's `__init__` and `update` call `__setitem__` for each."""
    if not has_base(made.cls, _WRITTEN):
        return
    for value in given.positional[:1]:
        for atom in atoms(value):
            is_table = isinstance(atom, Object) and atom.kind == "dict"
            entries = content(f, atom) if isinstance(atom, Object) and is_table else {}
            if entries or not is_table:
                key = keys_of(f, atom) if isinstance(atom, Object) and is_table else ITEM
                for item in list(entries.values())[:4] or [ITEM]:
                    call_method(f, at, made, "__setitem__", key, item)
    for name, value in given.keywords:
        call_method(f, at, made, "__setitem__", Const(repr(name), name), value)
    if given.extra is not None:
        call_method(f, at, made, "__setitem__", ITEM, given.extra)
