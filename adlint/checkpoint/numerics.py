"""Which functions are numerical, found on demand over the whole program."""

from __future__ import annotations

from collections.abc import Mapping

from adlint import ir
from adlint.analysis.counts import counts
from adlint.analysis.declared import Declared, declared
from adlint.analysis.numeric import Numeric, numeric
from adlint.interpret.facts import Facts
from adlint.interpret.program import Program

_NOT = Numeric(is_numeric=False, loops=frozenset(), calculates=False)


class Numerics:
    """Answers for functions by identity; a recursive one is taken not to be numerical for its own sake."""

    def __init__(self, program: Program, facts: Mapping[str, Facts]) -> None:
        self._program = program
        self._facts = facts
        self._known: dict[tuple[str, bool], Numeric] = {}
        self._declared: dict[str, dict[str, Declared]] = {}
        self._uses: dict[str, Declared] = {}

    def __call__(self, name: str) -> Numeric:
        """The answer for one function."""
        return self._judge(name, given=False)

    def is_numeric(self, name: str) -> bool:
        """Whether a function makes floats of what it is given."""
        return self._judge(name, given=False).is_numeric

    def passes(self, name: str) -> bool:
        """Whether floats that a function is given come back."""
        return self._judge(name, given=True).is_numeric

    def calculates(self, name: str) -> bool:
        """Whether a function, or what it calls, calculates with floats."""
        return self._judge(name, given=False).calculates

    def _judge(self, name: str, *, given: bool) -> Numeric:
        key = (name, given)
        if key not in self._known:
            self._known[key] = _NOT
            function = self._program.functions.get(name)
            if function is not None and function.kind in ("function", "lambda"):
                said = self._used(name, function)
                if given:
                    said = Declared(frozenset(p.name for p in function.parameters) - said.plain, said.plain)
                self._known[key] = numeric(function, self._facts[name], said, self)
        return self._known[key]

    def _used(self, name: str, function: ir.Function) -> Declared:
        """What is declared of the variables of a function, or shows in their use."""
        if name not in self._uses:
            said = self.declared(name)
            self._uses[name] = Declared(said.floats, said.plain | counts(function, self._facts[name]))
        return self._uses[name]

    def declared(self, name: str) -> Declared:
        """What its annotations say of a function."""
        outer = self._program.enclosing(name) or ""
        if outer not in self._declared:
            self._declared[outer] = declared(self._program.functions[outer]) if outer in self._program.functions else {}
        return self._declared[outer].get(name.partition(":")[2], Declared())
