"""Integers of which something is known: literals, sizes of arrays, arguments, indices of loops."""

from __future__ import annotations

import operator

from adlint.ir import Const
from adlint.storage.values import TEXTS, Entry, Number, Ref, Value, literal
from adlint.symbolic import Polynomial, constant, floordiv, symbol


def size_of(value: Value) -> Polynomial | None:
    """The integer that a value is; None if nothing is known of it."""
    if len(value) != 1:
        return None
    match value[0]:
        case Number(known) if known is not None:
            number = known.value
            return constant(number) if isinstance(number, int) and not isinstance(number, bool) else None
        case Number(_, size):
            return size
        case Ref(Entry(place, "number"), None):
            return symbol(place.text, "an argument")
        case _:
            return None


_COMPARE = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def compared_literals(name: str, left: Value, right: Value) -> Value | None:
    """What comparing two numbers that are written out gives; None if it is something else."""
    a, b = literal(left), literal(right)
    compare = _COMPARE.get(name)
    if compare is None or a is None or b is None:
        return None
    if not isinstance(a.value, int | float) or not isinstance(b.value, int | float):
        return None
    found = bool(compare(a.value, b.value))
    return (Number(Const(str(found), found)),)


def texts(value: Value) -> list[str]:
    """The texts of which a value is one; none if it may be another."""
    found = [atom.known.value for atom in value if isinstance(atom, Number) and atom.known is not None]
    known = [text for text in found if isinstance(text, str)]
    return known if len(known) == len(value) else []


def _put_together(left: Value, right: Value) -> Value | None:
    several = dict.fromkeys(a + b for a in texts(left) for b in texts(right))
    return tuple([Number(Const(repr(text), text)) for text in several]) if 0 < len(several) <= TEXTS else None


def calculated(name: str, left: Value, right: Value) -> Value | None:
    """The sum, difference, product or quotient of two such integers, or two texts as one; None if it is neither."""
    a, b = size_of(left), size_of(right)
    if a is None or b is None:
        return _put_together(left, right) if name in ("+", "+=") else None
    match name.removesuffix("="):
        case "+":
            found = a + b
        case "-":
            found = a - b
        case "*":
            found = a * b
        case "//" if b.number:
            found = floordiv(a, b)
        case _:
            return None
    return (Number(None, found),)
