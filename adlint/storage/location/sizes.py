"""Integers of which something is known: literals, sizes of arrays, arguments, indices of loops."""

from __future__ import annotations

import operator
from math import ceil, floor, isfinite

from adlint.ir import Const
from adlint.storage.things.values import TEXTS, Entry, Number, Ref, Value, literal
from adlint.symbolic import Between, Bounds, Polynomial, at_least, constant, floordiv, polynomial, symbol, symbols_of


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


_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def compared_numbers(name: str, left: Value, right: Value, bounds: Bounds) -> Value | None:
    """What comparing two numbers gives that are written out, of which one may be told by the indices of loops; None if
    it is something else, or not the same in all turns.
    """
    a, b = _written_out(left), _written_out(right)
    if name not in _COMPARE or a is b is None:
        return None
    if a is not None and b is not None:
        found: bool | None = bool(_COMPARE[name](a, b))
    elif a is not None:
        found = _compared_index(_TURNED[name], right, a, bounds)
    else:
        found = _compared_index(name, left, b or 0, bounds)
    return None if found is None else (Number(Const(str(found), found)),)


def _written_out(value: Value) -> int | float | None:
    known = literal(value)
    return known.value if known is not None and isinstance(known.value, int | float) else None


def _compared_index(name: str, value: Value, number: float, bounds: Bounds) -> bool | None:
    """Whether a comparison of an integer with a number holds in all turns of loops, or in none."""
    size = value[0].size if len(value) == 1 and isinstance(value[0], Number) else None
    if size is None or not isfinite(number) or not symbols_of(size) <= _told(bounds):
        return None
    reaches, passes = at_least(size, ceil(number), bounds), at_least(size, floor(number) + 1, bounds)
    match name:
        case ">=" | "<":
            return reaches if reaches is None else reaches == (name == ">=")
        case ">" | "<=":
            return passes if passes is None else passes == (name == ">")
        case _:
            return name == "!=" if passes or reaches is False else None


def _told(bounds: Bounds) -> frozenset[object]:
    """The indices of loops of which both ends are written out."""
    loops = [one for one in bounds.values() if isinstance(one, Between)]
    return frozenset(
        one.index.lone_atom for one in loops if None not in (polynomial(one.least).number, polynomial(one.most).number)
    )


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
