"""Arrays from what is not one, and the operations that give arrays."""

from __future__ import annotations

from adlint.evaluate.iteration import items
from adlint.evaluate.machine import Machine
from adlint.evaluate.values import Many, Number, Ref, Unknown, Value
from adlint.frameworks.arguments import numbers_of
from adlint.shapes.dims import Dim, Shape, dim
from adlint.shapes.promotion import with_numbers
from adlint.symbolic import Polynomial
from adlint.trace import Array, Operand, Repeated

ORDER = "bifc"


def dtype_of(values: tuple[Value, ...]) -> str:
    """The dtype of an operation on arrays and numbers."""
    arrays = [one.dtype for one in values if isinstance(one, Array)]
    numbers = [found for one in values if (found := numbers_of(one)) is not None]
    return with_numbers(arrays, numbers)


def operand(value: Value) -> Operand:
    """A value as the operand of an operation."""
    return value if isinstance(value, Array | bool | int | float | complex) else None


def shape_of(value: Value) -> Shape:
    """The shape of an array; that of a number is ()."""
    return value.shape if isinstance(value, Array) else ()


def as_array(m: Machine, value: Value, framework: str = "numpy") -> Array | Unknown:
    """An array, made of a number or of nested sequences if it is none yet: `np.asarray`."""
    if isinstance(value, Array):
        return value
    if isinstance(value, Unknown):
        return value
    kind = numbers_of(value)
    if kind is not None:
        return m.array((), {"b": "bool", "i": "i64", "f": "f64", "c": "c128"}[kind], framework)
    held = items(m, value) if isinstance(value, tuple | Ref) else None
    if held is None:
        return m.say_unknown("an array is made of something that is not known", (value,))
    return stacked(m, held, framework)


def stacked(m: Machine, held: list[Value], framework: str) -> Array | Unknown:
    """Arrays of equal shape behind each other along a new first axis."""
    several = [one.value if isinstance(one, Many) else one for one in held]
    parts = [as_array(m, one, framework) for one in several]
    count: Dim = 0
    for one in held:
        count = dim(count + (one.times if isinstance(one, Many) else 1))
    unknown = next((one for one in parts if isinstance(one, Unknown)), None)
    if unknown is not None:
        return unknown
    inner: Shape = parts[0].shape if parts else ()  # type: ignore[union-attr]
    dtype = dtype_of(tuple(several) if all(numbers_of(one) for one in several) else tuple(parts)) if held else "f64"
    result = m.array((count, *inner), dtype, framework)
    given = tuple(operands_of(held))
    if any(isinstance(one, Array | Repeated) for one in given):
        m.emit(f"{framework}.array", given, result)
    return result


def operands_of(held: list[Value]) -> list[Operand]:
    """The items of a list as operands: one that a loop filled is many."""
    found: list[Operand] = []
    for one in held:
        if isinstance(one, Many):
            found.append(Repeated(one.value, one.times) if isinstance(one.value, Array) else None)
        else:
            found.append(operand(one))
    return found


def is_plain(value: Value) -> bool:
    """Whether a value is a number of Python's own."""
    return isinstance(value, bool | int | float | complex | Polynomial | Number)
