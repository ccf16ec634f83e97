"""Tensors whose numbers are known: written down in the program, or made of those that are.

What made such a tensor is remembered, and gone through in Python's own numbers when the program asks for one of them.
Two that were made in the same way are equal whatever their sizes are.
"""

from __future__ import annotations

from math import isnan, prod
from typing import TypeVar

from msgspec import Struct

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import External, Ref, Slice, Value
from adlint.frameworks.torch.numbers import RULES, Numbers, rounded
from adlint.shapes.dims import Shape
from adlint.symbolic import Polynomial
from adlint.trace import Array

T = TypeVar("T")
SETTING = "torch.constants"  # the setting that holds what made them
MOST = 1 << 16  # elements of a tensor that is gone through
DEEPEST = 60  # operations within operations
_OPERATORS = {
    "+": "add", "-": "sub", "*": "mul", "/": "div", "//": "floor_divide", "%": "remainder", "**": "pow", "==": "eq",
    "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "&": "bitwise_and", "|": "bitwise_or", "~": "logical_not",
}  # fmt: skip
_OF_NO_ACCOUNT = frozenset("dtype device requires_grad layout pin_memory memory_format non_blocking copy".split())


class Made(Struct, frozen=True):
    """What made a constant, of numbers, texts and other constants; and how many operations deep that goes."""

    name: str
    shape: Shape
    dtype: str
    operands: tuple[object, ...]
    keywords: tuple[tuple[str, object], ...]
    depth: int


class _Open(Exception):  # noqa: N818 -- a signal, not an error
    """Something is not known."""


Seen = tuple[str, tuple[object, ...], tuple[tuple[str, object], ...]]


def seen(m: Machine, name: str, given: Given) -> Seen | None:
    """A function, and what it is given, if all of that is known; what is written in place has to be a constant that was
    made on the same path: where branches or turns lie between, others see the tensor as it was.
    """
    name = _OPERATORS.get(name, name)
    is_inplace, plain = name.endswith("_"), name.removesuffix("_")
    is_known = plain in RULES or f"{plain}.0" in RULES
    if not is_known or (is_inplace and not _is_of_this_path(m, given.at(0, "input"))):
        return None
    try:
        operands = tuple(_frozen(m, one) for one in given.positional)
        return plain, operands, tuple((key, _frozen(m, one)) for key, one in given.keywords.items())
    except _Open:
        return None


def follow(m: Machine, seen: Seen | None, result: Value) -> None:
    """A function gave a tensor, or several: if all that they are made of is known, so are they."""
    if seen is not None and isinstance(result, tuple):
        for place, one in enumerate(result):
            follow(m, (f"{seen[0]}.{place}", *seen[1:]), one)
    elif seen is not None and isinstance(result, Array) and result.framework == "torch" and seen[0] in RULES:
        _remember(m, seen, result)


def _remember(m: Machine, seen: Seen, result: Array) -> None:
    name, operands, keywords = seen
    depth = 1 + max((one.depth for one in _constants((*operands, *(one for _, one in keywords)))), default=0)
    if depth <= DEEPEST:
        made = Made(name, result.shape, result.dtype, operands, keywords, depth)
        _known(m).setdefault(result.buffer, {})[result.number] = (m.store.epoch, made)


def _is_of_this_path(m: Machine, array: Value) -> bool:
    found = _known(m).get(array.buffer, {}).get(array.number) if isinstance(array, Array) else None
    return found is not None and found[0] == m.store.epoch


def forget(m: Machine, array: Array) -> None:
    """A tensor is written over: what shares its memory is no constant any more."""
    _known(m).pop(array.buffer, None)


def numbers(m: Machine, array: Array) -> Numbers | None:
    """The numbers in a tensor; None if they are not known."""
    made = _made(m, array)
    try:
        return None if made is None else _evaluated(made)
    except (_Open, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return None


def number(m: Machine, array: Array) -> bool | int | float | None:
    """The number in a tensor of one element; None if it is not known."""
    found = numbers(m, array)
    return None if found is None or len(found.flat) != 1 else found.flat[0]


def _made(m: Machine, array: Array) -> Made | None:
    """What made a tensor, if that is known. In a loop that is gone through at once, what was made before it may have
    been written over in the turn before.
    """
    found = _known(m).get(array.buffer, {}).get(array.number)
    return None if found is None or array.number <= m.outside else found[1]


def _known(m: Machine) -> dict[int, dict[int, tuple[int, Made]]]:
    """What made constants, by their memories and numbers, and in which state of the store."""
    found: object = m.settings.setdefault(SETTING, {})  # type: ignore[call-overload]
    assert isinstance(found, dict)
    return found


def _frozen(m: Machine, value: Value) -> object:
    match value:
        case bool() | int() | str() | None | External() | Polynomial():
            return value
        case float() if not isnan(value):
            return value
        case Slice():
            return slice(*(_frozen(m, one) for one in (value.start, value.stop, value.step)))
        case tuple():
            return tuple(_frozen(m, one) for one in value)
        case Array():
            return _or_open(_made(m, value))
        case Ref() if m.store[value].kind == "list":
            return tuple(_frozen(m, one) for one in _or_open(items(m, value)))
        case _:
            raise _Open


def _or_open(found: T | None) -> T:
    if found is None:
        raise _Open
    return found


def _constants(operands: tuple[object, ...]) -> list[Made]:
    inner = [one for one in operands if isinstance(one, Made)]
    return inner + [found for one in operands if isinstance(one, tuple) for found in _constants(one)]


def _evaluated(made: Made) -> Numbers:
    """The numbers of a constant. _Open, or what a rule raises, where they are not known."""
    if made.name in ("all", "any") and len(made.operands) == 1 and _is_sure(made.operands[0]):
        return Numbers((), (True,))
    shape = tuple(one for one in made.shape if isinstance(one, int))
    size = prod(shape)
    if len(shape) < len(made.shape) or size > MOST:
        raise _Open
    keywords = {key: _of(one) for key, one in made.keywords if key not in _OF_NO_ACCOUNT}
    flat = RULES[made.name](shape, [_of(one) for one in made.operands], keywords)
    found = tuple(rounded(one, made.dtype) for one in flat)
    if len(found) != size:
        raise _Open
    return Numbers(shape, found)


def _is_sure(operand: object) -> bool:
    """Whether two constants are compared that were made in the same way, whatever sizes they have."""
    return isinstance(operand, Made) and operand.name == "eq" and len(set(operand.operands)) == 1


def _of(operand: object) -> object:
    if isinstance(operand, tuple):
        return tuple(map(_of, operand))
    return _evaluated(operand) if isinstance(operand, Made) else operand
