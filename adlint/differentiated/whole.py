"""The whole program, as far as what is differentiated needs it: who calls whom with what, and what functions change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from adlint import ir
from adlint.analysis.effects.solve import Calls
from adlint.analysis.graph.callgraph import reachable
from adlint.analysis.paths.paths import definitions
from adlint.checkpoint.candidates import codes
from adlint.differentiated.reached import Reached, plain
from adlint.differentiated.writing import root, written
from adlint.interpret.program import Program
from adlint.interpret.views.described import Code, Instance, atoms
from adlint.interpret.views.facts import CallFact, Facts


class Passed(Struct, frozen=True):
    """What a call gives to a parameter of a function of the program; "" where it is not known to which."""

    function: str
    parameter: str
    value: ir.Operand


class Whole(Struct, frozen=True, dict=True):
    """The program, its facts and calls, and the functions in it that are differentiated, by name."""

    program: Program
    facts: Mapping[str, Facts]
    made: Calls
    functions: Mapping[str, Reached]

    @cached_property
    def _written(self) -> dict[str, frozenset[str]]:
        return {}

    @cached_property
    def _attributes(self) -> dict[str, frozenset[str]]:
        return {}

    def passed(self, op: ir.Call, caller: Reached) -> Iterator[Passed]:
        """What a call gives to the functions of the program that it may call."""
        fact = caller.facts.call.get(op.at)
        method = caller.ops.get(op.callee) if isinstance(op.callee, int) else None
        for code in codes(fact.callees) if fact is not None else ():
            function = self.program.functions.get(code)
            if function is None:
                continue
            given: list[ir.Item] = list(op.arguments)
            if fact is not None and _is_bound(fact, code):
                given.insert(0, method.base if isinstance(method, ir.GetAttribute) else op.callee)
            names = function.positional
            for number, one in enumerate(given):
                if isinstance(one, ir.Starred):
                    break
                yield Passed(code, names[number] if number < len(names) else "", one)
            yield from (Passed(code, name or "", value) for name, value in op.keywords)

    def callers(self, function: str) -> Iterator[tuple[Reached, tuple[int, ...]]]:
        """Who calls a function, differentiated or not, with the calls."""
        for name in dict.fromkeys(self.made.above.get(function, ())):
            facts = self.facts.get(name)
            made = facts.calls if facts is not None else ()
            calls = tuple(at for at, call in made if function in codes(call.callees))
            if facts is not None and calls and name != function:
                yield self.functions.get(name) or plain(name, self.program.functions[name], facts), calls

    def writes(self, function: str, parameter: str) -> bool:
        """Whether a function of the program writes itself to what it is given."""
        if function not in self._written:
            ops = definitions(self.program.functions[function].body)
            several = [root(one, ops) for op in ops.values() for one in written(op, ops, lambda _: ())]
            self._written[function] = frozenset(filter(None, several))
        return parameter in self._written[function]

    def sets(self, function: str) -> frozenset[str]:
        """The attributes that a function, or what it calls, sets."""
        if function not in self._attributes:
            everything = self.program.functions
            below = [everything[one] for one in reachable(self.made.graph, [function]) if one in everything]
            self._attributes[function] = frozenset(name for code in below for name in _set(code.body))
        return self._attributes[function]


def _set(body: ir.Block) -> Iterator[str]:
    for block in ir.nested(body):
        yield from (op.name for op in block if isinstance(op, ir.SetAttribute))


def _is_bound(fact: CallFact, code: str) -> bool:
    """Whether the first parameter is the object that is called, or on which."""
    for atom in atoms(fact.callees):
        match atom:
            case Code(function, receiver) if function == code:
                return receiver is not None
            case Instance(of) if code.startswith(f"{of}."):
                return True
            case _:
                pass
    return False
