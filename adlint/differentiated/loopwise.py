"""What the variables of a loop are made of, within one of its turns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from adlint import ir
from adlint.analysis.paths.paths import Definitions, Meeting, key
from adlint.models.arrays import METADATA


@dataclass(slots=True)
class Turn:
    """A turn of a loop: `ops` are the operations of the function, `stores` those that set variables in the loop."""

    code: ir.Function
    loop: ir.For | ir.While
    ops: Definitions
    inside: dict[int, ir.Op] = field(default_factory=dict)
    stores: dict[str, list[ir.Store]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        test = self.loop.test if isinstance(self.loop, ir.While) else ()
        for block in ir.nested((*test, *self.loop.body)):
            for op in block:
                self.inside[op.at] = op
                if isinstance(op, ir.Store):
                    self.stores.setdefault(op.name, []).append(op)

    def made_of(self, ends: Iterable[ir.Operand], stop: Iterable[str] = ()) -> Made:
        """What flows into values within the turn; variables in `stop` are not followed."""
        found, todo, held = Made(set(), set()), list(ends), set(stop)
        while todo:
            one = todo.pop()
            if isinstance(one, str):
                if one not in found.names:
                    found.names.add(one)
                    todo += [op.value for op in self.stores.get(one, ()) if one not in held]
            elif isinstance(one, int) and one not in found.ops:
                found.ops.add(one)
                todo += self.parts(one)
        return found

    def parts(self, at: int) -> Iterator[ir.Operand]:
        """What an operation works on."""
        op = self.ops.get(at)
        match op:
            case None:
                pass
            case Meeting(_, _, parts):
                yield from parts
            case ir.GetAttribute(_, _, name) if name in METADATA:
                pass
            case ir.Load(_, name):
                yield name
            case ir.For(_, iterable):
                yield iterable
            case ir.Call(_, callee, arguments, keywords):
                yield callee
                yield from (one.value if isinstance(one, ir.Starred) else one for one in arguments)
                yield from (value for _, value in keywords)
            case _:
                yield from ir.operands(op)

    def name(self, operand: ir.Operand) -> str:
        """The variable that a value is; "" if it is none."""
        text = key(operand, self.ops)
        return text[1:-1] if text.startswith("`") and text.endswith("`") and text.count("`") == 2 else ""

    def carried(self) -> Iterator[str]:
        """The variables that a turn makes of what they were, and that are there before the loop."""
        parameters = {one.name for one in self.code.parameters}
        before = {op.name for op in self.ops.values() if isinstance(op, ir.Store) and op.at not in self.inside}
        for name, several in self.stores.items():
            if name in parameters | before and name in self.made_of(op.value for op in several).names:
                yield name


@dataclass(slots=True)
class Made:
    """The operations and the variables that something is made of."""

    ops: set[int]
    names: set[str]
