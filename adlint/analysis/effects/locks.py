"""Locks that a piece of code relies on without taking them itself."""

from __future__ import annotations

from collections.abc import Iterator

from adlint import ir
from adlint.analysis.hazards.standing import standing
from adlint.analysis.paths.paths import Definitions, definitions, key
from adlint.interpret.views.described import Handle, Instance, atoms
from adlint.interpret.views.facts import CALLEE, CallFact, Facts
from adlint.models import LOCKS

_ACQUIRE = frozenset(f"{lock}.acquire" for lock in LOCKS)
_RELEASE = frozenset(f"{lock}.release" for lock in LOCKS)


def held_around(body: ir.Block, facts: Facts, at: int) -> Iterator[int]:
    """The `with` statements that hold a lock around operation `at` of a function, outermost first."""
    for op in body:
        if not any(at in definitions(inner) for inner in ir.blocks(op)):
            continue
        managed = atoms(facts.managers[op.at]) if op.at in facts.managers else ()
        if any(isinstance(atom, Instance | Handle) and atom.of in LOCKS for atom in managed):
            yield op.at
        for inner in ir.blocks(op):
            yield from held_around(inner, facts, at)
        return


def released_first(block: ir.Block, body: ir.Block, facts: Facts) -> tuple[int, ...]:
    """The operations of a piece that release a lock which nothing in it has acquired before; `body` is the function
    around it.
    """
    own = [op for inner in ir.nested(block) for op in inner if isinstance(op, ir.Call) and op.at in facts.call]
    used = [op for op in own if not (_ACQUIRE | _RELEASE).isdisjoint(facts.call[op.at].models)]
    if not used:
        return ()
    ops = definitions(body)
    taken: set[str] = set()
    found = []
    for op in sorted(used, key=lambda op: op.at):
        lock = lock_of(op, facts.call[op.at], ops)
        if not _ACQUIRE.isdisjoint(facts.call[op.at].models):
            taken.add(lock)
        elif lock not in taken:
            found.append(op.at)
    return tuple(found)


def lock_of(op: ir.Call, call: CallFact, ops: Definitions) -> str:
    """What tells the lock whose method is called from others: where a module made it, or the expression that it is."""
    one = standing(call, CALLEE)
    got = ops.get(op.callee) if isinstance(op.callee, int) else None
    named = key(got.base, ops) if isinstance(got, ir.GetAttribute) else ""
    return f"{one.maker}{one.at}" if one is not None else named
