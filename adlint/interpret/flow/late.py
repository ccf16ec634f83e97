"""Generator expressions that are kept: names in them are what they are when somebody asks for an item."""

from __future__ import annotations

from collections.abc import Iterator

from adlint import ir
from adlint.interpret.flow.branches import arm, meet
from adlint.interpret.frame import Frame
from adlint.interpret.memory.journal import Changes
from adlint.interpret.memory.spaces import Object


def keep_late(f: Frame, made: Object) -> None:
    """Remember the names in a generator expression that a variable is given."""
    loop = next(_making(f.function.body, made.at), None)
    if loop is not None:
        inside = [op for block in ir.nested(loop.body) for op in block]
        names = {one for op in inside for one in ir.operands(op) if isinstance(one, str)}
        f.late[made.at] = loop, frozenset(names.difference(op.name for op in inside if isinstance(op, ir.Store)))


def _making(block: ir.Block, at: int) -> Iterator[ir.For]:
    """The loops that add to what is made at an operation, the outermost first."""
    for inner in ir.nested(block):
        for op in inner:
            if isinstance(op, ir.For) and any(
                isinstance(one, ir.Append) and one.container == at for own in ir.nested(op.body) for one in own
            ):
                yield op


def bind_late(f: Frame, name: str) -> None:
    """Let generator expressions see what one of their names is bound to now, as they may not have been asked yet."""
    late, f.late = f.late, {}
    for loop in [loop for loop, names in late.values() if name in names]:
        live: list[Changes] = [{}]
        arm(f, (loop,), live)
        meet(f, live)
    f.late = late
