"""What an operation reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from adlint.ir.control import For, If, Match, Op, Raise, Return, While, With
from adlint.ir.operations import (
    Annotate,
    Append,
    Await,
    Binary,
    Build,
    Call,
    Copy,
    Element,
    GetAttribute,
    GetItem,
    Item,
    Load,
    MakeClass,
    MakeFunction,
    Operand,
    SetAttribute,
    SetItem,
    Starred,
    Store,
    Unary,
    Unpack,
    Yield,
)  # fmt: skip


def operands(op: Op) -> list[Operand]:
    """The operands that an operation itself reads, not those of the operations in its blocks."""
    return [item.value if isinstance(item, Starred) else item for item in _items(op) if item is not None]


def variable(operand: Item | None, ops: Mapping[int, object]) -> str:
    """The variable that an operand reads, itself or by a `Load` of `ops`; "" if it is anything else."""
    made = ops.get(operand) if isinstance(operand, int) else operand
    name = made.name if isinstance(made, Load) else made
    return name if isinstance(name, str) else ""


def _items(op: Op) -> Iterable[Item | None]:
    match op:
        case Load(_, value) | Store(_, _, value) | Copy(_, _, value) | Annotate(_, _, value):
            return (value,)
        case Return(_, value) | Unpack(_, value) | Await(_, value) | Yield(_, value) | Unary(_, _, value):
            return (value,)
        case If(_, value) | For(_, value) | With(_, value) | Match(_, value) | Element(_, value):
            return (value,)
        case While(_, _, value) | GetAttribute(_, value):
            return (value,)
        case Raise(_, exception, cause):
            return (exception, cause)
        case SetAttribute(_, base, _, value):
            return (base, value)
        case GetItem(_, left, right) | Binary(_, _, left, right):
            return (left, right)
        case SetItem(_, base, index, value) | Append(_, base, index, value):
            return (base, index, value)
        case Call(_, callee, arguments, keywords):
            return (callee, *arguments, *(value for _, value in keywords))
        case Build(_, _, items):
            return items
        case MakeFunction(_, _, defaults, annotations):
            return tuple(value for _, value in (*defaults, *annotations))
        case MakeClass(_, _, bases, keywords):
            return (*bases, *(value for _, value in keywords))
        case _:
            return ()
