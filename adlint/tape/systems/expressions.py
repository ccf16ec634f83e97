"""Expression templates: the operations of one assignment are one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from adlint.frameworks.numpy.ufuncs import ufunc
from adlint.tape.lines import Kept, Tape
from adlint.tape.systems.work import Statements
from adlint.trace import Array, Op


class Pending(Struct, frozen=True, gc=False):
    """The statement of a result that has no name yet: a larger expression may take it in."""

    statement: Statements
    tape: int
    kept: Kept


@dataclass(slots=True)
class Expressions:
    """Results that are not assigned yet, by the array that they are."""

    pending: dict[int, Pending] = field(default_factory=dict)

    def taken_in(self, op: Op, active: Sequence[bool], statement: Statements, tape: Tape) -> Statements:
        """The statement of an elementwise operation, with those of the parts of its expression in it, which are none
        then. Leaves count as often as they stand there.
        """
        if not _is_elementwise(op.name):
            return statement
        hot, passive, constants = 0, 0, 0
        for one, flag in zip(op.operands, active, strict=True):
            part = self.pending.pop(one.number, None) if isinstance(one, Array) else None
            if part is not None and part.tape == id(tape) and _drop(tape, part):
                hot += part.statement.active
                passive += part.statement.passive
                constants += part.statement.constants
            elif flag:
                hot += 1
            elif isinstance(one, Array):
                passive += 1
            else:
                constants += 1
        return replace(statement, active=hot, passive=passive, constants=constants)

    def made(self, op: Op, statement: Statements, tape: Tape, kept: Kept) -> None:
        """A statement was recorded: a larger expression may take it in, unless it was an assignment."""
        result = op.results[0]
        if _is_elementwise(op.name) and result.buffer == result.number:
            self.pending[result.number] = Pending(statement, id(tape), kept)

    def named(self, op: Op) -> None:
        """A variable is bound: the expression ends."""
        for one in op.operands:
            if isinstance(one, Array):
                self.pending.pop(one.number, None)


def _is_elementwise(name: str) -> bool:
    return ufunc(name.removeprefix("numpy.")) is not None


def _drop(tape: Tape, part: Pending) -> bool:
    """Take a statement back."""
    for several in tape.lines.values():
        for number in range(len(several) - 1, -1, -1):
            if several[number] is part.kept:
                del several[number]
                return True
    return False
