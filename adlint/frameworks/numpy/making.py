"""Arrays from what is not one, and the operations that give arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeGuard

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import Many, Number, Ref, Unknown, Value
from adlint.frameworks.arguments import numbers_of
from adlint.shapes.dims import Dim, Shape, dim
from adlint.shapes.promotion import with_numbers
from adlint.symbolic import Polynomial
from adlint.trace import Array, Call, Operand, Repeated

Function = Callable[[Machine, str, Given], Value]


class Missing(Exception):  # noqa: N818
    """Something is needed that is not known; the reason says what."""


def give(
    m: Machine,
    name: str,
    operands: Iterable[Value | Operand],
    shape: Shape,
    dtype: str,
    *,
    buffer: int | None = None,
    **more: object,
) -> Array:
    """An operation happens and gives one array: a new one, or a view of a `buffer`."""
    given = tuple(map(operand, operands))
    result = m.array(shape, dtype, framework_of(given), buffer)
    m.emit(path_of(name), given, result, **more)
    return result


def path_of(name: str) -> str:
    """The name of an operation of NumPy or SciPy: `numpy.sin`, `scipy.special.erf`."""
    return name if name.startswith("scipy.") else f"numpy.{name}"


def framework_of(operands: Iterable[Operand]) -> str:
    """Who makes the result: HIPS autograd, if one of the operands is of its kind."""
    arrays = (one.array if isinstance(one, Repeated) else one for one in operands)
    return "autograd" if any(isinstance(one, Array) and one.framework == "autograd" for one in arrays) else "numpy"


def composed(m: Machine, name: str, operands: Sequence[Value], body: Callable[[], Value]) -> Value:
    """A function that NumPy writes in terms of others: a call that they stand in."""
    inner, result = m.traced(body)
    several = result if isinstance(result, tuple) else (result,)
    given = tuple(one for one in map(operand, operands) if isinstance(one, Array))
    made = tuple(one for one in several if isinstance(one, Array))
    if inner:
        m.trace.append(Call(m.site(), path_of(name), inner, given, made))
    return result


def dtype_of(values: Iterable[Value]) -> str:
    """The dtype of an operation on arrays and numbers."""
    values = tuple(values)
    arrays = [one.dtype for one in values if isinstance(one, Array)]
    numbers = [found for one in values if (found := numbers_of(one)) is not None]
    return with_numbers(arrays, numbers)


def operand(value: Value | Operand) -> Operand:
    """A value as the operand of an operation."""
    return value if isinstance(value, Array | Repeated | bool | int | float | complex) else None


def shape_of(value: Value) -> Shape:
    """The shape of an array; that of a number is ()."""
    return value.shape if isinstance(value, Array) else ()


def array_at(m: Machine, given: Given, position: int, *names: str) -> Array:
    """An argument as an array. Missing if it is not known."""
    if position < len(given.positional):
        return known(m, given.positional[position])
    return known(m, next((given.keywords[name] for name in names if name in given.keywords), Unknown("no argument")))


def known(m: Machine, value: Value) -> Array:
    """A value as an array. Missing if it is not known."""
    found = as_array(m, value)
    if isinstance(found, Unknown):
        raise Missing(found.reason)
    return found


def as_array(m: Machine, value: Value) -> Array | Unknown:
    """An array, made of a number or of nested sequences if it is none yet: `np.asarray`."""
    if isinstance(value, Array | Unknown):
        return value
    kind = numbers_of(value)
    if kind is not None:
        return m.array((), {"b": "bool", "i": "i64", "f": "f64", "c": "c128"}[kind], "numpy")
    held = (
        items(m, value) if isinstance(value, tuple | Ref) or value.__class__.__name__ in ("Range", "Zipped") else None
    )
    if held is None:
        return m.say_unknown("an array is made of something that is not known", (value,))
    return stacked(m, held)


def stacked(m: Machine, held: list[Value]) -> Array | Unknown:
    """Arrays of equal shape behind each other along a new first axis."""
    several = [one.value if isinstance(one, Many) else one for one in held]
    parts = [as_array(m, one) for one in several]
    count: Dim = 0
    for one in held:
        count = dim(count + (one.times if isinstance(one, Many) else 1))
    unknown = next((one for one in parts if isinstance(one, Unknown)), None)
    if unknown is not None:
        return unknown
    inner: Shape = parts[0].shape if parts else ()  # type: ignore[union-attr]
    dtype = dtype_of(several if all(map(is_plain, several)) else parts) if held else "f64"
    given = operands_of(held, parts)
    if not any(isinstance(one, Array | Repeated) for one in given):
        return m.array((count, *inner), dtype, "numpy")
    return give(m, "array", given, (count, *inner), dtype)


def operands_of(held: list[Value], parts: Sequence[Value] | None = None) -> list[Operand]:
    """The items of a list as operands: one that a loop filled is many."""
    found: list[Operand] = []
    for one, part in zip(held, parts or held, strict=True):
        value = part.value if isinstance(part, Many) else part
        if isinstance(one, Many):
            found.append(Repeated(value, one.times) if isinstance(value, Array) else None)
        else:
            found.append(operand(one if is_plain(one) else value))
    return found


def integer(value: Value) -> Dim:
    """A value as an integer, known or symbolic. Missing if it is none."""
    if isinstance(value, int | Polynomial):
        return value
    raise Missing("an integer that is not known")


def is_plain(value: object) -> TypeGuard[bool | int | float | complex | Polynomial | Number]:
    """Whether a value is a number of Python's own."""
    return isinstance(value, bool | int | float | complex | Polynomial | Number)


def number_or_array(m: Machine, value: Value) -> Value:
    """A number of Python's own as it is, and all else as an array. Missing if it is not known."""
    return value if is_plain(value) else known(m, value)
