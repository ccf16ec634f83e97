"""Subscripts: which elements of an array an index means."""

from __future__ import annotations

from adlint.sections import Subscript
from adlint.sections import Unknown as Unspecified
from adlint.storage.location.sizes import size_of
from adlint.storage.run import is_number
from adlint.storage.things.values import MANY, NONE, Number, Slice, Tuple, Value, literal
from adlint.symbolic import Bounds, Polynomial, at_least, constant


def is_slicing(index: Value) -> bool:
    """Whether an index surely is a slice."""
    return len(index) == 1 and isinstance(index[0], Slice)


def takes_one(index: Value) -> bool:
    """Whether an index is a slice that takes one item at most, which is told as that item is."""
    if len(index) != 1 or not isinstance(index[0], Slice):
        return False
    first, last, *_ = index[0].bounds
    lo, hi = constant(0) if first == NONE else size_of(first), size_of(last)
    return lo is not None and hi is not None and (hi - lo).number == 1


def gives_view(index: Value) -> bool:
    """Whether an index of an array surely gives a view of it: slices among numbers, and nothing that gathers."""
    if len(index) != 1 or not isinstance(index[0], Tuple):
        return is_slicing(index)
    return any(map(_is_slice, index[0].items)) and not may_gather(index)


def takes_elements(index: Value) -> bool:
    """Whether an index surely is no name: of a data set in a file it gives an array, which was read."""
    first, known = index[0] if len(index) == 1 else None, literal(index)
    if known is not None:
        return not isinstance(known.value, str)
    return isinstance(first, Slice | Tuple) or size_of(index) is not None


def axes_taken(index: Value) -> int:
    """How many axes an index of numbers and slices goes along at most; of another, as many as there may be."""
    if may_gather(index):
        return MANY
    return len(index[0].items) if len(index) == 1 and isinstance(index[0], Tuple) else 1


def may_gather(index: Value) -> bool:
    """Whether an index may be an array or a list: then it copies items, now."""
    parts = index[0].items if len(index) == 1 and isinstance(index[0], Tuple) else (index,)
    return not all(_is_slice(part) or is_number(part) for part in parts)


def counts_forward(index: Value, bounds: Bounds) -> bool:
    """Whether an index surely is an integer that is not counted from the end."""
    size = size_of(index)
    return size is not None and at_least(size, 0, bounds) is True


def _is_slice(part: Value) -> bool:
    """Whether a part of an index keeps an axis, or makes one."""
    known = literal(part)
    return is_slicing(part) or (known is not None and (known.value is None or known.value is ...))


def step(index: Value) -> str | None:
    """The step to the item under a literal key; an ellipsis is none."""
    known = literal(index)
    return None if known is None or known.value is ... else f"[{known.text}]"


def key_step(index: Value) -> str | None:
    """The step to the item under a text; other literals (`...`, `None`, `True`, numbers) may mean parts of an array."""
    known = literal(index)
    return step(index) if known is not None and isinstance(known.value, str) else None


def subscript(index: Value) -> tuple[Subscript, ...]:
    """The parts of an index, one for each axis."""
    first = index[0] if len(index) == 1 else None
    return _parts(first.items) if isinstance(first, Tuple) else _parts((index,))


def _parts(values: tuple[Value, ...]) -> tuple[Subscript, ...]:
    """An ellipsis stands for axes of which it is not known how many there are: behind it, the last ones are meant."""
    found = tuple(map(_part, values))
    at = found.index(...) if ... in found else None
    if at is None or at == len(found) - 1:
        return found[:at]
    if at == 0:
        return found
    return (*found[:at], Unspecified("what an ellipsis leaves out"))


def _part(value: Value) -> Subscript:
    first = value[0] if len(value) == 1 else None
    if isinstance(first, Slice):
        ends = [_end(bound) for bound in first.bounds]
        return slice(*ends)
    if value == NONE:
        return None
    if isinstance(first, Number) and first.known is not None and first.known.value is ...:
        return ...
    return size_of(value) or Unspecified("an index of which nothing is known")


def _end(value: Value) -> Polynomial | Unspecified | None:
    if value == NONE:
        return None
    return size_of(value) or Unspecified("an end of which nothing is known")
