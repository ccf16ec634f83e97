"""Which names the text of a module binds, by itself or by what it imports all names of."""

from __future__ import annotations

from adlint import ir
from adlint.interpret.frame import Frame
from adlint.interpret.scheduling.asked import BINDS, TEXT


def binds(f: Frame, module: str, name: str) -> bool:
    """Whether the text of a module binds a name, or one does of which it imports all names."""
    program = f.world.program
    waiting, seen = [module], {module}
    while waiting:
        current = waiting.pop()
        body = program.functions.get(f"{current}:")
        f.task.asked[BINDS, f"{current}:{name}"] = None
        if body is None:
            continue
        if name in body.bound:
            return True
        f.task.asked[TEXT, current] = None
        every = body.operations
        stars = [op for op in every if isinstance(op, ir.ImportStar) and not name.startswith("_")]
        others = {program.absolute(current, op.module, op.level) for op in stars} - seen
        waiting += sorted(others)
        seen |= others
    return False
