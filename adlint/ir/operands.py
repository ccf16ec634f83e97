"""What an operation reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

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
    reads = _READS.get(op.__class__)
    return reads(op) if reads is not None else []


def variable(operand: Item | None, ops: Mapping[int, object]) -> str:
    """The variable that an operand reads, itself or by a `Load` of `ops`; "" if it is anything else."""
    made = ops.get(operand) if isinstance(operand, int) else operand
    name = made.name if isinstance(made, Load) else made
    return name if isinstance(name, str) else ""


def _among(items: Iterable[Item | None]) -> list[Operand]:
    return [item.value if isinstance(item, Starred) else item for item in items if item is not None]


_READS: dict[type, Callable[[Any], list[Operand]]] = {
    Load: lambda op: [op.name],
    Element: lambda op: [op.unpack],
    **dict.fromkeys((Store, Copy, Return, Unpack, Await, Yield), lambda op: [op.value]),
    Annotate: lambda op: [op.annotation],
    Unary: lambda op: [op.operand],
    **dict.fromkeys((If, While), lambda op: [op.condition]),
    For: lambda op: [op.iterable],
    With: lambda op: [op.manager],
    Match: lambda op: [op.subject],
    GetAttribute: lambda op: [op.base],
    Raise: lambda op: _among((op.exception, op.cause)),
    SetAttribute: lambda op: _among((op.base, op.value)),
    GetItem: lambda op: [op.base, op.index],
    Binary: lambda op: [op.left, op.right],
    SetItem: lambda op: _among((op.base, op.index, op.value)),
    Append: lambda op: _among((op.container, op.key, op.value)),
    Call: lambda op: _among((op.callee, *op.arguments, *(value for _, value in op.keywords))),
    Build: lambda op: _among(op.items),
    MakeFunction: lambda op: _among(value for _, value in (*op.defaults, *op.annotations)),
    MakeClass: lambda op: _among((*op.bases, *(value for _, value in op.keywords))),
}
