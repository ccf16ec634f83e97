"""Loops that take items from an iterator that stands in a module: what they have taken is gone in a second run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adlint import ir
from adlint.analysis.changes import NOTHING_FOUND, Found, owner
from adlint.analysis.paths import Definitions, defined
from adlint.analysis.standing import Variables
from adlint.analysis.summary import Hazard
from adlint.analysis.uses import unpacked
from adlint.interpret.described import Code, atoms
from adlint.interpret.facts import Facts
from adlint.interpret.program import Program, identity
from adlint.models import Effect
from adlint.models.iterators import goes_on

_TAKEN = frozenset({"generator", "iterator", "lazy"})


def taken(program: Program, name: str, facts: Mapping[str, Facts], variables: Variables) -> Found:
    """The loops of a function that take from iterators of modules, by operation."""
    function = program.functions[name]
    if function.kind in ("module", "class"):
        return NOTHING_FOUND
    steps = _taken(program, name, facts, function, dict(variables))
    return {at: Hazard(Effect.ADVANCE, variable, whose, ((name, at),)) for at, variable, whose in steps}


def _taken(
    program: Program,
    name: str,
    facts: Mapping[str, Facts],
    function: ir.Function,
    held: Mapping[tuple[str, int], str],
) -> Iterator[tuple[int, str, str]]:
    module, ops, walked = identity(name.partition(":")[0], ""), defined(function), dict(facts[name].walked)
    for op in ops.values():
        if not isinstance(op, ir.For):
            continue
        one, variable = walked.get(op.at), _loaded(op.iterable, ops)
        if one is not None and (one.maker, one.at) in held:
            if one.kind in _TAKEN or _goes_on(program, facts.get(one.maker), one.at):
                yield op.at, held[one.maker, one.at], one.maker
        elif owner(program, name, function, variable) == module and _is_iterator(program, facts, variable, module):
            yield op.at, variable, module


def _loaded(operand: ir.Operand, ops: Definitions) -> str:
    got = ops.get(operand) if isinstance(operand, int) else None
    named = got.name if isinstance(got, ir.Load) else operand
    return named if isinstance(named, str) else ""


def _is_iterator(program: Program, facts: Mapping[str, Facts], variable: str, module: str) -> bool:
    """Whether a module sets a variable to nothing but iterators."""
    ops = defined(program.functions[module])
    made = [unpacked(op.value, ops) for op in ops.values() if isinstance(op, ir.Store) and op.name == variable]
    return bool(made) and all(isinstance(one, int) and _goes_on(program, facts.get(module), one) for one in made)


def _goes_on(program: Program, facts: Facts | None, at: int) -> bool:
    """Whether a call makes an iterator, by a function of a library or by a generator of the program."""
    call = facts.call.get(at) if facts is not None else None
    if call is None:
        return False
    made = [atom.function for atom in atoms(call.callees) if isinstance(atom, Code)]
    is_generator = bool(made) and all(program.functions[one].is_generator for one in made if one in program.functions)
    return is_generator if made else bool(call.paths) and all(map(goes_on, call.paths))
