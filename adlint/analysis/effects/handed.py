"""Which functions that are handed to a call are taken to be called by it.

A library function is taken to call what it is given (`scan`, `solve_ivp`, `map`). A function of the program is if it
calls that parameter, passes it on, or leaves it to a nested function; one that only stores it is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adlint import ir
from adlint.interpret.views.described import Code, External, Parameter, Partial, Value, Wrapped, atoms
from adlint.interpret.views.facts import CallFact, Facts
from adlint.models.protocols import KEEPING

PARTIAL = "functools.partial"
# builtins that look at what they are given, or wrap it, and do not call it
ASKING = frozenset(
    f"builtins.{name}"
    for name in (
        "callable isinstance issubclass hasattr getattr len id type repr str print list tuple set"
        " staticmethod classmethod property"
    ).split()
)


def handed(
    facts: Facts, everything: Mapping[str, Facts], functions: Mapping[str, ir.Function]
) -> dict[int, tuple[str, ...]]:
    """The functions that each call of a function is handed and is taken to call, by operation."""
    found = {}
    for at in facts.handing:
        call = facts.call[at]
        codes = list(_codes(call, everything, functions))
        if codes:
            found[at] = tuple(dict.fromkeys(codes))
    return found


def given_to(facts: Facts) -> tuple[str, ...]:
    """The functions of the program that may be called by the calls that hand functions on."""
    callees = [atom for at in facts.handing for atom in atoms(facts.call[at].callees)]
    return tuple(dict.fromkeys(atom.function for atom in callees if isinstance(atom, Code)))


def _codes(call: CallFact, everything: Mapping[str, Facts], functions: Mapping[str, ir.Function]) -> Iterator[str]:
    for position, value in enumerate(call.arguments):
        yield from (c for c in _functions(value) if _is_called(call, position, "", everything, functions))
    for name, value in call.keywords:
        yield from (c for c in _functions(value) if _is_called(call, -1, name or "", everything, functions))


def _functions(value: Value) -> Iterator[str]:
    for atom in atoms(value):
        if isinstance(atom, Code):
            yield atom.function
        elif isinstance(atom, Partial):
            yield from _functions(atom.callee)


def _is_called(
    call: CallFact, position: int, name: str, everything: Mapping[str, Facts], functions: Mapping[str, ir.Function]
) -> bool:
    for atom in atoms(call.callees):
        match atom:
            case External(path) if path not in ASKING and not path.startswith(KEEPING):
                return True
            case Partial() | Wrapped():
                return True
            case Code(function, receiver) if function in functions:
                given = functions[function].positional[receiver is not None :]
                parameter = name or (given[position] if 0 <= position < len(given) else "")
                if not parameter or _uses(functions[function], everything[function], parameter):
                    return True
            case _:
                continue
    return False


def _uses(function: ir.Function, facts: Facts, parameter: str) -> bool:
    """Whether a function calls a parameter, passes it on, or may leave it to a function that it defines."""
    if any(isinstance(op, ir.MakeFunction) for op in function.body) or parameter not in function.positional:
        return True
    for _, call in facts.calls:
        if any(_is(atom, parameter) for atom in atoms(call.callees)):
            return True
        if any(_is(atom, parameter) for value in call.arguments for atom in atoms(value)) and not call.method:
            return True
    return False


def _is(atom: object, parameter: str) -> bool:
    return isinstance(atom, Parameter) and atom.name == parameter
