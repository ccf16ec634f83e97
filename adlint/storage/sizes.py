"""Integers of which something is known: literals, sizes of arrays, arguments, indices of loops."""

from __future__ import annotations

from adlint.storage.run import Run
from adlint.storage.values import Entry, Number, Ref, Value
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


def calculated(_run: Run, operator: str, left: Value, right: Value) -> Value | None:
    """The sum, difference, product or quotient of two such integers; None if it is not one."""
    a, b = size_of(left), size_of(right)
    if a is None or b is None:
        return None
    match operator.removesuffix("="):
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
