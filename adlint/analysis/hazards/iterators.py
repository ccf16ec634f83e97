"""Loops that take items from an iterator that stands in a module: what they have taken is gone in a second run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adlint import ir
from adlint.analysis.effects.changes import NOTHING_FOUND, Found, owner
from adlint.analysis.effects.summary import Hazard
from adlint.analysis.hazards.standing import Body
from adlint.interpret.program import Program, identity
from adlint.interpret.views.facts import Facts
from adlint.models import Effect

_TAKEN = frozenset({"generator", "iterator", "lazy"})


def taken(program: Program, name: str, facts: Facts, bodies: Mapping[str, Body]) -> Found:
    """The loops of a function that take from iterators of modules, by operation."""
    function = program.functions[name]
    is_own = function.kind in ("module", "class")
    if is_own or not function.of(ir.For):
        return NOTHING_FOUND
    steps = _taken(program, name, facts, bodies)
    return {at: Hazard(Effect.ADVANCE, variable, whose, ((name, at),)) for at, variable, whose in steps}


def _taken(
    program: Program, name: str, facts: Facts, bodies: Mapping[str, Body]
) -> Iterator[tuple[int, str, str]]:
    function, module, walked = program.functions[name], identity(name.partition(":")[0], ""), dict(facts.walked)
    going = bodies[module].iterators if module in bodies else frozenset[int | str]()
    ops = function.numbered
    for op in function.of(ir.For):
        one, variable = walked.get(op.at), _loaded(op.iterable, ops)
        held = bodies[one.maker].held.get(one.at, "") if one is not None and one.maker in bodies else ""
        if one is not None and held:
            if one.kind in _TAKEN or one.at in bodies[one.maker].iterators:
                yield op.at, held, one.maker
        elif variable in going and owner(program, name, function, variable) == module:
            yield op.at, variable, module


def _loaded(operand: ir.Operand, ops: Mapping[int, ir.Op]) -> str:
    got = ops.get(operand) if isinstance(operand, int) else None
    named = got.name if isinstance(got, ir.Load) else operand
    return named if isinstance(named, str) else ""
