"""Values of the program as operands of JAX, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from adlint.evaluate.invocation.calls import special
from adlint.evaluate.machine import Machine
from adlint.evaluate.operation.attributes import MISSING
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import External, Many, Number, Range, Ref, Unknown, Value
from adlint.frameworks.arguments import numbers_of
from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.promotion import canonical, default, inexact, joined
from adlint.shapes.broadcasting import broadcast
from adlint.shapes.dims import Dim, Shape, dim
from adlint.shapes.dtypes import short
from adlint.symbolic import Polynomial
from adlint.trace import Array, Operand, Repeated

# an operand that may be a value of the program as well
Argument: TypeAlias = "Array | bool | int | float | complex | None"


class NotKnownError(Exception):
    """A function works on something that is not known; `value` says what."""

    def __init__(self, value: Unknown) -> None:
        super().__init__(value.reason)
        self.value = value


def unknown(m: Machine, reason: str, *values: Value) -> NotKnownError:
    """To be raised where something is not known."""
    return NotKnownError(m.say_unknown(reason, values))


def is_plain(value: Value) -> bool:
    """Whether a value is a number of Python's own."""
    return isinstance(value, bool | int | float | complex | Polynomial | Number)


def operand(m: Machine, value: Value) -> Argument:
    """A value as an operand: an array, or a number, of which None says that it is not known."""
    if isinstance(value, bool | int | float | complex):
        return value
    if is_plain(value):
        return None
    return array(m, value)


def array(m: Machine, value: Value) -> Array:
    """An array, made of a number or of nested sequences if it is none yet: `jnp.asarray`."""
    match value:
        case Array() if value.framework == "jax":
            return value
        case Array():
            return constant(m, value)
        case Unknown():
            raise NotKnownError(value)
        case _ if is_plain(value):
            letter = numbers_of(value) or "f"
            return literal(m, default(m, letter), weak=letter != "b")
        case Ref() if m.store[value].kind == "instance":
            return _of_instance(m, value)
    held = items(m, value) if isinstance(value, tuple | Ref | Range) else None
    if held is None:
        raise unknown(m, "an array is made of something that is not known", value)
    return stacked(m, held)


def _of_instance(m: Machine, value: Ref) -> Array:
    method = special(m, value, "__jax_array__")
    if method is not MISSING:
        return array(m, m.call(method))
    held = m.store[value].items
    if not held:
        raise unknown(m, "an array is made of an instance", value)
    return stacked(m, held)


def constant(m: Machine, value: Array) -> Array:
    """An array of NumPy's: it stands in the program as it is."""
    result = m.array(value.shape, canonical(m, value.dtype), "jax")
    m.emit("jax.constant", (value,), result)
    return result


def literal(m: Machine, dtype: str, *, weak: bool) -> Array:
    """A number as an array."""
    result = m.array((), dtype, "jax", weak=weak)
    m.emit("jax.literal", (), result)
    return result


def argument(m: Machine, value: Value) -> Array:
    """A number that is given to what is compiled by itself: in it, it is an array like any other."""
    letter = numbers_of(value) or "f"
    result = m.array((), default(m, letter), "jax", weak=letter != "b")
    m.emit("jax.literal", (), result, argument=True)
    return result


def stacked(m: Machine, held: Sequence[Value]) -> Array:
    """Items behind each other along a new first axis; numbers alone are a constant."""
    several = [one.value if isinstance(one, Many) else one for one in held]
    count: Dim = 0
    for one in held:
        count = dim(count + (one.times if isinstance(one, Many) else 1))
    if all(is_plain(one) for one in several):
        dtype = default(m, max((numbers_of(one) or "f" for one in several), key="bifc".index, default="f"))
        return given(m, (count,), dtype)
    parts = [one if is_plain(one) else array(m, one) for one in several]
    if not any(_is_computed(m, one) for one in several):
        arrays = [one for one in parts if isinstance(one, Array)]
        return given(m, (count, *broadcast(*(one.shape for one in arrays))), joined(m, parts)[0])
    dtype, _ = joined(m, parts)
    shape = broadcast(*(one.shape for one in parts if isinstance(one, Array)))
    rows: list[Operand] = []
    for one, part in zip(held, parts, strict=True):
        row = lax.convert(m, part if isinstance(part, Array) else array(m, part), dtype, weak=False)
        row = lax.expand_dims(m, row, (0,))
        rows.append(Repeated(row, one.times) if isinstance(one, Many) and isinstance(row, Array) else row)
    return lax.bind(m, "concatenate", rows, (count, *shape), dtype, axis=0)


def _is_computed(m: Machine, value: Value) -> bool:
    if isinstance(value, Array):
        return value.framework == "jax"
    held = items(m, value) if isinstance(value, tuple | Ref) else None
    return held is not None and any(_is_computed(m, one.value if isinstance(one, Many) else one) for one in held)


def given(m: Machine, shape: Shape, dtype: str) -> Array:
    """An array whose elements stand in the program."""
    result = m.array(shape, dtype, "jax")
    m.emit("jax.constant", (), result)
    return result


def promoted(m: Machine, *values: Value, floating: bool = False, ranks: bool = True) -> list[Argument]:
    """Operands of one dtype and, but for `ranks`, of one rank, as `jax.numpy` promotes arguments."""
    checked = [one if is_plain(one) else array(m, one) for one in values]
    dtype, weak = joined(m, checked)
    if floating:
        dtype = inexact(m, dtype)
    if all(is_plain(one) for one in checked):
        first = literal(m, dtype, weak=weak)
        return [first, *(operand(m, one) for one in checked[1:])]
    found: list[Argument] = [lax.convert(m, operand(m, one), dtype, weak=weak) for one in checked]
    return [*same_rank(m, found)] if ranks else found


def same_rank(m: Machine, xs: Sequence[Argument]) -> list[Argument]:
    """Arrays of lower rank get axes of size 1 in front; numbers, and arrays without dimensions, need none."""
    ranks = {len(one.shape) for one in xs if isinstance(one, Array) and one.shape}
    if len(ranks) < 2:
        return list(xs)
    rank = max(ranks)
    return [
        lax.expand_dims(m, one, tuple(range(rank - len(one.shape)))) if isinstance(one, Array) else one for one in xs
    ]


def dtype_of(m: Machine, value: Value, fallback: str) -> str:
    """The dtype that an argument names, within what is on."""
    match value:
        case None:
            return fallback
        case str():
            found = short(value.lstrip("<>=|"))
        case External():
            found = short(value.path.rpartition(".")[2])
        case Array():
            found = value.dtype
        case _:
            found = None
    return fallback if found is None else canonical(m, found)


def broadcast_to(m: Machine, x: lax.X, shape: Shape) -> Array | lax.X:
    """An array repeated to a shape; a number is one of it everywhere."""
    if not isinstance(x, Array):
        return x
    rank = len(shape) - len(x.shape)
    return lax.broadcast_in_dim(m, x, shape, range(rank, len(shape)))
