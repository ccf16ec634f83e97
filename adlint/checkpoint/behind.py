"""What runs after a piece of a function, in that function."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from adlint import ir
from adlint.analysis.paths.paths import definitions


def behind(body: ir.Block, first: int, last: int, ends: AbstractSet[int]) -> tuple[list[ir.Block], bool]:
    """The operations behind those from `first` to `last`, block by block from the inside out; of a loop around them,
    its next turns. They stop before an operation that is, or holds, one of `ends`; also whether there was one.
    """
    for op in body:
        inner = next((block for block in ir.blocks(op) if first in definitions(block)), None)
        if op.at != first and inner is None:
            continue
        found, is_over = behind(inner, first, last, ends) if inner is not None else ([], False)
        if not is_over and isinstance(op, ir.For | ir.While):
            found.append(op.body)
        if not is_over:
            numbers = [one.at for one in body]
            rest, is_over = _until(body[numbers.index(last if inner is None else op.at) + 1 :], ends)
            found.append(rest)
        return [part for part in found if part], is_over
    return [], False


def _until(block: ir.Block, ends: AbstractSet[int]) -> tuple[ir.Block, bool]:
    for number, op in enumerate(block):
        if op.at in ends or any(not ends.isdisjoint(definitions(inner)) for inner in ir.blocks(op)):
            return block[:number], True
    return block, False
