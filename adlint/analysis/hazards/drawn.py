"""Whether what is drawn matters: a draw that only names something, or only probes shapes, changes no result.

A forward walk over the readers of an operand. A number that becomes a text goes on as one; a text matters where it is
read back or looks something up. A value that is measured (its shape, its type), raised or asserted is at its end,
unless what is measured depends on the numbers themselves. Where it decides a branch that only computes, it goes on in
the variables that are set there. It matters where it is returned, stored in something that outlives the call, decides
another branch, or is given to a call that is made for its effect; and where nobody reads it, for then it was drawn for
its effect.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from adlint import ir
from adlint.analysis.effects.summary import Step
from adlint.analysis.paths.uses import Uses, used_in
from adlint.interpret.program import identity
from adlint.interpret.views.described import Instance
from adlint.interpret.views.facts import CallFact, Facts
from adlint.models.arrays import MEASURING_METHODS, METADATA
from adlint.models.reading import is_reading
from adlint.models.storage import writes

_TEXTS = frozenset(f"builtins.{name}" for name in "str repr hex format chr ascii bin oct".split())
_MEASURES = frozenset(f"builtins.{name}" for name in "len type isinstance hasattr id callable".split())
_PAUSES = frozenset({"time.sleep", "asyncio.sleep"})
_READS = frozenset(f"builtins.{name}" for name in "int float complex eval hash len".split())
_JOINING = frozenset({"join", "format"})
_COMPUTING = (ir.Load, ir.GetAttribute, ir.GetItem, ir.Unary, ir.Binary, ir.Build, ir.Call)
# what they give has a size that depends on the numbers
_SELECTING = frozenset("flatnonzero nonzero where argwhere unique compress extract choice choices sample".split())


class _Reached(Struct, frozen=True):
    """An operand that the draw has reached: as a text, or as something whose size depends on the numbers drawn."""

    operand: ir.Operand
    is_text: bool = False
    is_selected: bool = False


def alters(functions: Mapping[str, ir.Function], facts: Mapping[str, Facts], draw: Step) -> bool:
    """Whether what the operation `draw` draws alters anything."""
    name, at = draw
    function = functions[name]
    own = function.bound if function.kind in ("module", "class") else frozenset[str]()
    shared = own | function.globals | function.nonlocals | _captured(functions, name)
    around = _Around(facts[name], used_in(function), shared, at)
    start = _Reached(at, is_selected=not _SELECTING.isdisjoint(_last_names(facts[name].call.get(at))))
    seen, todo = {start}, [start]
    while todo:
        reached = todo.pop()
        readers = around.used.get(reached.operand)
        if reached.operand in shared or not readers:
            return True
        for op in readers:
            found = around.passes(op, reached)
            if found is None:
                return True
            new = [next_one for next_one in found if next_one not in seen]
            seen.update(new)
            todo += new
    return False


def _captured(functions: Mapping[str, ir.Function], name: str) -> frozenset[str]:
    """The variables that functions inside a function read."""
    found: set[str] = set()
    for op in functions[name].of(ir.MakeFunction):
        inner = identity(name.partition(":")[0], op.function)
        if inner in functions:
            reads = frozenset(o for o in used_in(functions[inner]) if isinstance(o, str))
            found |= (reads | _captured(functions, inner)) - functions[inner].bound
    return frozenset(found)


def _paths(call: CallFact | None) -> list[str]:
    return call.paths if call is not None else []


def _last_names(call: CallFact | None) -> Iterator[str]:
    return (path.rpartition(".")[2] for path in _paths(call))


class _Around(Struct, frozen=True):
    """The function around a `draw`: its facts, who reads what, and the variables that others can see."""

    facts: Facts
    used: Uses
    shared: frozenset[str]
    draw: int

    def passes(self, op: ir.Op, reached: _Reached) -> list[_Reached] | None:
        """Where an operation that reads what is reached takes it; None if it matters there."""
        match op:
            case ir.Raise() | ir.Annotate():
                return []
            case ir.If(_, int()) if self._holds_draw(op):
                return []  # it was decided before
            case ir.If(_, _, then, orelse):
                ways = [self._decided(block) for block in (then, orelse)]
                set_there = [to for way in ways if way is not None for to in way]
                return None if None in ways else [replace(reached, operand=to, is_text=False) for to in set_there]
            case ir.Build(at, "string" | "formatted"):
                return [_Reached(at, is_text=True)]
            case ir.Binary(at, "%", ir.Const(_, str())):
                return [_Reached(at, is_text=True)]
            case ir.Call():
                return self._called(op, reached)
            case ir.Store(_, to) | ir.Copy(_, to) | ir.Append(_, to):
                return [replace(reached, operand=to)]
            case ir.Load(at) | ir.Build(at) | ir.Unpack(at) | ir.Element(at) | ir.Await(at):
                return [replace(reached, operand=at)]
            case _ if reached.is_text:
                return self._read(op, reached)
            case ir.GetAttribute(_, _, name) if name in METADATA and not reached.is_selected:
                return []
            case ir.GetItem(at, _, index):
                return [replace(reached, operand=at, is_selected=reached.is_selected or index == reached.operand)]
            case ir.Binary(at, operator) if not op.in_place:
                chosen = reached.is_selected or operator in ir.COMPARISONS
                return [replace(reached, operand=at, is_selected=chosen)]
            case ir.GetAttribute(at) | ir.Unary(at):
                return [replace(reached, operand=at)]
            case ir.SetItem(_, base) if base == reached.operand:
                return []
            case _:
                return None

    def _holds_draw(self, op: ir.If) -> bool:
        return any(inner.at == self.draw for block in ir.nested((op,)) for inner in block)

    def _decided(self, block: ir.Block) -> list[ir.Operand] | None:
        """The variables that a block sets that does nothing but compute, or fails as an assertion; None of another."""
        last = block[-1] if block else None
        made = next((op for op in block if isinstance(last, ir.Raise) and op.at == last.exception), None)
        if isinstance(made, ir.Call) and made.callee == "AssertionError":
            return []
        found: list[ir.Operand] = []
        for op in block:
            match op:
                case ir.Store(_, to) | ir.Copy(_, to):
                    found.append(to)
                case ir.Call() if not self._computes(op):
                    return None
                case ir.Binary() if op.in_place:
                    return None
                case ir.If(_, _, then, orelse):
                    for way in map(self._decided, (then, orelse)):
                        if way is None:
                            return None
                        found += way
                case _ if not isinstance(op, _COMPUTING):
                    return None
        return found

    def _computes(self, op: ir.Call) -> bool:
        """Whether a call reads what it is given, and gives something new."""
        fact = self.facts.call.get(op.at)
        is_known = fact is not None and bool(fact.paths) and not fact.models
        return is_known and all(is_reading(path) and not writes(path) for path in _paths(fact))

    def _read(self, op: ir.Op, reached: _Reached) -> list[_Reached] | None:
        """Where a text goes: what looks something up with it depends on the draw."""
        match op:
            case ir.GetItem(_, _, index) | ir.SetItem(_, _, index) if index == reached.operand:
                return None
            case ir.GetItem(at) | ir.GetAttribute(at) | ir.Binary(at) | ir.Unary(at):
                return [replace(reached, operand=at)]
            case ir.If() | ir.While() | ir.For() | ir.Match():
                return None
            case _:
                return []

    def _called(self, op: ir.Call, reached: _Reached) -> list[_Reached] | None:
        fact = self.facts.call.get(op.at)
        paths = _paths(fact)
        given = replace(reached, operand=op.at)
        if reached.is_text:
            is_said = op.at not in self.used  # a message
            return [] if is_said else [replace(given, is_text=_READS.isdisjoint(paths))]
        if op.callee == reached.operand:
            is_measured = fact is not None and fact.method in MEASURING_METHODS and not reached.is_selected
            return [] if is_measured else [given]
        if not _PAUSES.isdisjoint(paths) or (not _MEASURES.isdisjoint(paths) and not reached.is_selected):
            return []
        if not _TEXTS.isdisjoint(paths) or (fact is not None and _joins(fact)):
            return [replace(given, is_text=True)]
        chosen = reached.is_selected or not _SELECTING.isdisjoint(_last_names(fact))
        return [replace(given, is_selected=chosen)]


def _joins(call: CallFact) -> bool:
    """Whether a call is `join` or `format` of a text."""
    receiver = call.receiver
    is_text = isinstance(receiver, ir.Const) or (isinstance(receiver, Instance) and receiver.of == "builtins.str")
    return call.method in _JOINING and is_text
