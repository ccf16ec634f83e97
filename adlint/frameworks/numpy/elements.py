"""Results that are known, of arguments that are numbers: what libraries reckon with shapes, axes and offsets."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from adlint.evaluate.iteration import items
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Ref, Value
from adlint.trace import Array

Number = int | float
_REDUCTIONS: dict[str, Callable[[Sequence[Number]], Number]] = {
    "sum": sum, "prod": math.prod, "max": max, "min": min, "mean": lambda row: sum(row) / len(row),
}  # fmt: skip


def number(m: Machine, name: str, given: Given) -> int | None:
    """A reduction of integers, such as a shape, to one; None of all else."""
    row = _row(m, given.positional[0]) if len(given.values) == 1 and given.positional else None
    if name not in _REDUCTIONS or not row or name == "mean" or not all(isinstance(one, int) for one in row):
        return None
    return int(_REDUCTIONS[name](row))


def remember(m: Machine, name: str, given: Given, result: Value) -> None:
    """Keep the elements of a result with at most one axis, where the arguments are numbers of the program."""
    found: Sequence[Value] | None = None
    if name in _REDUCTIONS and given.at(1, "axis") == 0 and len(given.values) == 2:
        rows = [_row(m, one) for one in _listed(m, given.positional[0]) or ()]
        if rows and all(row and len(row) == len(rows[0] or ()) for row in rows):
            found = [_REDUCTIONS[name](column) for column in zip(*(row for row in rows if row), strict=True)]
    elif name == "delete" and len(given.values) == 2:
        row, place = _row(m, given.positional[0]), given.positional[1]
        if row and isinstance(place, int) and -len(row) <= place < len(row):
            found = [one for n, one in enumerate(row) if n != place % len(row)]
    elif name in ("array", "asarray") and given.positional and type(given.positional[0]) is int:
        found = given.positional[:1]
    if found is not None and isinstance(result, Array):
        m.settings[_key(result)] = tuple(found)


def element(m: Machine, array: Array, index: Value) -> Value:
    """An element that is known; None if it is not."""
    held = m.settings.get(_key(array))
    if not isinstance(held, tuple) or not isinstance(index, int) or not -len(held) <= index < len(held):
        return None
    found: Value = held[index]
    return found


def only(m: Machine, array: Array) -> Value:
    """The element of an array without dimensions, if it is known; else None."""
    return element(m, array, 0) if array.shape == () else None


def forget(m: Machine, array: Array) -> None:
    """An array is written to."""
    m.settings.pop(_key(array), None)


def _key(array: Array) -> str:
    return f"numpy.elements:{array.buffer}"


def _listed(m: Machine, value: Value) -> list[Value] | None:
    is_listed = isinstance(value, tuple) or (isinstance(value, Ref) and m.store[value].kind == "list")
    return items(m, value) if is_listed else None


def _row(m: Machine, value: Value) -> list[Number] | None:
    """Numbers in a tuple or list; None if it holds anything else."""
    held = _listed(m, value)
    numbers = [one for one in held or () if isinstance(one, int | float) and not isinstance(one, bool)]
    return numbers if held is not None and len(numbers) == len(held) else None
