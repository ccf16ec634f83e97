"""What flows in a numerical function: facts an operand, and what is known meanwhile.

GIVEN (derived from an argument, or from the state of `self`), FLOAT (used as a float or as an array of floats), ARRAY
(an array of anything: floats, as soon as it is calculated with), MOVED (surely an array, by what a library makes of it
or what is asked of it: floats, as long as nothing says that it is none), TEXT, and OWNED (it may be an argument itself,
or a part of one: what is stored in it is seen by the caller).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from adlint import ir
from adlint.analysis.numerical.declared import Declared, is_float
from adlint.interpret.views.facts import Facts

GIVEN, FLOAT, ARRAY, TEXT, OWNED, MOVED = 1, 2, 4, 8, 16, 32
NUMERIC = GIVEN | FLOAT


class Callees(Protocol):
    """What is known of the functions that are called."""

    def is_numeric(self, name: str) -> bool:
        """Whether a function makes floats of what it is given."""

    def passes(self, name: str) -> bool:
        """Whether floats that a function is given come back."""

    def calculates(self, name: str) -> bool:
        """Whether a function calculates with floats."""

    def declared(self, name: str) -> Declared:
        """What its annotations say of a function."""

    def is_record(self, name: str) -> bool:
        """Whether objects of a class hold what they are made of: named tuples, dataclasses."""


@dataclass(slots=True)
class Flow:
    """What is known while a function is gone through: the facts of its variables and operations, what it returns or
    stores in what it was given, whether it calculates itself, the functions that it calls, and its loops that carry
    floats.
    """

    facts: Facts
    of: dict[ir.Operand, int]
    callees: Callees
    declared: Declared
    names: dict[int, str] = field(default_factory=dict)
    bases: dict[ir.Operand, ir.Operand] = field(default_factory=dict)
    result: int = 0
    calculates: bool = False
    called: dict[str, None] = field(default_factory=dict)
    depth: int = 0
    nested: int = 0  # loops
    loops: set[int] = field(default_factory=set)
    lists: set[ir.Operand] = field(default_factory=set)

    def get(self, operand: ir.Item | None) -> int:
        """The facts of an operand."""
        if isinstance(operand, ir.Starred):
            operand = operand.value
        if operand is None or isinstance(operand, ir.Const):
            return FLOAT if operand is not None and is_float(operand) else 0
        return self.of.get(operand, 0)

    def returns(self, value: int) -> None:
        """A value with these facts is a result."""
        if value & GIVEN and value & (FLOAT | MOVED):
            self.result = NUMERIC

    def reach(self, base: ir.Operand, stored: int) -> None:
        """Storing floats in what was given is a result."""
        if self.get(base) & OWNED:
            self.returns(stored)


def union(parts: Iterable[int]) -> int:
    """The facts of several together."""
    found = 0
    for part in parts:
        found |= part
    return found
