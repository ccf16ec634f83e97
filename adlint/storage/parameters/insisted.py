"""What a function insists on: `if not isinstance(x, Loader): raise TypeError` leaves a parameter of one class."""

from __future__ import annotations

from collections.abc import Iterator

from adlint import ir
from adlint.storage.definitions.fields import Made, Resolve
from adlint.storage.parameters.annotated import Reader


def insisted(made: Made, resolve: Resolve) -> dict[str, str]:
    """The kinds of parameters that a function raises without, and that never name anything else."""
    conditions = [op for op in made.body.body if isinstance(op, ir.If)]
    if not conditions:
        return {}
    stored = {op.name for op in made.ops.values() if isinstance(op, ir.Store | ir.Delete)}
    given = {parameter.name for parameter in made.body.parameters} - stored
    reader = Reader(made, resolve)
    found = {name: reader.kind(cls) for op in conditions for name, cls in _asked(made, op) if name in given}
    return {name: kind for name, kind in found.items() if kind}


def _asked(made: Made, op: ir.If) -> Iterator[tuple[str, ir.Operand]]:
    """What is an object of a class wherever a condition does not raise, with the class."""
    condition = made.ops.get(op.condition) if isinstance(op.condition, int) else None
    arm = op.orelse
    if isinstance(condition, ir.Unary) and condition.operator == "not" and isinstance(condition.operand, int):
        condition, arm = made.ops.get(condition.operand), op.then
    match condition:
        case ir.Call(_, "isinstance", (str(name), cls), ()) if arm and isinstance(arm[-1], ir.Raise):
            if not isinstance(cls, ir.Starred):
                yield name, cls
        case _:
            pass
