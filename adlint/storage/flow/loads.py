"""What variables and results stand for on two ways through a function, as loads that are written out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from functools import cached_property
from typing import TypeAlias

from msgspec import Struct

from adlint import ir
from adlint.models.objects import logs

Expression: TypeAlias = tuple[object, ...]  # `t[k]` is ("item", ("name", "t"), ("name", "k"))
Fill: TypeAlias = tuple[Expression, Expression]  # the place where something is put, and what is put there
Known: TypeAlias = dict[str, ir.Operand | None]

_TRUE = ir.Const("True", True)
_NONE = -1  # no operation: what it gives is nothing else


class Outcome(Enum):
    """Whether two ways come to the same."""

    SAME = 1
    UNKNOWN = 2
    DIFFERENT = 3


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """Whether all of several pairs come to the same."""
    return max(outcomes, key=lambda one: one.value, default=Outcome.SAME)


class Way(Struct, frozen=True):
    """One way: its operations, whether its end is reached, and what it returned where it is not."""

    operations: tuple[ir.Op, ...]
    goes_on: bool
    returned: tuple[ir.Operand, ...]


class Names:
    """What variables stand for on a way that puts something where nothing was, and on the way that finds it."""

    def __init__(self, function: ir.Function, at: int, filling: Way, finding: Way) -> None:
        self.function = function
        self.at = at
        self.filling = filling
        self.finding = finding
        self.temps = function.numbered
        self.inside = {op.at for one in (filling, finding) for op in one.operations}
        self.stored = frozenset(_once((*filling.operations, *finding.operations)))
        first = min(self.inside, default=at)
        self.before = _once(op for at, op in self.temps.items() if at < first)

    def compared(self, put: ir.Operand, found: ir.Operand) -> Outcome:
        """Whether a variable, or a result, is the same behind both ways."""
        left, right = self._written(self.filling, put), self._written(self.finding, found)
        kinds = {left[0], right[0]}
        if "const" in kinds and "temporary" not in kinds:
            return Outcome.SAME if left == right else Outcome.DIFFERENT
        for place, value in self.fills:
            if right == place:
                return Outcome.SAME if left in (place, value) else Outcome.UNKNOWN
        is_kept = right[0] == "name" and self._is_kept(str(right[1]))
        return Outcome.SAME if left == right and is_kept else Outcome.UNKNOWN

    @cached_property
    def fills(self) -> tuple[Fill, ...]:
        """What is put where on the way that fills."""
        return tuple(self._fills())

    def _fills(self) -> Iterator[Fill]:
        several = {name: _NONE for name, value in _once(self.filling.operations).items() if value is None}
        known = self.before | several
        for op in sorted(self.filling.operations, key=lambda one: one.at):
            if isinstance(op, ir.Store) and op.name not in several:
                known[op.name] = op.value  # what is bound behind this is not what is put there
            match op:
                case ir.SetItem(_, base, index, value) if value is not None:
                    yield ("item", self._load(base, known), self._load(index, known)), self._load(value, known)
                case ir.SetAttribute(_, base, name, value) if value is not None:
                    yield ("attribute", self._load(base, known), name), self._load(value, known)
                case ir.SetItem(at, base, index, None) if at == self.at:  # which takes it out
                    yield ("item", self._load(base, known), self._load(index, known)), ("temporary", at)
                case ir.Call(at, int(callee), (key, *_), ()) if at == self.at and self._pops(callee):
                    assert not isinstance(key, ir.Starred)
                    held = self.temps[callee]
                    assert isinstance(held, ir.GetAttribute)
                    yield ("item", self._load(held.base, known), self._load(key, known)), ("temporary", at)
                case ir.GetItem(at, _, _) if at == self.at:  # of a dict with defaults
                    yield self._load(at, known), ("temporary", at)
                case ir.Store(_, name, value) if not self._is_own(name):
                    yield ("name", name), self._load(value, known)
                case ir.Call(_, int(callee), (value,), ()) if self._adds(op) and not isinstance(value, ir.Starred):
                    held = self.temps[callee]
                    assert isinstance(held, ir.GetAttribute)
                    yield ("item", self._load(held.base, known), self._load(value, known)), ("const", _TRUE)
                case ir.Call(at, int(callee), (_, value), ()) if not isinstance(value, ir.Starred):
                    match self.temps.get(callee):
                        case ir.GetAttribute(_, _, "setdefault"):
                            yield self._load(at, known), self._load(value, known)

    def _pops(self, callee: int) -> bool:
        """Whether something that is called is the method that takes an item out."""
        got = self.temps.get(callee)
        return isinstance(got, ir.GetAttribute) and got.name == "pop"

    def takes(self, table: ir.Operand, key: ir.Operand) -> bool:
        """Whether what is taken out is the item of a table under a key."""
        place = ("item", self._load(table, self.before), self._load(key, self.before))
        return any(one == place for one, _ in self.fills)

    @property
    def worth(self) -> Outcome:
        """Whether nothing but the condition has looked at what is filled before that, in the function or in a turn of
        a loop around.
        """
        looked = {place[1] if place[0] == "item" else place for place, _ in self.fills}
        asking, makes = self._asking(), isinstance(self.temps.get(self.at), ir.GetItem)
        for op in self._earlier():
            if op.at in asking or op.at in self.inside or isinstance(op, ir.Store | ir.Load | ir.Copy):
                continue
            if makes and isinstance(op, ir.GetItem | ir.SetItem) and self._load(op.base, self.before) in looked:
                continue  # which items there are besides makes no difference to one
            seen = {self._load(operand, self.before) for operand in ir.operands(op)}
            if seen & looked and not self._gives_filled(op):
                return Outcome.UNKNOWN
        return Outcome.SAME

    @property
    def besides(self) -> Outcome:
        """Whether what is filled is a flag, which says that something else was done: that is done on one way alone. A
        message may be no matter.
        """
        if not self.fills or any(value[0] != "const" for _, value in self.fills):
            return Outcome.SAME
        read = {operand for op in self.temps.values() for operand in ir.operands(op)}
        calls = [op for op in self.filling.operations if isinstance(op, ir.Call) and op.at not in read]
        done = [op for op in calls if not self._adds(op)]
        said = Outcome.SAME if len(done) < len(calls) else Outcome.UNKNOWN  # a set tells of each what was said
        return worst(said if self._is_message(op) else Outcome.DIFFERENT for op in done)

    def _adds(self, call: ir.Call) -> bool:
        """Whether a call puts something into a set, which is a flag of it."""
        got = self.temps.get(call.callee) if isinstance(call.callee, int) else None
        return isinstance(got, ir.GetAttribute) and got.name == "add" and len(call.arguments) == 1

    def _is_message(self, call: ir.Call) -> bool:
        """Whether a call prints, logs or warns."""
        got = self.temps.get(call.callee) if isinstance(call.callee, int) else None
        name = got.name if isinstance(got, ir.GetAttribute) else call.callee
        return name in ("print", "warn") or (isinstance(name, str) and logs(name))

    def _gives_filled(self, op: ir.Op) -> bool:
        """Whether it loads, behind the two ways, what was filled."""
        places = {place for place, _ in self.fills}
        return op.at > self.at and isinstance(op, ir.GetItem) and self._load(op.at, self.before) in places

    def _earlier(self) -> Iterator[ir.Op]:
        first = min(self.inside, default=self.at)
        turns = {
            op.at
            for loop in self.temps.values()
            if isinstance(loop, ir.For | ir.While) and self._holds(loop)
            for block in ir.nested(loop.body)
            for op in block
        }
        yield from (op for at, op in self.temps.items() if at < first or at in turns)

    def _holds(self, op: ir.Op) -> bool:
        inner = (one.at for block in ir.blocks(op) for below in ir.nested(block) for one in below)
        return self.at in inner

    def _asking(self) -> set[int]:
        """The operations by which the condition, and those around it, are found."""
        around = [op for op in self.temps.values() if isinstance(op, ir.If) and (op.at == self.at or self._holds(op))]
        waiting: list[ir.Operand | None] = [op.condition for op in around]
        match self.temps[self.at]:  # but for the key: what that is found by may be another one in a second run
            case ir.Call(_, asked, (_, *others), _):
                waiting += [asked, *(one for one in others if not isinstance(one, ir.Starred))]
            case ir.GetItem(_, asked) | ir.SetItem(_, asked):
                waiting.append(asked)
            case _:
                pass
        found: set[int] = set()
        names: set[str] = set()  # which may stand for each other: `x, y = y, x`
        while waiting:
            operand = waiting.pop()
            if isinstance(operand, str) and operand not in names:
                names.add(operand)
                waiting.append(self.before.get(operand) if self._is_own(operand) else None)
            elif isinstance(operand, int) and operand in self.temps and operand not in found:
                found.add(operand)
                waiting += ir.operands(self.temps[operand])
        return found

    def _written(self, along: Way, operand: ir.Operand) -> Expression:
        """What an operand stands for at the end of a way."""
        return self._load(operand, self.before | _once(along.operations))

    def _is_own(self, name: str) -> bool:
        """Whether a name is a variable of the function itself."""
        function = self.function
        is_bound = name in function.bound or any(parameter.name == name for parameter in function.parameters)
        return is_bound and name not in (function.globals | function.nonlocals)

    def _is_kept(self, name: str) -> bool:
        """Whether a name is a parameter that is never bound anew."""
        is_bound = any(isinstance(op, ir.Store) and op.name == name for op in self.temps.values())
        return not is_bound and any(parameter.name == name for parameter in self.function.parameters)

    def _load(self, operand: ir.Operand, known: Known) -> Expression:
        if isinstance(operand, ir.Const):
            return ("const", operand)
        if isinstance(operand, str):
            value = known.get(operand) if self._is_own(operand) else None
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


def _once(operations: Iterable[ir.Op]) -> Known:
    """What variables are bound to, of those that are bound once; None for the others."""
    found: Known = {}
    for op in operations:
        if isinstance(op, ir.Store):
            found[op.name] = None if op.name in found else op.value
    return found
