"""Keys of dicts and members of sets: Python asks objects for their hash, and whether they are equal."""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32

from adlint.interpret.collections.containers import content, held, sequence
from adlint.interpret.frame import Frame
from adlint.interpret.memory.atoms import NUMBER, RESULT, Value, atoms, joined
from adlint.interpret.memory.spaces import KEYS, REST, Object
from adlint.interpret.objects.dispatch import APART, asked, call_method, parted
from adlint.interpret.objects.lookup import lookup
from adlint.interpret.views.described import External
from adlint.ir import Const

DEPTH = 3  # tuples in tuples
_HASH = ("hash",)  # the part of an object that is what it gave as its hash
_HASHED = frozenset({"dict", "set"})


def is_hashed(container: object) -> bool:
    """Whether a container finds what it holds by hash."""
    return isinstance(container, Object) and container.kind in _HASHED


def rivals(f: Frame, tables: Value, key: Value) -> list[Object] | None:
    """The objects among the keys of dicts, or the members of sets, that an object as a key may be equal to; None if
    these may hold others as well, or the key is none: a long table of literals is not gone through for each key.
    """
    if not any(isinstance(atom, Object) and atom.kind == "instance" for atom in atoms(key)):
        return None
    found: list[Object] = []
    for table in atoms(tables):
        if not is_hashed(table):
            continue
        assert isinstance(table, Object)
        known = content(f, table)
        if table.fields is None or (table.kind == "dict" and REST in known and KEYS not in known):
            return None
        keys = [*known, *atoms(known.get(KEYS, NUMBER))] if table.kind == "dict" else atoms(held(f, table) or NUMBER)
        found += [key for key in keys if isinstance(key, Object) and key.kind == "instance"]
    return found


def ask_hash(
    f: Frame, at: int, key: Value, *, equal: bool = False, among: list[Object] | None = None
) -> Value | None:
    """The hash of a key, which is asked for it, and whether it is equal to those `among` which it is put or looked up;
    where it is not known which these are, and it is looked up, taken to be `equal` to one. What tuples hold is asked,
    too, each of them once.
    """
    said = _ask(f, at, key, equal, among)
    visited: set[Object] = set()
    items = _items(f, [key], visited)
    for _ in range(DEPTH):
        for item in items:
            _ask(f, at, item, equal, None)
        items = _items(f, items, visited)
    return said


def _items(f: Frame, values: Iterable[Value], visited: set[Object]) -> list[Value]:
    """What tuples hold that were not visited."""
    atoms_ = dict.fromkeys(atom for value in values for atom in asked(value))
    tuples = [one for one in atoms_ if isinstance(one, Object) and one.kind == "tuple" and one not in visited]
    visited.update(tuples)
    return list(dict.fromkeys(item for one in tuples for item in content(f, one).values()))


def _ask(f: Frame, at: int, key: Value, equal: bool, among: list[Object] | None) -> Value | None:
    together, others = parted(f, [atom for atom in asked(key) if isinstance(atom, Object)], "__hash__")
    said: list[Value] = []
    if together:
        call_method(f, at, tuple(together), "__hash__")
        if equal:
            call_method(f, at, tuple(together), "__eq__", tuple(together))
    for atom in others:
        if atom.kind == "instance":
            given = call_method(f, at, atom, "__hash__")
            if given is not None or _is_by_value(f, atom):
                said.append(RESULT if given is None else given)
                _compare(f, at, atom, said[-1], equal, among)
    return joined(said)


def ask_hashes(f: Frame, at: int, members: Iterable[Value]) -> None:
    """Ask each member of a new set for its hash, and whether it is equal to those before."""
    before: list[Object] = []
    for member in members:
        ask_hash(f, at, member, among=before)
        before += [atom for atom in atoms(member) if isinstance(atom, Object) and atom.kind == "instance"]


def _compare(f: Frame, at: int, key: Object, said: Value, equal: bool, among: list[Object] | None) -> None:
    """Ask those of which the hash may be the same whether a key is equal to them; not itself."""
    if not f.loops and key.fields is not None:
        f.task.put(key, _HASH, said)
    if among is None and equal:
        call_method(f, at, key, "__eq__", key)
    for other in (among or ())[:APART]:
        known = f.task.get(other, _HASH)
        is_told = known is not None and not f.loops
        is_same = is_told and other is key
        if not is_same and not (is_told and isinstance(known, Const) and isinstance(said, Const) and known != said):
            call_method(f, at, other, "__eq__", key)


def hashed(f: Frame, at: int, value: Value) -> Value | None:
    """What `hash` gives; of texts some number, which is equal for equal ones."""
    if isinstance(value, Const):
        return _number(hash(value.value) if isinstance(value.value, int | float) else crc32(value.text.encode()))
    items = sequence(f, value)
    if items is None:
        return ask_hash(f, at, value)
    parts = [hashed(f, at, item) for item in items]
    told = tuple([part.value for part in parts if isinstance(part, Const)])
    return _number(hash(told)) if len(told) == len(parts) else None


def _number(value: int) -> Const:
    return Const(repr(value), value)


def _is_by_value(f: Frame, atom: Object) -> bool:
    """Whether the hash is a library's (`__hash__ = str.__hash__`), but not the one of identity, under which only
    the object itself is found.
    """
    known = None if atom.cls is None else lookup(f, atom.cls, "__hash__")
    return isinstance(known, External) and known.path != "builtins.object.__hash__"


def may_have_hash(key: Value) -> bool:
    """Whether a key may be an object that says what its hash is; quick, for most are literals."""
    if key.__class__ is tuple:
        return any(atom.__class__ is Object for atom in key)
    return key.__class__ is Object
