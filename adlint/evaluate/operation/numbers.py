"""Python's arithmetic: on numbers and texts as they are, on symbolic sizes, and on numbers that are not known."""

from __future__ import annotations

import operator as op
from collections.abc import Callable
from typing import Any

from adlint.evaluate.errors import Raised
from adlint.evaluate.machine import Machine
from adlint.evaluate.values import PLAIN, Number, Unknown, Value
from adlint.shapes.dims import Dim, dim
from adlint.symbolic import Polynomial, equal, floordiv, modulo, polynomial, symbols_of

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": op.add, "-": op.sub, "*": op.mul, "/": op.truediv, "//": op.floordiv, "%": op.mod, "**": op.pow,
    "<<": op.lshift, ">>": op.rshift, "&": op.and_, "|": op.or_, "^": op.xor,
    "<": op.lt, "<=": op.le, ">": op.gt, ">=": op.ge, "==": op.eq, "!=": op.ne,
}  # fmt: skip
UNARY: dict[str, Callable[[Any], Any]] = {"-": op.neg, "+": op.pos, "~": op.invert}
_RANKS = ("bool", "int", "float", "complex")
BY_SIZE = Number("bool", by_size=True)
_LARGEST = 1 << 20  # bits of an integer, characters of a text


def is_number(value: object) -> bool:
    """Whether a value is a Python number, known or not."""
    return isinstance(value, int | float | complex | Polynomial | Number)


def arithmetic(m: Machine, operator: str, left: Value, right: Value) -> Value:
    """`left operator right` of numbers, texts, and tuples. Raised where Python would raise."""
    if isinstance(left, (*PLAIN, tuple)) and isinstance(right, (*PLAIN, tuple)):
        return _plain(operator, left, right)
    if isinstance(left, int | Polynomial) and isinstance(right, int | Polynomial):
        return _sizes(m, operator, left, right)
    if operator in ("<", "<=", ">", ">=", "==", "!="):
        return Number("bool")
    kind = max(_kind(left), _kind(right), key=_RANKS.index)
    if operator == "/" or (operator == "**" and kind == "int"):
        kind = "complex" if kind == "complex" else "float"
    if kind in ("int", "bool"):
        return m.fresh("an integer that depends on data")
    return Number(kind)


def negate(m: Machine, operator: str, value: Value) -> Value:
    """`-value`, `+value`, `~value` of a number."""
    if isinstance(value, PLAIN):
        return _guarded(UNARY[operator], value)
    if isinstance(value, Polynomial):
        return dim(-value) if operator == "-" else value if operator == "+" else dim(-value - 1)
    assert isinstance(value, Number)
    return value if value.kind != "bool" else m.fresh("an integer that depends on data")


def _kind(value: Value) -> str:
    if isinstance(value, Number):
        return value.kind
    return "int" if isinstance(value, Polynomial) else type(value).__name__


def _plain(operator: str, left: Any, right: Any) -> Value:
    if operator == "**" and isinstance(left, int) and isinstance(right, int) and left.bit_length() * right > _LARGEST:
        return Unknown("a very large integer")
    if operator == "<<" and isinstance(right, int) and right > _LARGEST:
        return Unknown("a very large integer")
    if operator == "*" and _repeats_too_often(left, right):
        return Unknown("a very long sequence")
    return _guarded(OPERATORS[operator], left, right)


def _repeats_too_often(left: Any, right: Any) -> bool:
    for text, times in ((left, right), (right, left)):
        if isinstance(text, str | bytes | tuple) and isinstance(times, int):
            return len(text) * times > _LARGEST
    return False


def _guarded(function: Callable[..., Any], *given: Any) -> Value:
    try:
        result: Value = function(*given)
    except (ArithmeticError, TypeError, ValueError) as error:
        raise Raised(type(error).__name__, str(error)) from error
    return result


def _sizes(m: Machine, operator: str, left: Any, right: Any) -> Value:
    match operator:
        case "+":
            return dim(left + right)
        case "-":
            return dim(left - right)
        case "*":
            return dim(left * right)
        case "//" | "%" if right == 0:
            raise Raised("ZeroDivisionError", "integer division or modulo by zero")
        case "//":
            return dim(floordiv(left, right))
        case "%":
            return dim(modulo(left, right))
        case "**" if isinstance(right, int) and 0 <= right <= 12:
            return dim(left**right)
        case "==" | "!=":
            same = equal(left, right, m.sizes.bounds)
            if same is None and 1 in (left, right) and _is_wide(m, left if right == 1 else right):
                return operator == "!="
            return _open(m, polynomial(left) - right, 0, 1) if same is None else same == (operator == "==")
        case "<" | "<=" | ">" | ">=":
            return _compared(m, operator, left, right)
        case "/":
            return Number("float")
        case _:
            return m.fresh(f"`{operator}` of symbolic sizes")


def _compared(m: Machine, operator: str, left: Any, right: Any) -> Value:
    match operator:
        case ">=":
            gap = polynomial(left) - right
        case "<=":
            gap = polynomial(right) - left
        case ">":
            gap = polynomial(left) - right - 1
        case _:
            gap = polynomial(right) - left - 1
    found = m.sizes.at_least(gap, 0)
    return _open(m, gap, 0) if found is None else found


def _is_wide(m: Machine, size: Dim) -> bool:
    """Whether a size is taken for more than 1. Libraries ask for sizes of 1, along which they broadcast or squeeze;
    what the program itself asks is left open.
    """
    value = polynomial(size)
    if m.own_site() is not None or any(one.reason for one in symbols_of(value)) or not m.sizes.at_least(value, 1):
        return False
    m.sizes.assume(value - 2)
    return True


def _open(m: Machine, gap: Polynomial, *ends: int) -> Value:
    """A comparison is left open: it depends on whether a difference of sizes is at least each of the ends. Where sizes
    are the same in all turns of loops, no turn tells more.
    """
    m.opened += [gap - one for one in ends]
    is_steady = all(not one.reason or one.key in m.sizes.steady for one in symbols_of(gap))
    return Number("bool") if is_steady else BY_SIZE
