"""Evaluations of programs given as texts."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent

from adlint.evaluate.evaluate import Evaluated, evaluate
from adlint.evaluate.expression import parsed
from adlint.frameworks import LIBRARIES
from adlint.interpret.program import Program
from adlint.lower import lower
from adlint.shapes.sizes import Sizes
from adlint.symbolic import Polynomial, polynomial
from adlint.symbolic import evaluate as bound
from adlint.tape.systems.overloading import record
from adlint.trace import show


def evaluated(text: str, call: str, framework: str = "numpy", sizes: Mapping[str, int] | None = None) -> Evaluated:
    """A call in a module `main` of the text."""
    program = Program({"main": lower(dedent(text)).module}, frozenset())
    return evaluate(program, lambda _: None, LIBRARIES, "main", parsed(call), framework, sizes or {})


def trace(text: str, call: str) -> str:
    """The text of the trace, without the line of the outermost call, and without those that say which variable holds
    an array.
    """
    found = evaluated(text, call)
    assert found.failure is None, found.failure
    lines = [line for line in show(found.trace).splitlines()[1:] if "numpy.bind(" not in line]
    return "\n".join(line.removeprefix("  ") for line in lines)


def elemental(text: str, call: str, **sizes: int) -> int | Polynomial:
    """The bytes of the elemental overloading tape with respect to all arguments."""
    found = evaluated(text, call, sizes=sizes)
    assert found.failure is None, found.failure
    tape = record(found.trace, found.arguments.values(), "elemental", Sizes(dict(found.bounds)))
    assert not tape.gaps, tape.gaps
    return bound(polynomial(tape.bytes), sizes)
