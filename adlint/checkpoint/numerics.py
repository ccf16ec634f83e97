"""Which functions are numerical, found on demand over the whole program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from adlint import ir
from adlint.analysis.numerical.counts import counts
from adlint.analysis.numerical.declared import Declared, declared
from adlint.analysis.numerical.numeric import Numeric, numeric
from adlint.interpret.program import Program
from adlint.interpret.views.facts import Facts
from adlint.memo import Memo

_NOT = Numeric(is_numeric=False, loops=frozenset(), calculates=False)
_Key: TypeAlias = tuple[str, bool]  # a function, and whether it is given floats


@dataclass(slots=True)
class _Reads:
    """What an answer was made of: other answers, what is declared of functions, and which classes are records."""

    answers: dict[_Key, Numeric] = field(default_factory=dict)
    said: dict[str, Declared] = field(default_factory=dict)
    records: dict[str, bool] = field(default_factory=dict)


class _Kept(Struct, frozen=True):
    """An answer, with all that it was made of."""

    found: Numeric
    function: ir.Function | None
    facts: Facts | None
    reads: _Reads


class Numerics:
    """Answers for functions by identity; a recursive one is taken not to be numerical for its own sake. Those that were
    made of the same before an edit are not looked for again: what an answer was made of is asked in the order in which
    it was then, and where all of it is what it was, so is the answer, though it goes round and depends on who asked.
    """

    def __init__(self, program: Program, facts: Mapping[str, Facts], memo: Memo) -> None:
        self._program = program
        self._facts = facts
        self._memo = memo
        self._before, self._now = memo.generations("numerics")
        self._known: dict[_Key, Numeric] = {}
        self._reading: list[_Reads] = []

    def __call__(self, name: str) -> Numeric:
        """The answer for one function."""
        return self._judge((name, False))

    def is_numeric(self, name: str) -> bool:
        """Whether a function makes floats of what it is given."""
        return self._judge((name, False)).is_numeric

    def passes(self, name: str) -> bool:
        """Whether floats that a function is given come back."""
        return self._judge((name, True)).is_numeric

    def calculates(self, name: str) -> bool:
        """Whether a function, or what it calls, calculates with floats."""
        return self._judge((name, False)).calculates

    def declared(self, name: str) -> Declared:
        """What its annotations say of a function."""
        outer = self._program.functions.get(self._program.enclosing(name) or "")
        said = {} if outer is None else self._memo(declared, outer)
        found = said.get(name.partition(":")[2], Declared())
        if self._reading:
            self._reading[-1].said[name] = found
        return found

    def is_record(self, name: str) -> bool:
        """Whether objects of a class hold what they are made of: it has annotated fields, and no constructor."""
        functions = self._program.functions
        body = functions[name].body if name in functions and f"{name}.__init__" not in functions else ()
        found = any(isinstance(op, ir.Annotate) for op in body)
        if self._reading:
            self._reading[-1].records[name] = found
        return found

    def _judge(self, key: _Key) -> Numeric:
        if key not in self._known:
            self._known[key] = _NOT
            self._known[key] = self._found(key)
        if self._reading:
            self._reading[-1].answers[key] = self._known[key]
        return self._known[key]

    def _found(self, key: _Key) -> Numeric:
        """The answer, and what it is made of put down."""
        function, facts = self._program.functions.get(key[0]), self._facts.get(key[0])
        old: _Kept | None = self._before.get(key)
        reads = _Reads()
        self._reading.append(reads)
        if old is not None and old.function is function and old.facts == facts and self._is_same(old.reads):
            found = old.found
        else:
            found = self._evaluated(key, function)
        self._reading.pop()
        self._now[key] = _Kept(found, function, facts, reads)
        return found

    def _is_same(self, reads: _Reads) -> bool:
        """Whether all that an answer was made of is what it was."""
        if any(self.declared(name) != said for name, said in reads.said.items()):
            return False
        if any(self.is_record(name) != said for name, said in reads.records.items()):
            return False
        return all(self._judge(key) == found for key, found in reads.answers.items())

    def _evaluated(self, key: _Key, function: ir.Function | None) -> Numeric:
        name, given = key
        if function is None or function.kind not in ("function", "lambda"):
            return _NOT
        said, facts = self.declared(name), self._facts[name]
        said = replace(said, plain=said.plain | counts(function, facts))
        if given:
            said = Declared(frozenset(p.name for p in function.parameters) - said.plain, plain=said.plain)
        return numeric(function, facts, said, self)
