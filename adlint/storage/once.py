"""What is done once: a condition finds that something is not there yet, and it is put there. A second run finds it, and
goes the other way. That is no hazard where both ways come to the same: the same variables hold what was put there, or
the same as ever, the same is returned, and nothing else is changed.

`if k not in t: t[k] = f(k)` and `if k in t: return t[k]` come to the same as they go on; a flag that is set and says
which value is returned does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import TypeAlias

from msgspec import Struct

from adlint import ir

Expression: TypeAlias = tuple[object, ...]  # a load written out: ("item", ("name", "t"), ("name", "k"))
Fill: TypeAlias = tuple[Expression, Expression]  # the place where something is put, and what is put there


class Outcome(Enum):
    """Whether two ways come to the same."""

    SAME = 1
    UNKNOWN = 2
    DIFFERENT = 3


class Way(Struct, frozen=True):
    """One way: its operations, whether its end is reached, and what it returned where it is not."""

    operations: tuple[ir.Op, ...]
    goes_on: bool
    returned: tuple[ir.Operand, ...]


def way(operations: ir.Block, *, goes_on: bool) -> Way:
    """A way through a block, or through several ones that follow each other."""
    every = tuple(op for block in ir.nested(operations) for op in block)
    return Way(every, goes_on, tuple(op.value for op in every if isinstance(op, ir.Return)))


def behind(function: ir.Function, at: int, filling: Way, finding: Way) -> Outcome:
    """Whether the way that puts something there and the way that finds it, behind which they meet, are one."""
    if any(isinstance(op, ir.Yield) for one in (filling, finding) for op in one.operations):
        return Outcome.UNKNOWN
    if filling.goes_on and finding.goes_on:
        names = _stored(filling) | _stored(finding)
        seen = names & _read_after(function, at, filling, finding)
        pairs = [*((name, name) for name in sorted(seen)), *_copies(filling, finding)]
        return _worst(_one(function, filling, finding, *pair) for pair in pairs)
    if filling.goes_on or not filling.returned or not finding.returned:
        # what is raised, and what leaves a loop, is another way
        return Outcome.DIFFERENT if not finding.goes_on and not finding.returned else Outcome.UNKNOWN
    return returns(function, filling, finding)


def returns(function: ir.Function, filling: Way, finding: Way) -> Outcome:
    """Whether what two ways return is the same."""
    pairs = [(one, other) for one in filling.returned for other in finding.returned]
    return _worst(_one(function, filling, finding, *pair) for pair in pairs)


def rest(function: ir.Function, finding: Way) -> Way:
    """The way of a function beside the one that returned what it found."""
    taken = {op.at for op in finding.operations}
    first = min(taken)  # what was returned before is returned again
    ordered = (op for block in ir.nested(function.body) for op in block)
    every = tuple(op for op in ordered if op.at > first and op.at not in taken)
    returned = tuple(op.value for op in every if isinstance(op, ir.Return))
    ends = function.body[-1:] and isinstance(function.body[-1], ir.Return | ir.Raise)
    return Way(every, False, returned if ends else (*returned, ir.Const("None", None)))


def is_passed(function: ir.Function, op: ir.Op) -> bool:
    """Whether all that stands behind an operation is reached through it alone."""
    blocks = [function.body]
    for block in blocks:
        if any(one is op for one in block):
            return True
        blocks += [one.body for one in block if isinstance(one, ir.With)]
    return False


def _worst(outcomes: Iterable[Outcome]) -> Outcome:
    return max(outcomes, key=lambda one: one.value, default=Outcome.SAME)


def _one(function: ir.Function, filling: Way, finding: Way, put: ir.Operand, found: ir.Operand) -> Outcome:
    """Whether a variable, or a result, is the same behind both ways."""
    names = _Names(function, filling, finding)
    left, right = names.written(filling, put), names.written(finding, found)
    if left[0] == "const" and right[0] == "const":
        return Outcome.SAME if left == right else Outcome.DIFFERENT
    if "const" in (left[0], right[0]) and "temporary" not in (left[0], right[0]):
        return Outcome.DIFFERENT
    for place, value in names.fills(filling):
        if right == place:
            return Outcome.SAME if left in (place, value) else Outcome.UNKNOWN
    is_plain = right[0] == "name" and right[1] not in _stored(filling) | _stored(finding)
    return Outcome.SAME if left == right and is_plain and names.is_kept(str(right[1])) else Outcome.UNKNOWN


class _Names:
    """What variables stand for on a way, as loads that are written out."""

    def __init__(self, function: ir.Function, filling: Way, finding: Way) -> None:
        self.function = function
        self.temps = {op.at: op for block in ir.nested(function.body) for op in block}
        first = min(op.at for one in (filling, finding) for op in one.operations)
        self.before = _once(op for at, op in self.temps.items() if at < first)

    def written(self, along: Way, operand: ir.Operand) -> Expression:
        """What an operand stands for at the end of a way."""
        return self._load(operand, self.before | _once(along.operations))

    def fills(self, along: Way) -> Iterator[Fill]:
        """What is put where on a way."""
        known = self.before | _once(along.operations)
        for op in along.operations:
            match op:
                case ir.SetItem(_, base, index, value) if value is not None:
                    yield ("item", self._load(base, known), self._load(index, known)), self._load(value, known)
                case ir.SetAttribute(_, base, name, value) if value is not None:
                    yield ("attribute", self._load(base, known), name), self._load(value, known)
                case ir.Store(_, name, value) if not self.is_own(name):
                    yield ("name", name), self._load(value, known)

    def is_own(self, name: str) -> bool:
        """Whether a name is a variable of the function itself."""
        return name in self.function.bound and name not in (self.function.globals | self.function.nonlocals)

    def is_kept(self, name: str) -> bool:
        """Whether a name is a parameter that is never bound anew."""
        is_bound = any(isinstance(op, ir.Store) and op.name == name for op in self.temps.values())
        return not is_bound and any(parameter.name == name for parameter in self.function.parameters)

    def _load(self, operand: ir.Operand, known: dict[str, ir.Operand | None]) -> Expression:
        if isinstance(operand, ir.Const):
            return ("const", operand)
        if isinstance(operand, str):
            value = known.get(operand) if self.is_own(operand) else None
            return ("name", operand) if value is None else self._load(value, {**known, operand: None})
        match self.temps.get(operand):
            case ir.Load(_, name):
                return self._load(name, known)
            case ir.GetItem(_, base, index):
                return ("item", self._load(base, known), self._load(index, known))
            case ir.GetAttribute(_, base, name):
                return ("attribute", self._load(base, known), name)
            case ir.Call(_, int(callee), (key, *_), ()) if not isinstance(key, ir.Starred):
                match self.temps.get(callee):
                    case ir.GetAttribute(_, base, "get" | "setdefault"):  # an item of a table
                        return ("item", self._load(base, known), self._load(key, known))
        return ("temporary", operand)


def _once(operations: Iterable[ir.Op]) -> dict[str, ir.Operand | None]:
    """What variables are bound to, of those that are bound once; None for the others."""
    found: dict[str, ir.Operand | None] = {}
    for op in operations:
        if isinstance(op, ir.Store):
            found[op.name] = None if op.name in found else op.value
    return found


def _copies(filling: Way, finding: Way) -> Iterator[tuple[ir.Operand, ir.Operand]]:
    """The two values of a conditional expression."""
    for one, other in zip(filling.operations[-1:], finding.operations[-1:], strict=False):
        if isinstance(one, ir.Copy) and isinstance(other, ir.Copy):
            yield one.value, other.value


def _stored(along: Way) -> frozenset[str]:
    return frozenset(op.name for op in along.operations if isinstance(op, ir.Store))


def _read_after(function: ir.Function, at: int, filling: Way, finding: Way) -> frozenset[str]:
    """The variables that may be read behind two ways, in a later turn of a loop, or by functions that are made."""
    inside = {op.at for one in (filling, finding) for op in one.operations}
    every = [op for block in ir.nested(function.body) for op in block]
    loops = any(isinstance(op, ir.For | ir.While) for op in every)
    behind = [op for op in every if op.at not in inside and (loops or op.at > at)]
    read = {name for op in behind for name in ir.operands(op) if isinstance(name, str)}
    makes = any(isinstance(op, ir.MakeFunction | ir.MakeClass) for op in every)
    return frozenset(function.bound) if makes else frozenset(read)
