"""What is passed to functions of arrays: shapes, axes, indices and dtypes, read from values."""

from __future__ import annotations

from collections.abc import Sequence

from adlint.evaluate.errors import Raised
from adlint.evaluate.machine import Machine
from adlint.evaluate.operation.containers import length
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import External, Many, Number, Ref, Slice, Unknown, Value, is_integer
from adlint.shapes.dims import Dim, Shape
from adlint.shapes.dtypes import short
from adlint.shapes.indexing import Cut, Gather, Item
from adlint.symbolic import Polynomial
from adlint.trace import Array


def shape_from(m: Machine, value: Value) -> Shape | None:
    """The shape that an argument names: an integer, or several; None if it is not known."""
    if is_integer(value):
        return (value,)  # type: ignore[return-value]
    held = items(m, value) if isinstance(value, tuple | Ref) else None
    if held is None or any(isinstance(one, Many) for one in held):
        return None
    return tuple(size_from(m, one) for one in held)


def size_from(m: Machine, value: Value) -> Dim:
    """A size; a fresh one if it is not known."""
    if isinstance(value, int | Polynomial):
        return value
    return m.fresh("a size that depends on data", 0)


def axes_from(m: Machine, value: Value) -> object:
    """An `axis` argument as plain integers."""
    if isinstance(value, Ref):
        return tuple(items(m, value) or ())
    return value


def dtype_from(m: Machine, value: Value, default: str) -> str:
    """The dtype that an argument names: as a class of a library or of Python, or as a text."""
    match value:
        case None:
            return default
        case str():
            return short(value.lstrip("<>=|")) or default
        case External():
            return short(value.path.rpartition(".")[2]) or default
        case Array():
            return value.dtype
        case _:
            return default


def numbers_of(value: Value) -> str | None:
    """The kind of a Python number: `b`, `i`, `f` or `c`; None of anything else."""
    match value:
        case bool():
            return "b"
        case int() | Polynomial():
            return "i"
        case float():
            return "f"
        case complex():
            return "c"
        case Number():
            return value.kind[0]
        case _:
            return None


def index_items(m: Machine, index: Value) -> list[Item]:
    """An index, item by item: integers, slices, arrays, lists, `None` and `...`."""
    several = index if isinstance(index, tuple) else (index,)
    return [_item(m, one) for one in several]


def arrays_of(index: Value) -> tuple[Array, ...]:
    """The arrays in an index, those that are ends of slices too."""
    several: Sequence[Value] = index if isinstance(index, tuple) else (index,)
    found: list[Array] = []
    for one in several:
        parts = (one.start, one.stop, one.step) if isinstance(one, Slice) else (one,)
        found += [part for part in parts if isinstance(part, Array)]
    return tuple(found)


def _item(m: Machine, value: Value) -> Item:
    match value:
        case None:
            return None
        case External() if value.path.endswith(".newaxis"):
            return None
        case bool():
            return Gather((), is_mask=True)
        case int() | Polynomial():
            return value
        case Slice():
            return _cut(value)
        case Array():
            return Gather(value.shape, is_mask=value.dtype == "bool") if value.shape else _of_data(m, value)
        case Ref():
            return Gather((_count(m, value),), is_mask=_is_mask(m, value))
        case Unknown() | Number():
            return m.fresh("an index that depends on data")
        case _ if value is ...:
            return ...
        case _:
            raise Raised("IndexError", "only integers, slices, arrays and lists are indices")


def _of_data(m: Machine, value: Array) -> Item:
    return m.fresh("an index that depends on data")


def _count(m: Machine, value: Ref) -> Dim:
    found = length(m, value)
    return found if isinstance(found, int | Polynomial) else m.fresh("the length of an index")


def _is_mask(m: Machine, value: Ref) -> bool:
    held = m.store[value].items
    return bool(held) and all(isinstance(one, bool) for one in held)


def _cut(value: Slice) -> Cut:
    ends = (value.start, value.stop)
    step = 1 if value.step is None else value.step
    known = all(one is None or is_integer(one) for one in ends) and isinstance(step, int)
    if not known:
        return Cut(None, None, 1, is_known=False)
    return Cut(value.start, value.stop, step)  # type: ignore[arg-type]
