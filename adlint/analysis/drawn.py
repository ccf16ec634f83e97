"""Whether what is drawn matters: a draw that only names something, or only probes shapes, changes no result.

A forward walk over the readers of an operand. A value that is formatted, measured (its shape, its type) or raised is
at its end. It matters where it is returned, stored in something that outlives the call, decides a branch, or is given
to a call that is made for its effect; and where nobody reads it, for then it was drawn for its effect.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from adlint import ir
from adlint.analysis.summary import Step
from adlint.analysis.uses import Uses, uses
from adlint.interpret.facts import Facts
from adlint.interpret.program import identity
from adlint.interpret.values import External, atoms
from adlint.models.arrays import MEASURING_METHODS, METADATA

_ENDS = frozenset(
    "builtins.str builtins.repr builtins.hex builtins.format builtins.chr builtins.len builtins.type"
    " builtins.isinstance builtins.hasattr builtins.id time.sleep asyncio.sleep".split()
)
_JOINING = frozenset({"join", "format", "hex"})


def alters(functions: Mapping[str, ir.Function], facts: Mapping[str, Facts], draw: Step) -> bool:
    """Whether what the operation `draw` draws alters anything."""
    name, at = draw
    function = functions[name]
    own = function.bound if function.kind in ("module", "class") else frozenset[str]()
    shared = own | function.globals | function.nonlocals | _captured(functions, name)
    return _Drawn(facts[name], uses(function.body), shared).matters(at)


def _captured(functions: Mapping[str, ir.Function], name: str) -> frozenset[str]:
    """The variables that functions inside a function read."""
    found: set[str] = set()
    for block in ir.nested(functions[name].body):
        for op in block:
            inner = identity(name.partition(":")[0], op.function) if isinstance(op, ir.MakeFunction) else ""
            if inner in functions:
                reads = frozenset(o for o in uses(functions[inner].body) if isinstance(o, str))
                found |= (reads | _captured(functions, inner)) - functions[inner].bound
    return frozenset(found)


class _Drawn(Struct, frozen=True):
    """The function around a draw: its facts, who reads what, and the variables that others can see."""

    facts: Facts
    used: Uses
    shared: frozenset[str]

    def matters(self, operand: ir.Operand, seen: frozenset[ir.Operand] = frozenset()) -> bool:
        """Whether anything that outlives the function, or a branch in it, depends on the value of `operand`."""
        if operand in seen:
            return False
        if operand in self.shared:
            return True
        readers = self.used.get(operand)
        return not readers or any(self._reaches(op, operand, seen | {operand}) for op in readers)

    def _reaches(self, op: ir.Op, operand: ir.Operand, seen: frozenset[ir.Operand]) -> bool:
        match op:
            case ir.Build(_, "string") | ir.Binary(_, "%", ir.Const(_, str())) | ir.Raise() | ir.Annotate():
                return False
            case ir.GetAttribute(_, _, name) if name in METADATA:
                return False
            case ir.Call():
                return self._called(op, operand, seen)
            case ir.Binary(in_place=True) | ir.SetAttribute() | ir.Return() | ir.Yield() | ir.If() | ir.While():
                return True
            case ir.SetItem(_, base):
                return base != operand
            case ir.Store(_, to) | ir.Copy(_, to) | ir.Append(_, to):
                return self.matters(to, seen)
            case ir.Load(at) | ir.GetAttribute(at) | ir.GetItem(at) | ir.Unary(at) | ir.Binary(at) | ir.Build(at):
                return self.matters(at, seen)
            case ir.Unpack(at) | ir.Element(at) | ir.Await(at):
                return self.matters(at, seen)
            case _:
                return True

    def _called(self, op: ir.Call, operand: ir.Operand, seen: frozenset[ir.Operand]) -> bool:
        fact = self.facts.call.get(op.at)
        paths = [a.path for a in atoms(fact.callees) if isinstance(a, External)] if fact is not None else []
        method = "" if fact is None else fact.method
        if op.callee == operand:
            return method not in MEASURING_METHODS and self.matters(op.at, seen)
        if method in _JOINING or not _ENDS.isdisjoint(paths):
            return False
        return self.matters(op.at, seen)
