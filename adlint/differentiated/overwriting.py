"""Values that the reverse sweep needs and that are overwritten in place after their use.

A walk through a function in the order in which it runs. Names hold values; an operation whose reverse needs some notes
them; an operation that writes to the memory of one of these overwrites it. Of branches only what happens in all of
them counts, and a value is active only where something says so: this rule tells of what surely happens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from adlint import ir
from adlint.analysis.paths.paths import key
from adlint.differentiated.active import Active
from adlint.differentiated.arrays import is_array
from adlint.differentiated.flow import is_in_place
from adlint.differentiated.needs import Needs, layer_name, needs, operator_name
from adlint.differentiated.reached import Reached
from adlint.interpret.views.described import Instance, atoms

_VIEWS = frozenset({"T", "mT", "view", "reshape", "squeeze", "unsqueeze", "transpose", "permute", "detach", "ravel"})
_SAME = frozenset({"contiguous", "to"})  # perhaps the same array, perhaps not


class Use(Struct, frozen=True):
    """An operation whose reverse needs a value, and the index at which it reads it, if it does not read all."""

    at: int
    name: str
    index: str


class Overwritten(Struct, frozen=True):
    """An operation that overwrites, the variable, and the use whose reverse needs the old value."""

    at: int
    variable: str
    use: Use


@dataclass(slots=True)
class _Memory:
    """What names and temporaries hold, and which values are needed for what."""

    holds: dict[ir.Operand, int] = field(default_factory=dict)
    index: dict[int, str] = field(default_factory=dict)
    needed: dict[int, dict[Use, None]] = field(default_factory=dict)

    def copy(self) -> _Memory:
        """The same, to go on with apart."""
        return _Memory(dict(self.holds), dict(self.index), {one: dict(uses) for one, uses in self.needed.items()})


class Walk:
    """Goes through a function that `system` differentiates, whose active values are known."""

    def __init__(self, reached: Reached, system: str, active: Active) -> None:
        self._reached, self._system, self._active = reached, system, active
        self._memory = _Memory()
        self._number = 0
        self.found: dict[int, Overwritten] = {}

    def run(self) -> Iterator[Overwritten]:
        """What is overwritten."""
        self._block(self._reached.code.body)
        yield from self.found.values()

    def _block(self, block: ir.Block) -> bool:
        """Go through a block; whether its end is reached."""
        for op in block:
            if isinstance(op, ir.Return | ir.Raise | ir.Break | ir.Continue):
                return False
            inner = ir.blocks(op)
            if isinstance(op, ir.For | ir.While):
                self._loop(op)
            elif isinstance(op, ir.With):
                if op.at not in self._reached.flow.untracked and not self._is_untracked(op):
                    self._block(op.body)
            elif inner:
                self._branches(inner)
            else:
                self._step(op)
        return True

    def _is_untracked(self, op: ir.With) -> bool:
        return any(one.at in self._reached.flow.untracked for one in op.body)

    def _loop(self, op: ir.For | ir.While) -> None:
        for _ in range(2):
            before = self._memory.copy()
            if not self._block(op.body):
                self._memory = before

    def _branches(self, inner: Sequence[ir.Block]) -> None:
        start, ends = self._memory, []
        for block in inner:
            self._memory = start.copy()
            if self._block(block):
                ends.append(self._memory)
        self._memory = _met(ends) if ends else start

    def _step(self, op: ir.Op) -> None:
        self._memory.holds.pop(op.at, None)  # that of the turn before
        match op:
            case ir.Store(_, name, value):
                held = self._of(value)
                if held is None:
                    self._memory.holds.pop(name, None)
                else:
                    self._memory.holds[name] = held
            case ir.Load(at, name):
                self._alias(at, name, "")
            case ir.GetItem(at, base, index):
                if self._is_basic(index):
                    self._alias(at, base, key(index, self._reached.ops))
            case ir.GetAttribute(at, base, name) if name in _VIEWS:
                self._alias(at, base, "*")
            case ir.SetItem(at, base, index, value) if value is not None:
                self._overwrites(at, base, key(index, self._reached.ops))
            case ir.Binary(at, operator, left, right):
                self._uses(at, operator_name(operator), (left, right), anew=op.in_place)
                if op.in_place:
                    if self._system == "torch" or is_array(self._reached, left):
                        self._overwrites(at, left, "")
                    self._alias(at, left, "")
            case ir.Call():
                self._call(op)
            case _:
                pass

    def _call(self, op: ir.Call) -> None:
        fact = self._reached.facts.call.get(op.at)
        if fact is None or any(isinstance(one, ir.Starred) for one in op.arguments):
            return
        method = self._reached.ops.get(op.callee) if isinstance(op.callee, int) else None
        arguments = tuple(one for one in op.arguments if not isinstance(one, ir.Starred))
        paths = fact.paths
        if paths:
            name = paths[0].rpartition(".")[2]
            if len(paths) == 1 and paths[0].startswith(("torch.", "numpy.", "scipy.special.")):
                self._apply(op, name, arguments)
        elif isinstance(fact.callees, Instance) and fact.callees.of.startswith("torch.nn."):
            self._uses(op.at, layer_name(fact.callees.of.rpartition(".")[2]), arguments)
        elif isinstance(method, ir.GetAttribute) and not any(isinstance(a, Instance) for a in atoms(fact.callees)):
            if method.name in _VIEWS:
                self._alias(op.at, method.base, "*")
            elif method.name not in _SAME:
                self._apply(op, method.name, (method.base, *arguments))

    def _apply(self, op: ir.Call, name: str, operands: tuple[ir.Operand, ...]) -> None:
        """A function of a library, or a method of an array."""
        given = dict(op.keywords)
        inplace = given.get("inplace")
        if is_in_place(name) or (isinstance(inplace, ir.Const) and inplace.value is True):
            if operands:
                self._uses(op.at, name.removesuffix("_"), operands, anew=True)
                self._overwrites(op.at, operands[0], "")
                self._alias(op.at, operands[0], "")
                self._results(op.at, name.removesuffix("_"), operands)
            return
        self._uses(op.at, name, operands)
        if "out" in given:
            self._overwrites(op.at, given["out"], "")

    def _uses(self, at: int, name: str, operands: tuple[ir.Operand, ...], *, anew: bool = False) -> None:
        """Note what the reverse of an operation needs. Where it writes `anew` to its first operand, PyTorch keeps a
        copy of what stood there; source transformation pushes it.
        """
        found: Needs = needs(self._system, name, operands, [self._active.is_active(one) for one in operands])
        if at not in self._reached.useful or at in self._reached.flow.untracked:
            return
        several = [operands[n] for n in found.operands if n > 0 or not anew or self._system != "torch"]
        for one in (*several, *([at] if found.result and not anew else ())):
            if one == at:
                self._make(at)
            value = self._of(one)
            if value is not None:
                index = self._memory.index.get(one, "") if isinstance(one, int) else ""
                self._memory.needed.setdefault(value, {})[Use(at, name, index)] = None

    def _results(self, at: int, name: str, operands: tuple[ir.Operand, ...]) -> None:
        """Note that the reverse of an operation in place needs what it has written."""
        found = needs(self._system, name, operands, [self._active.is_active(one) for one in operands])
        value = self._of(operands[0])
        if found.result and value is not None and at in self._reached.useful:
            self._memory.needed.setdefault(value, {})[Use(at, name, "")] = None

    def _of(self, operand: ir.Operand) -> int | None:
        """The value that an operand holds; what is met first is a value of its own."""
        if isinstance(operand, ir.Const):
            return None
        if operand not in self._memory.holds:
            self._make(operand)
        return self._memory.holds[operand]

    def _make(self, operand: ir.Operand) -> None:
        self._number += 1
        self._memory.holds[operand] = self._number

    def _alias(self, at: int, base: ir.Operand, index: str) -> None:
        value = self._of(base)
        if value is not None:
            self._memory.holds[at] = value
            inner = self._memory.index.get(base, "") if isinstance(base, int) else ""
            self._memory.index[at] = _within(inner, index)

    def _is_basic(self, index: ir.Operand) -> bool:
        """Whether an index gives a view: numbers and slices."""
        op = self._reached.ops.get(index) if isinstance(index, int) else None
        if isinstance(op, ir.Build) and op.kind == "tuple":
            return all(not isinstance(one, ir.Starred) and self._is_basic(one) for one in op.items)
        if isinstance(op, ir.Build):
            return op.kind == "slice"
        return isinstance(index, ir.Const) or self._active.is_count(index)

    def _overwrites(self, at: int, base: ir.Operand, index: str) -> None:
        value = self._of(base)
        if value is None or at in self._reached.flow.untracked:
            return
        inner = self._memory.index.get(base, "") if isinstance(base, int) else ""
        index = _within(inner, index)
        for use in self._memory.needed.pop(value, {}):
            if self._system == "torch" or (index != "*" and use.index in ("", index)):
                name = key(base, self._reached.ops).replace("`", "").partition("[")[0]
                self.found.setdefault(at, Overwritten(at, name, use))


def _within(outer: str, index: str) -> str:
    """The index of a part of a part, as far as it is told apart."""
    return "*" if outer and index else outer or index


def _met(ends: list[_Memory]) -> _Memory:
    """What holds at the end of all branches."""
    first = ends[0]
    for other in ends[1:]:
        first.holds = {one: value for one, value in first.holds.items() if other.holds.get(one) == value}
        for value, uses in first.needed.items():
            first.needed[value] = {use: None for use in uses if use in other.needed.get(value, {})}
    return first


def targets(reached: Reached) -> Iterator[ir.Operand]:
    """What a function may write to in place."""
    for op in reached.ops.values():
        match op:
            case ir.SetItem(_, base):
                yield base
            case ir.Binary(_, _, left) if op.in_place:
                yield left
            case ir.Call(_, callee, arguments, keywords):
                method = reached.ops.get(callee) if isinstance(callee, int) else None
                names = {name: value for name, value in keywords if name in ("inplace", "out")}
                if names or (isinstance(method, ir.GetAttribute) and is_in_place(method.name)):
                    yield from (one for one in arguments[:1] if not isinstance(one, ir.Starred))
                    yield from names.values()
                    yield from (_behind(method.base, reached),) if isinstance(method, ir.GetAttribute) else ()
            case _:
                pass


def _behind(operand: ir.Operand, reached: Reached) -> ir.Operand:
    """What a chain of methods, attributes and items begins with: `x` in `x.detach()[0]`."""
    op = reached.ops.get(operand) if isinstance(operand, int) else None
    match op:
        case ir.GetAttribute(_, base) | ir.GetItem(_, base) | ir.Call(_, base):
            return _behind(base, reached)
        case _:
            return operand
