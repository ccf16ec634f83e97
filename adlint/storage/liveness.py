"""Which variables are looked at after a turn of a loop: by a later turn, or behind the loop."""

from __future__ import annotations

from collections.abc import Iterator

from adlint import ir


def carried(function: ir.Function, loop: ir.For | ir.While) -> frozenset[str]:
    """The variables that may be read after a turn before they surely are set anew."""
    test = loop.test if isinstance(loop, ir.While) else ()
    return _exposed((*test, *loop.body))[0].union(_read_outside(function.body, loop))


def _exposed(block: ir.Block) -> tuple[frozenset[str], frozenset[str]]:
    """(the variables that may be read before they are set, those that surely are set), however far a block is gone
    through.
    """
    read: set[str] = set()
    stored: frozenset[str] = frozenset()
    for op in block:
        read |= _names(op) - stored
        inside = [_exposed(inner) for inner in ir.blocks(op)]
        for exposed, _ in inside:
            read |= exposed - stored
        if isinstance(op, ir.Store):
            stored |= {op.name}
        elif isinstance(op, ir.If):
            stored |= inside[0][1] & inside[1][1]
    return frozenset(read), stored


def _read_outside(block: ir.Block, loop: ir.For | ir.While) -> Iterator[str]:
    for op in block:
        yield from _names(op)
        if op is not loop:
            for inner in ir.blocks(op):
                yield from _read_outside(inner, loop)
        elif isinstance(op, ir.For | ir.While):
            yield from _read_outside(op.orelse, loop)


def _names(op: ir.Op) -> frozenset[str]:
    return frozenset(operand for operand in ir.operands(op) if isinstance(operand, str))
