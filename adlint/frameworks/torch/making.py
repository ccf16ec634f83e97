"""Tensors: made, read from arguments, and what happens to them put into the trace."""

from __future__ import annotations

from collections.abc import Sequence

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import Many, Number, Ref, Unknown, Value
from adlint.frameworks.arguments import numbers_of, shape_from
from adlint.frameworks.torch.constants import forget, number
from adlint.frameworks.torch.graph import graph, record
from adlint.frameworks.torch.promotion import result_type
from adlint.shapes.dims import Dim, Shape, dim
from adlint.symbolic import Polynomial
from adlint.trace import Array, Operand, Repeated

PASSIVE = "torch.passive"  # the setting that holds what is known to need no gradient
MODE = "torch.grad_mode"
DEFAULT = "torch.default_dtype"
AUTOCAST = "torch.autocast"


class NotKnown(Exception):  # noqa: N818
    """An operation on something that is not known; the message is the reason."""


class Follows(NotKnown):
    """An operation on something of which it has been said that it is not known, and why."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown.reason)
        self.unknown = unknown


class Parameter(Array, frozen=True, eq=False, gc=False):
    """A `torch.nn.Parameter`."""


def records(m: Machine) -> bool:
    """Whether operations are recorded: outside of `no_grad`."""
    return m.settings.get(MODE, True) is True


def default_dtype(m: Machine) -> str:
    """The dtype of Python's floats."""
    found = m.settings.get(DEFAULT, "f32")
    assert isinstance(found, str)
    return found


def made(m: Machine, shape: Shape, dtype: str, strides: Shape | None = None) -> Array:
    """A new tensor in memory of its own."""
    return m.array(shape, dtype, "torch", strides=strides)


def emit(
    m: Machine, name: str, operands: tuple[Value, ...], *results: Array, inplace: bool = False, **attributes: object
) -> None:
    """An operation of ATen happens: tensors stand in the order of its schema, lists of tensors last. `plain` says that
    it is not recorded for derivatives.
    """
    if inplace:
        attributes["inplace"] = True
        for one in results:
            forget(m, one)
    if not records(m):
        attributes["plain"] = True
    given = tuple(operand(one) for one in operands)
    m.emit(f"torch.{name}", given, *results, **attributes)
    if records(m):
        record(m, name, given, results)
    passive = _passive(m)
    inputs = [one for one in operands if isinstance(one, Array) and one.is_inexact]
    if all(one.number in passive for one in inputs) or not records(m):
        if not inplace:
            passive.update(one.number for one in results)
    else:
        passive.difference_update(one.number for one in results)


def leave_open(m: Machine, reason: str | Unknown, values: Sequence[Value]) -> Unknown:
    """What an operation gives is not known, for a reason, or since something is not. Where it works on something not
    known, there is no tensor to tell whether it is recorded: that is said, too.
    """
    pending, arrays, unknown, seen = list(values), [], False, set()
    while pending:
        one = pending.pop()
        match one:
            case Array():
                arrays.append(one)
            case Unknown():
                unknown = True
            case tuple():
                pending += one
            case Ref() if one not in seen:
                seen.add(one)
                pending += [*m.store[one].items, *m.store[one].fields.values()]
            case _:
                pass
    given = tuple(arrays)
    found = m.say_unknown(reason, given) if isinstance(reason, str) else m.spread(reason, given)
    if unknown:
        emit(m, "<not known>", (), reason=found.reason)
    return found


def needs_gradient(m: Machine, value: Value) -> bool:
    """Whether derivatives run through a tensor, if they are taken with respect to all arguments."""
    return isinstance(value, Array) and value.is_inexact and value.number not in _passive(m)


def set_gradient(m: Machine, array: Array, *, needed: bool) -> None:
    """`requires_grad_`; of a tensor that operations made and that needs one anyway, it changes nothing."""
    if needed and needs_gradient(m, array) and graph(m).source(array) is not array:
        return
    (_passive(m).discard if needed else _passive(m).add)(array.number)
    m.emit("torch.requires_grad_", (array,), array, needed=needed)


def mark_passive(m: Machine, array: Array) -> None:
    """No derivative runs through a tensor."""
    _passive(m).add(array.number)


def _passive(m: Machine) -> set[int]:
    found = m.settings.setdefault(PASSIVE, set())  # type: ignore[call-overload]
    assert isinstance(found, set)
    return found


def operand(value: Value) -> Operand:
    """A value as the operand of an operation."""
    if isinstance(value, Many):
        return Repeated(value.value, value.times) if isinstance(value.value, Array) else None
    return value if isinstance(value, Array | bool | int | float | complex) else None


def is_plain(value: Value) -> bool:
    """Whether a value is a number of Python's own."""
    return isinstance(value, bool | int | float | complex | Polynomial | Number)


def tensor(m: Machine, given: Given, position: int, name: str) -> Array:
    """An argument that is a tensor. NotKnown if it is none for sure."""
    value = given.at(position, name)
    if value is None and name == "input":
        value = given.keywords.get("self")
    return as_tensor(m, value)


def as_tensor(m: Machine, value: Value) -> Array:
    """A tensor from what may be a number, or nested lists of numbers."""
    match value:
        case Array():
            return value
        case Unknown():
            raise Follows(value)
        case _ if is_plain(value):
            return filled(m, (), number_dtype(m, value))
        case tuple() | Ref():
            return from_sequence(m, value)
        case _:
            raise NotKnown("it is no tensor for sure")


def tensors(m: Machine, values: Sequence[Value]) -> list[Array]:
    """Tensors that are passed one by one, or in one sequence. NotKnown if it is not known which."""
    together = len(values) == 1 and not isinstance(values[0], Array)
    held = items(m, values[0]) if together else list(values)
    if held is None:
        raise NotKnown("tensors are passed that are not known one by one")
    return [as_tensor(m, one) for one in held]


def shape_named(m: Machine, value: Value, what: str = "a shape") -> Shape:
    """The shape that an argument names. NotKnown if that is not known."""
    held = items(m, value) if isinstance(value, tuple | Ref) else None
    if held is not None and any(isinstance(one, Array) for one in held):
        value = tuple(number(m, one) if isinstance(one, Array) else one for one in held)
    found = shape_from(m, value)
    if found is None:
        raise NotKnown(f"{what} is not known")
    return found


def optional(m: Machine, value: Value) -> Array | None:
    """A tensor or None."""
    return None if value is None else as_tensor(m, value)


def number_dtype(m: Machine, value: Value) -> str:
    """The dtype of a tensor of a Python number."""
    kind = numbers_of(value) or "f"
    floating = default_dtype(m)
    return {"b": "bool", "i": "i64", "f": floating, "c": "c128" if floating == "f64" else "c64"}[kind]


def filled(m: Machine, shape: Shape, dtype: str) -> Array:
    """A tensor that no derivative runs through: of numbers, random ones too."""
    result = made(m, shape, dtype)
    emit(m, "empty", (), result)
    return result


def from_sequence(m: Machine, value: Value, dtype: str | None = None) -> Array:
    """`torch.tensor` of nested lists: its elements are read, so that no derivative runs through them."""
    shape, kinds = _nested(m, value)
    return filled(m, shape, dtype or result_type(kinds or ["f"], default_dtype(m)))


def _nested(m: Machine, value: Value) -> tuple[Shape, list[Value | str]]:
    if isinstance(value, Array):
        return value.shape, [value.dtype]
    if is_plain(value):
        return (), [numbers_of(value) or "f"]
    held = items(m, value) if isinstance(value, tuple | Ref) or not isinstance(value, Unknown) else None
    if held is None:
        raise NotKnown("a tensor is made of something that is not known")
    count: Dim = 0
    for one in held:
        count = dim(count + (one.times if isinstance(one, Many) else 1))
    inner: Shape = ()
    kinds: list[Value | str] = []
    for one in held:
        inner, more = _nested(m, one.value if isinstance(one, Many) else one)
        kinds += more
    return (count, *inner), kinds
