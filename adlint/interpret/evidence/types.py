"""Types in annotations, before it is known what they stand for."""

from __future__ import annotations

from adlint import ir
from adlint.interpret.memory.atoms import UNBOUND, Alias, Class, Value, atoms
from adlint.interpret.views.described import External
from adlint.ir import Const

_BUILTIN = frozenset(f"builtins.{t}" for t in "int float str bytes bool complex list dict set tuple type".split())


def is_type(value: Value) -> bool:
    """Whether a value is a type: `a | b` of types is one of them."""
    if value.__class__ is Class or value.__class__ is Alias:
        return True
    return isinstance(value, External) and (
        value.path in _BUILTIN or value.path.rpartition(".")[2][:1].isupper()
    )


OTHER = "*"  # the name of the members of a library's module that nobody names


def is_one(left: str, right: str) -> bool | None:
    """Whether two paths in libraries mean the same thing; None if they may."""
    (above, _, one), (over, _, other) = left.rpartition("."), right.rpartition(".")
    if left == right:
        return None if one == OTHER else True
    if OTHER in (one, other):
        return False
    return False if above == over and not one.startswith("__") and not other.startswith("__") else None


def member_named(value: Value, name: str) -> Value:
    """What was bound under a name that was computed, for one name: of a library's members the one of that name."""
    found = [
        External(f"{atom.path[:-1]}{name}") if isinstance(atom, External) and atom.path.endswith(OTHER) else atom
        for atom in atoms(value)
    ]
    return tuple(dict.fromkeys(found)) if len(found) > 1 else found[0]


def named(value: Value, operand: ir.Item) -> Value:
    """A name that is not bound yet stands for itself: annotations may name what is defined further down."""
    return Const(repr(operand), operand) if value is UNBOUND and isinstance(operand, str) else value
