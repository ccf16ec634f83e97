"""The blocks that operations hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from adlint.ir.control import Block, For, If, Match, Op, Try, While, With


def nested(block: Block) -> Iterator[Block]:
    """The block and all blocks inside it."""
    yield block
    for op in block:
        inside = _INSIDE.get(op.__class__)
        for inner in inside(op) if inside is not None else ():
            yield from nested(inner)


def size(block: Block) -> int:
    """The number of operations in a block, with those in the blocks inside it."""
    total = len(block)
    for op in block:
        inside = _INSIDE.get(op.__class__)
        if inside is not None:
            total += sum(map(size, inside(op)))
    return total


def blocks(op: Op) -> Sequence[Block]:
    """The blocks that an operation holds."""
    inside = _INSIDE.get(op.__class__)
    return inside(op) if inside is not None else ()


_INSIDE: dict[type, Callable[[Any], Sequence[Block]]] = {
    If: lambda op: (op.then, op.orelse),
    While: lambda op: (op.test, op.body, op.orelse),
    For: lambda op: (op.body, op.orelse),
    With: lambda op: (op.body,),
    Try: lambda op: (op.body, *(b for h in op.handlers for b in (h.test, h.body)), op.orelse, op.final),
    Match: lambda op: [b for c in op.cases for b in (c.test, c.guard_test, c.body)],
}
