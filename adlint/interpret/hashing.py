"""Keys of dicts and members of sets: Python asks objects for their hash, and whether they are equal."""

from __future__ import annotations

from adlint.interpret.atoms import Value
from adlint.interpret.containers import content
from adlint.interpret.described import External
from adlint.interpret.dispatch import asked, call_method, parted
from adlint.interpret.frame import Frame
from adlint.interpret.lookup import lookup
from adlint.interpret.spaces import Object

DEPTH = 3  # tuples in tuples
_HASHED = frozenset({"dict", "set"})


def is_hashed(container: object) -> bool:
    """Whether a container finds what it holds by hash."""
    return isinstance(container, Object) and container.kind in _HASHED


def ask_hash(f: Frame, at: int, key: Value, *, equal: bool = False, depth: int = DEPTH) -> None:
    """Ask a key for its hash, and, where it is looked up, whether it is `equal` to one that is there."""
    together, others = parted(f, [atom for atom in asked(key) if isinstance(atom, Object)], "__hash__")
    if together:
        call_method(f, at, tuple(together), "__hash__")
        if equal:
            call_method(f, at, tuple(together), "__eq__", tuple(together))
    for atom in others:
        if atom.kind == "instance":
            is_asked = call_method(f, at, atom, "__hash__") is not None
            if equal and (is_asked or _is_by_value(f, atom)):
                call_method(f, at, atom, "__eq__", atom)
        elif atom.kind == "tuple" and depth:
            for item in content(f, atom).values():
                ask_hash(f, at, item, equal=equal, depth=depth - 1)


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
