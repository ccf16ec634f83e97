"""Loops that go through arrays element by element, where one operation on whole arrays would do.

Such a loop reads elements at its index, works on each by itself, and stores at its index, appends, or adds up. What
reads elsewhere in an array that it writes is a recurrence, and needs the loop.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from msgspec import Struct

from adlint import ir
from adlint.analysis.numerical.carried import carried
from adlint.analysis.paths.paths import key
from adlint.checkpoint.candidates import codes
from adlint.differentiated.arrays import PLAIN, is_array, is_recorded
from adlint.differentiated.reached import Reached
from adlint.differentiated.repeated import trips
from adlint.differentiated.whole import Whole
from adlint.models.elementwise import ELEMENTWISE, is_elementwise, joins

_FEW = 8  # turns over components of vectors and the like
_PUTS = frozenset({"set", "add", "multiply", "mul", "divide", "min", "max", "power"})
_PLAIN = frozenset(f"builtins.{name}" for name in "abs min max pow float range len".split())


class Loop(Struct, frozen=True):
    """A loop over elements, the array that it reads, and how many operations a turn puts on the tape."""

    at: int
    array: str
    operations: int


@dataclass(slots=True)
class _Turn:
    """What a turn reads and writes, as far as that is elementwise."""

    reached: Reached
    whole: Whole
    loop: ir.For
    ops: dict[int, ir.Op]
    read: dict[str, ir.Operand] = field(default_factory=dict)  # by base and index
    written: dict[str, str] = field(default_factory=dict)  # the index by base
    operations: int = 0
    gives: bool = False

    def takes(self, op: ir.Op) -> bool:
        """Whether an operation is one of an elementwise turn."""
        match op:
            case ir.Store() | ir.Load() | ir.Copy() | ir.GetAttribute() | ir.Element() | ir.If():
                return True
            case ir.Unpack(_, value):
                return value == self.loop.at
            case ir.Unary() | ir.Binary():
                self.operations += op.at in self.reached.useful
                is_product = isinstance(op, ir.Binary) and op.operator.startswith("@")
                return not is_product and not any(map(self._is_whole, ir.operands(op)))
            case ir.Build(_, kind):
                return kind == "tuple"
            case ir.GetItem(_, base, index):
                return self._reads(base, index)
            case ir.SetItem(at, base, index, value) if value is not None and self._is_index(index):
                self.gives = self.gives or at in self.reached.useful
                return self.written.setdefault(key(base, self.reached.ops), self._key(index)) == self._key(index)
            case ir.Append(at, container):
                self.gives = self.gives or at in self.reached.useful
                return is_joined(self.reached, container)
            case ir.Call():
                return self._calls(op)
            case _:
                return False

    def _reads(self, base: ir.Operand, index: ir.Operand) -> bool:
        view = self.reached.ops.get(base) if isinstance(base, int) else None
        if isinstance(view, ir.GetAttribute) and view.name == "at":
            return self._is_index(index)
        if self._is_index(index, shifted=True):
            self.read[f"{key(base, self.reached.ops)}[{self._key(index)}]"] = base
            return True
        return loop_free(index, self.ops)

    def _calls(self, op: ir.Call) -> bool:
        fact = self.reached.facts.call.get(op.at)
        method = self.reached.ops.get(op.callee) if isinstance(op.callee, int) else None
        paths = self.reached.paths(op.at)
        if fact is None:
            return False
        if isinstance(method, ir.GetAttribute) and not paths:
            if method.name == "append":
                self.gives = self.gives or op.at in self.reached.useful
                return is_joined(self.reached, method.base)
            if method.name in _PUTS and ".at[" in key(method.base, self.reached.ops, 9):
                self.gives = self.gives or op.at in self.reached.useful
                return True
        if any(not isinstance(one, ir.Starred) and self._is_whole(one) for one in op.arguments):
            return False
        ours = codes(fact.callees)
        if ours:
            self.operations += op.at in self.reached.useful
            return all(_is_elementwise(self.whole, one) for one in ours)
        self.operations += op.at in self.reached.useful and not _PLAIN.issuperset(paths)
        if not paths:
            return isinstance(method, ir.GetAttribute) and method.name in ELEMENTWISE and not op.keywords
        return all((is_elementwise(path) and not path.startswith(PLAIN)) or path in _PLAIN for path in paths)

    def _is_whole(self, operand: ir.Operand) -> bool:
        """Whether an operand is a whole array in every turn."""
        if not isinstance(operand, str) or f"`{operand}`" in self.written or not loop_free(operand, self.ops):
            return False
        return is_array(self.reached, operand, surely=True)

    def _is_index(self, operand: ir.Operand, *, shifted: bool = False) -> bool:
        """Whether an index is that of the loop, alone or among others; `shifted` by a constant, too."""
        if isinstance(operand, str):
            stores = [op for op in self.ops.values() if isinstance(op, ir.Store) and op.name == operand]
            return len(stores) == 1 and self._is_index(stores[0].value)
        if operand == self.loop.at:
            return self._counts()
        op = self.ops.get(operand) if isinstance(operand, int) else None
        match op:
            case ir.Build(_, "tuple", items):
                several = [one for one in items if not isinstance(one, ir.Starred)]
                others = [one for one in several if not self._is_index(one)]
                fixed = all(loop_free(one, self.ops) and not self._is_slice(one) for one in others)
                return fixed and len(others) < len(several)
            case ir.Element(_, unpack, 0):
                return self._counts() and self.ops[unpack] is not None
            case ir.Binary(_, "+" | "-", left, right) if shifted:
                return self._is_index(left) and loop_free(right, self.ops)
            case _:
                return False

    def _counts(self) -> bool:
        made = self.reached.ops.get(self.loop.iterable) if isinstance(self.loop.iterable, int) else None
        return isinstance(made, ir.Call) and bool(
            {"builtins.range", "builtins.enumerate"} & set(self.reached.paths(made.at))
        )

    def _is_slice(self, operand: ir.Operand) -> bool:
        op = self.reached.ops.get(operand) if isinstance(operand, int) else None
        if isinstance(operand, ir.Const):
            return operand.value is ...
        return isinstance(op, ir.Build) and op.kind == "slice"

    def _key(self, operand: ir.Operand) -> str:
        return key(operand, self.reached.ops)


def loop_free(operand: ir.Operand, ops: dict[int, ir.Op]) -> bool:
    """Whether an operand is the same in every turn: a literal, or a variable that the turn does not set."""
    if isinstance(operand, str):
        return not any(isinstance(op, ir.Store) and op.name == operand for op in ops.values())
    return isinstance(operand, ir.Const) or operand not in ops


def is_joined(reached: Reached, container: ir.Operand) -> bool:
    """Whether a list becomes an array, or a sum; else its items may be wanted one by one."""
    for op in reached.ops.values():
        if isinstance(op, ir.Call) and op.arguments and op.arguments[0] == container:
            paths = reached.paths(op.at)
            if any(joins(path) or path == "builtins.sum" for path in paths):
                return True
        if isinstance(op, ir.Store) and op.value == container and is_joined(reached, op.name):
            return True
    return False


def element_loops(reached: Reached, whole: Whole) -> Iterator[Loop]:
    """The loops of a function that go through arrays element by element."""
    for op in reached.ops.values():
        if isinstance(op, ir.For) and not op.is_async:
            inside = {one.at: one for block in ir.nested(op.body) for one in block}
            few = trips(op, reached)
            if (few is None or few >= _FEW) and not any(isinstance(one, ir.For | ir.While) for one in inside.values()):
                found = _judged(_Turn(reached, whole, op, inside))
                if found is not None:
                    yield found


def _judged(turn: _Turn) -> Loop | None:
    reached = turn.reached
    if not all(turn.takes(op) for op in turn.ops.values()):
        return None
    if isinstance(turn.loop.iterable, str):
        turn.read[f"`{turn.loop.iterable}`"] = turn.loop.iterable
    sums = [name for name in carried(turn.loop.body) if not _is_own(turn, name)]
    if not all(_is_sum(turn, name) for name in sums):
        return None
    if any(_recurs(turn, place) for place in turn.read) or not (turn.gives or sums) or not turn.operations:
        return None
    several = [place.strip("`") for place in (*turn.read, *turn.written)]
    if not all(is_recorded(reached, place.partition("`")[0]) for place in several):
        return None
    name = next((name for name, base in sorted(turn.read.items()) if is_array(reached, base)), None)
    if name is None:
        return None
    return Loop(turn.loop.at, name.partition("[")[0].strip("`"), turn.operations)


def _is_own(turn: _Turn, name: str) -> bool:
    """Whether what is carried is an array of which a turn sets its own element: `y = y.at[i].set(v)`, `y[i] = v`."""
    stores = [op for op in turn.ops.values() if isinstance(op, ir.Store) and op.name == name]
    if not stores:
        return f"`{name}`" in turn.written
    return all(key(op.value, turn.reached.ops, 9).startswith(f"`{name}`.at[") for op in stores) and not any(
        place.startswith(f"`{name}`[") for place in turn.read
    )


def _is_sum(turn: _Turn, name: str) -> bool:
    """Whether what is carried is a sum, and not read otherwise."""
    stores = [op for op in turn.ops.values() if isinstance(op, ir.Store) and op.name == name]
    readers = [op for op in turn.ops.values() if name in ir.operands(op)]
    added = turn.ops.get(stores[0].value) if len(stores) == 1 and isinstance(stores[0].value, int) else None
    is_sum = isinstance(added, ir.Binary) and added.operator in ("+", "+=", "-=", "-") and added.left == name
    if not is_sum and isinstance(added, ir.Binary):
        is_sum = added.operator == "+" and added.right == name
    return is_sum and readers == [added] and stores[0].at in turn.reached.useful


def _recurs(turn: _Turn, place: str) -> bool:
    """Whether what is read was written by another turn."""
    base, _, index = place.partition("[")
    return base in turn.written and index.removesuffix("]") != turn.written[base]


def _is_elementwise(whole: Whole, name: str, deep: int = 2) -> bool:
    """Whether a function of the program works on numbers, or on each element of arrays by itself."""
    reached, function = whole.functions.get(name), whole.program.functions.get(name)
    if reached is None or function is None:
        return False
    for op in function.operations:
        match op:
            case ir.Call(at):
                fact = reached.facts.call.get(at)
                ours, paths = [] if fact is None else codes(fact.callees), reached.paths(at)
                known = bool(ours or paths) and all(is_elementwise(path) or path in _PLAIN for path in paths)
                if not known or not (deep and all(_is_elementwise(whole, one, deep - 1) for one in ours)):
                    return False
            case ir.Binary(_, operator) if operator.startswith("@"):
                return False
            case ir.Store() | ir.Unary() | ir.Binary() | ir.GetAttribute() | ir.Return() | ir.Load() | ir.Copy():
                pass
            case _:
                return False
    return True
