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
        for name in reads(op):
            if name not in written:
                kept.add(name)
        if isinstance(op, ir.Store):
            written.add(op.name)
            changed.add(op.name)
        if isinstance(op, ir.SetItem) and isinstance(op.base, str):
            changed.add(op.base)
        todo[:0] = [inner for block in ir.blocks(op) for inner in block]
    return frozenset(kept & changed)


def reads(op: ir.Op) -> list[str]:
    """The variables that an operation itself reads."""
    match op:
        case ir.Store(_, _, value) | ir.Copy(_, _, value) | ir.Return(_, value) | ir.Unpack(_, value):
            operands: list[object] = [value]
        case ir.GetAttribute(_, base) | ir.SetAttribute(_, base):
            operands = [base]
        case ir.GetItem(_, base, index):
            operands = [base, index]
        case ir.SetItem(_, base, index, value):
            operands = [base, index, value]
        case ir.Binary(_, _, left, right):
            operands = [left, right]
        case ir.Unary(_, _, operand):
            operands = [operand]
        case ir.Call(_, callee, arguments, keywords):
            operands = [callee, *arguments, *(v for _, v in keywords)]
        case ir.Build(_, _, items):
            operands = list(items)
        case ir.If(_, condition):
            operands = [condition]
        case ir.For(_, iterable):
            operands = [iterable]
        case _:
            operands = []
    return [o for o in (o.value if isinstance(o, ir.Starred) else o for o in operands) if isinstance(o, str)]
