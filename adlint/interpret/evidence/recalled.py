"""What a variable says of another: the outcome of a test, kept under a name.

`found = getattr(member, "tag", None)` tells `member` apart wherever `found` is looked at, as long as neither was bound
anew. Both are known by what they are: where ways meet of which only some bind one of them, it is another sum.
"""

from __future__ import annotations

from adlint import ir
from adlint.interpret.frame import Condition, Frame
from adlint.interpret.memory.atoms import Value


def keep(f: Frame, name: str, operand: ir.Operand, value: Value) -> None:
    """Remember of which test the value of a variable is the outcome."""
    test = f.conditions.get(operand) if operand.__class__ is int else None
    tested = f.fields.get(test[0]) if test is not None else None
    if test is not None and tested is not None and value.__class__ is tuple:
        f.tests[name] = (value, test, tested)
    elif name in f.tests:
        del f.tests[name]


def recalled(f: Frame, name: str) -> Condition | None:
    """The test of which a variable is the outcome, if it still says something of what was tested."""
    kept = f.tests.get(name)
    if kept is None or f.fields.get(name) is not kept[0] or f.fields.get(kept[1][0]) is not kept[2]:
        return None
    return kept[1]
