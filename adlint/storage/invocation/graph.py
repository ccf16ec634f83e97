"""What the call graph says of the calls that are gone through."""

from __future__ import annotations

from collections.abc import Iterator

from adlint.interpret.views.described import Code, Partial, Value, atoms
from adlint.interpret.views.facts import CallFact
from adlint.storage.frame import Frame
from adlint.storage.run import Run


def told(f: Frame, at: int) -> CallFact | None:
    """What it says of a call."""
    facts = f.run.facts.get(f.identity)
    return facts.call.get(at) if facts is not None else None


def reached(f: Frame) -> list[str]:
    """The functions that the calls of a function reach, through a library or not."""
    return calls_of(f.run, f.identity)


def calls_of(run: Run, function: str) -> list[str]:
    """The functions that another one calls, through a library or not."""
    facts = run.facts.get(function)
    return [callee for _, callee in facts.edges] if facts is not None else []


def reached_otherwise(f: Frame) -> list[str]:
    """The functions of the program that the calls of a function reach, and that none of them names."""
    facts = f.run.facts.get(f.identity)
    named = {one for _, call in facts.calls for one in _functions(call.callees)} if facts is not None else set[str]()
    return [one for one in reached(f) if one in f.run.program.functions and one not in named]


def is_called(f: Frame, at: int, function: str) -> bool:
    """Whether it has it that an operation calls a function of the program, or hands it to a library that does."""
    fact = told(f, at)
    if fact is None:
        return False
    handed = (*fact.arguments, *[value for _, value in fact.keywords]) if fact.paths else ()
    return any(function in _functions(value) for value in (fact.callees, *handed))


def _functions(value: Value) -> Iterator[str]:
    for atom in atoms(value):
        match atom:
            case Code(function):
                yield function
            case Partial(inner):
                yield from _functions(inner)
            case _:
                pass
