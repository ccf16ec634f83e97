"""Elements of small arrays that are known: what libraries reckon with shapes, axes, offsets and tables of numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import accumulate

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.containers import plain_slice
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import Number as Unsettled
from adlint.evaluate.values import Ref, Slice, Value
from adlint.shapes.dims import Dim, dim
from adlint.symbolic import Polynomial
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
    """Keep the elements of a result with at most one axis, where those of the arguments are known."""
    found: Sequence[Value] | None = None
    first = given.positional[0] if given.positional else None
    if name in _REDUCTIONS and given.at(1, "axis") == 0 and len(given.values) == 2:
        rows = [_row(m, one) for one in _listed(m, first) or ()]
        if rows and all(row and len(row) == len(rows[0] or ()) for row in rows):
            found = [_REDUCTIONS[name](column) for column in zip(*(row for row in rows if row), strict=True)]
    elif name == "delete" and len(given.values) == 2:
        row, place = _row(m, first), given.positional[1]
        if row and isinstance(place, int) and -len(row) <= place < len(row):
            found = [one for n, one in enumerate(row) if n != place % len(row)]
    elif name == "cumsum" and len(given.values) == 1:
        found = _added_up(_listed(m, first))
    elif name in ("array", "asarray") and _is_in_library(m):
        _keep(m, result, [first] if isinstance(first, int | float) else _row(m, first))
    elif name == "all" and isinstance(first, Array) and len(given.values) == 1:
        held = _known(m, first)
        _keep(m, result, None if held is None else [all(held)])
    if found is not None and isinstance(result, Array):
        m.settings[f"numpy.numbers:{result.number}"] = tuple(found)


def _added_up(sizes: Sequence[Value] | None) -> list[Value] | None:
    """The sums of the first ones: the places where pieces of these sizes end."""
    known: list[Dim] = [one for one in sizes or () if isinstance(one, int | Polynomial)]
    if not sizes or len(known) < len(sizes):
        return None
    return [*accumulate(known, lambda a, b: dim(a + b))]


def take(m: Machine, array: Array, index: Value, result: Value) -> None:
    """Keep the elements of a part of an array that is known."""
    held = _known(m, array)
    if held is not None and isinstance(index, int) and -len(held) <= index < len(held):
        _keep(m, result, [held[index]])
    part = plain_slice(index) if isinstance(index, Slice) else None
    if held is not None and part is not None:
        _keep(m, result, held[part])


def compare(m: Machine, operator: str, pair: Sequence[Value], result: Value) -> None:
    """Keep which elements of arrays that are known are equal to those of another, or to a number."""
    right = pair[1]
    a, b = (_known(m, one) if isinstance(one, Array) else None for one in pair)
    if operator != "==" or a is None:
        return
    if isinstance(right, int | float):
        _keep(m, result, [one == right for one in a])
    elif b is not None and len(a) == len(b):
        _keep(m, result, [one == other for one, other in zip(a, b, strict=True)])


def element(m: Machine, array: Array, index: Value) -> Value:
    """An element of what was reckoned from numbers, as a number; None of all other arrays."""
    held = m.settings.get(f"numpy.numbers:{array.number}")
    if is_written(m, array) or not isinstance(held, tuple) or not isinstance(index, int):
        return None
    return held[index] if -len(held) <= index < len(held) else None


def only(m: Machine, array: Array) -> Value:
    """The element of an array without dimensions, if it is known; else None."""
    held = _known(m, array)
    return held[0] if held is not None and array.shape == () else None


def box(m: Machine, value: Value) -> Value:
    """A float that NumPy gives for numbers: an object of its own, which may be held. All else as it is."""
    if not isinstance(value, float) and not (isinstance(value, Unsettled) and value.kind == "float"):
        return value
    array = m.array((), "f64", "numpy")
    m.settings[f"numpy.float:{array.number}"] = value
    return array


def unboxed(m: Machine, value: Value) -> Value:
    """The number in what NumPy gave for numbers; all else as it is."""
    found = m.settings.get(f"numpy.float:{value.number}") if isinstance(value, Array) else None
    return value if found is None else found


def forget(m: Machine, array: Array) -> None:
    """The memory of an array is written to: nothing that lies there is known any more."""
    m.settings[f"numpy.written:{array.buffer}"] = True


def is_written(m: Machine, array: Array) -> bool:
    """Whether the memory of an array was ever written to."""
    return m.settings.get(f"numpy.written:{array.buffer}") is True


def _keep(m: Machine, result: Value, found: Sequence[Value] | None) -> None:
    if found is not None and isinstance(result, Array):
        m.settings[f"numpy.elements:{result.number}"] = tuple(found)


def _known(m: Machine, array: Array) -> tuple[Value, ...] | None:
    held = m.settings.get(f"numpy.elements:{array.number}")
    return held if isinstance(held, tuple) and not is_written(m, array) else None


def _is_in_library(m: Machine) -> bool:
    """Whether an installed module asks: arrays of the program itself are what it computes with."""
    return bool(m.stack) and m.stack[-1].module not in m.program.modules


def _listed(m: Machine, value: Value) -> list[Value] | None:
    is_listed = isinstance(value, tuple) or (isinstance(value, Ref) and m.store[value].kind == "list")
    return items(m, value) if is_listed else None


def _row(m: Machine, value: Value) -> list[Number] | None:
    """Numbers in a tuple or list; None if it holds anything else."""
    held = _listed(m, value)
    numbers = [one for one in held or () if isinstance(one, int | float) and not isinstance(one, bool)]
    return numbers if held is not None and len(numbers) == len(held) else None
