"""Methods of what a function is passed, where its variables are known to be objects of the program's classes.

The interpreter leaves open what a caller may pass. Where all calls of a function pass objects of one class, or its use
says the class of a variable, the sets know it; with this, the rules on reentrancy do, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from adlint.interpret.program import Program
from adlint.interpret.views.described import Atom, Code, Instance, Parameter, Value, atoms, joined
from adlint.interpret.views.facts import CallFact, Facts
from adlint.storage.definitions.members import first_member
from adlint.storage.definitions.names import Names
from adlint.storage.parameters.called import Callers
from adlint.storage.parameters.evidence import kinds

Orders = Mapping[str, tuple[str, ...]]


def resolved(
    program: Program, facts: Mapping[str, Facts], orders: Orders, above: Mapping[str, Sequence[str]]
) -> dict[str, Facts]:
    """The facts, with functions in the place of such methods; those of a function are the same where it calls none.
    `orders` are the classes of the program with their bases, `above` has the callers of each function.
    """
    callers = Callers(program, Names(program, orders, {}).path, facts, above)
    return {name: _of_function(callers, orders, name) for name in facts}


def _of_function(callers: Callers, orders: Orders, function: str) -> Facts:
    program, own = callers.program, callers.facts[function]
    if not any(atom.path[-1] in program.definers for _, call in own.calls for atom in _methods(call)):
        return own
    known = {**callers.passed_kinds(function), **kinds(program, callers.resolve, function)}
    calls = tuple([(at, _of_call(program, orders, known, call)) for at, call in own.calls])
    if calls == own.calls:
        return own
    found = dict.fromkeys(atom.function for _, call in calls for atom in atoms(call.callees) if isinstance(atom, Code))
    edges = {callee: (at, callee) for at, callee in own.edges}
    return replace(own, calls=calls, edges=tuple({**{callee: (0, callee) for callee in found}, **edges}.values()))


def _methods(call: CallFact) -> Iterator[Parameter]:
    yield from (atom for atom in atoms(call.callees) if isinstance(atom, Parameter) and atom.path)


def _of_call(program: Program, orders: Orders, known: Mapping[str, str], call: CallFact) -> CallFact:
    if not any(_methods(call)):
        return call
    return replace(call, callees=joined([_callee(program, orders, known, atom) for atom in atoms(call.callees)]))


def _callee(program: Program, orders: Orders, known: Mapping[str, str], atom: Atom) -> Value:
    """The method that a class defines, if that of the object is known."""
    if not (isinstance(atom, Parameter) and atom.path):
        return atom
    cls = known.get(".".join((atom.name, *atom.path[:-1])), "")
    found = first_member(program, orders.get(cls, ()), atom.path[-1])
    return Code(found.function, Instance(cls)) if found is not None and found.kind == "method" else atom
