"""The whole program, in a fixed number of rounds: each function is evaluated with what the round before left.

No result depends on the order of evaluation, so none depends on the history of edits or on a hash seed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from msgspec import Struct

from adlint import ir
from adlint.failures import Guard
from adlint.interpret.evaluate import evaluate
from adlint.interpret.facts import Facts, Key
from adlint.interpret.program import Program
from adlint.interpret.values import Value, join
from adlint.interpret.world import World, structure
from adlint.ir import Const

OUTER = 2  # rounds over modules and classes alone
ROUNDS = 2  # rounds over everything after them
GENERATIONS = 3  # evaluations that are kept of one function


class Trace(Struct, frozen=True):
    """An evaluation and all that it read: valid wherever the same reads give the same values."""

    reads: tuple[tuple[Key, Value | None], ...]
    facts: Facts

    def holds(self, table: Mapping[Key, Value]) -> bool:
        """Whether the evaluation would read the same in `table`."""
        for key, value in self.reads:
            found = table.get(key)
            if found is not value and found != value:
                return False
        return True


@dataclass(slots=True)
class Evaluations:
    """What has been evaluated, over edits and rounds: for each identity its function and the last evaluations."""

    traces: dict[str, tuple[ir.Function, list[Trace]]] = field(default_factory=dict)
    misses: int = 0

    def facts(self, function: ir.Function, identity: str, world: World, guard: Guard) -> Facts:
        """`evaluate`, unless an earlier evaluation read just what `world` holds."""
        before = self.traces.get(identity)
        if before is None or (before[0] is not function and before[0] != function):
            before = self.traces[identity] = (function, [])
        known = before[1]
        for trace in known:
            if trace.holds(world.table):
                return trace.facts
        self.misses += 1
        world.reads = {}
        facts = guard(identity, lambda: evaluate(function, identity, world), lambda: None)
        if facts is None:
            return Facts.nothing()
        known.append(Trace(tuple(world.reads.items()), facts))
        del known[:-GENERATIONS]
        return facts

    def keep(self, functions: Mapping[str, ir.Function]) -> None:
        """Drop what belongs to functions that are gone."""
        self.traces = {name: kept for name, kept in self.traces.items() if name in functions}


def solve(
    program: Program,
    evaluations: Evaluations,
    guard: Guard,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> dict[str, Facts]:
    """The facts of every function of the program, by identity."""
    functions = program.functions
    outer = {name: f for name, f in functions.items() if f.kind in ("module", "class")}
    fixed = structure(program)
    world = World(program, fixed)
    facts: dict[str, Facts] = {}
    total = OUTER * len(outer) + ROUNDS * len(functions)
    done = 0
    for number, members in enumerate([outer] * OUTER + [functions] * ROUNDS, 1):
        facts = {}
        for name, function in members.items():
            facts[name] = evaluations.facts(function, name, world, guard)
            done += 1
            if not done % 256:
                progress(done, total)
        if number < OUTER + ROUNDS:
            table = _table(facts.values())
            world = World(program, fixed | {("round", "", ""): Const("", None)} | table)
    evaluations.keep(functions)
    return facts


def _table(facts: Iterable[Facts]) -> dict[Key, Value]:
    table: dict[Key, Value] = {}
    for found in facts:
        for key, value in found.writes:
            old = table.get(key)
            table[key] = value if old is None else join(old, value)
    return table
