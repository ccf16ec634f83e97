"""Types in annotations, before it is known what they stand for."""

from __future__ import annotations

from adlint import ir
from adlint.interpret.atoms import UNBOUND, Alias, Class, Value
from adlint.interpret.described import External
from adlint.ir import Const

_BUILTIN = frozenset(f"builtins.{t}" for t in "int float str bytes bool complex list dict set tuple type".split())


def is_type(value: Value) -> bool:
    """Whether a value is a type: `a | b` of types is one of them."""
    if value.__class__ is Class or value.__class__ is Alias:
        return True
    return isinstance(value, External) and (
        value.path in _BUILTIN or value.path.rpartition(".")[2][:1].isupper()
    )


def named(value: Value, operand: ir.Item) -> Value:
    """A name that is not bound yet stands for itself: annotations may name what is defined further down."""
    return Const(repr(operand), operand) if value is UNBOUND and isinstance(operand, str) else value
