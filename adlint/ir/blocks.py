"""The blocks that operations hold."""

from __future__ import annotations

from collections.abc import Iterator

from adlint.ir.control import Block, For, If, Match, Op, Try, While, With


def nested(block: Block) -> Iterator[Block]:
    """The block and all blocks inside it."""
    yield block
    for op in block:
        for inner in blocks(op):
            yield from nested(inner)


def blocks(op: Op) -> list[Block]:
    """The blocks that an operation holds."""
    match op:
        case If(_, _, then, orelse):
            return [then, orelse]
        case While(_, test, _, body, orelse):
            return [test, body, orelse]
        case For(body=body, orelse=orelse):
            return [body, orelse]
        case With(body=body):
            return [body]
        case Try(_, body, handlers, orelse, final):
            return [body, *(b for h in handlers for b in (h.test, h.body)), orelse, final]
        case Match(cases=cases):
            return [b for c in cases for b in (c.test, c.guard_test, c.body)]
        case _:
            return []
