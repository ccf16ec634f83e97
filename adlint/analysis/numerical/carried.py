"""What a loop carries from one iteration to the next."""

from __future__ import annotations

from adlint import ir


def carried(body: ir.Block) -> frozenset[str]:
    """The variables that an iteration reads as the iteration before left them: read before they are written."""
    written: set[str] = set()
    kept: set[str] = set()
    changed: set[str] = set()
    todo = list(body)
    while todo:
        op = todo.pop(0)
        kept.update(name for name in ir.operands(op) if isinstance(name, str) and name not in written)
        if isinstance(op, ir.Store):
            written.add(op.name)
            changed.add(op.name)
        if isinstance(op, ir.SetItem) and isinstance(op.base, str):
            changed.add(op.base)
        todo[:0] = [inner for block in ir.blocks(op) for inner in block]
    return frozenset(kept & changed)
