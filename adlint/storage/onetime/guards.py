"""Conditions that ask whether something is there yet: what is done where it is not, is done once.

`if key not in table: table[key] = f(key)` fills a table; after that, a second run finds what the first one found, and
does the same if both ways come to the same (`once.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from msgspec import Struct

from adlint import ir
from adlint.storage.flow.loads import Outcome, Way
from adlint.storage.frame import Frame
from adlint.storage.location.places import Place
from adlint.storage.onetime import there
from adlint.storage.onetime.looking import is_counted, is_looked_at, table_of
from adlint.storage.onetime.once import behind, behind_end, is_passed, way
from adlint.storage.operation.attributes import attributes_held
from adlint.storage.seen import Watch
from adlint.storage.state import State
from adlint.storage.things.values import NONE, Ref, Thing, Value

Empty: TypeAlias = tuple[frozenset[Place], frozenset[Place]]  # what is not there if a condition holds, if it does not
_NONE: frozenset[Place] = frozenset()
_UNNAMED = frozenset({"AttributeError", "NameError"})
_MISSING = frozenset({"KeyError", "AttributeError", "IndexError", "NameError", "LookupError"})


def compared(f: Frame, op: ir.Binary, left: Value, right: Value) -> None:
    """`key in table`, `x is None`, `x is missing`."""
    if op.operator in ("is", "is not") and _is_mark(f, op.right, left, right):
        left = tuple([atom for atom in left if atom not in right])
    elif op.operator in ("is", "is not", "==", "!=") and right != NONE:
        return
    places = _tested(f, right if op.operator in ("in", "not in") else left)
    if op.operator in ("not in", "is", "=="):
        f.tests[op.at] = (places, _NONE)
    elif op.operator in ("in", "is not", "!="):
        f.tests[op.at] = (_NONE, places)


def has(f: Frame, at: int, thing: Thing | None, step: str) -> None:
    """`hasattr(x, name)`."""
    places = frozenset(place.at(step) for place in f.run.paths_of(thing)) if thing is not None else _NONE
    for place in places:
        f.run.use_at(place)
    f.tests[at] = (_NONE, _asked(f, places))


def _is_mark(f: Frame, operand: ir.Operand, left: Value, right: Value) -> bool:
    """Whether a variable around the function holds one thing alone, which stands for what a table does not hold."""
    is_around = isinstance(operand, str) and f.scope(operand) != f.variables
    return is_around and len(right) == 1 and isinstance(right[0], Ref) and right[0] in left and len(left) > 1


def negated(f: Frame, op: ir.Unary, value: Value) -> None:
    """`not table`, `not (key in table)`."""
    holds, fails = tested(f, op.operand, value)
    f.tests[op.at] = (fails, holds)
    there.negated(f, op)


def tested(f: Frame, condition: ir.Operand, value: Value) -> Empty:
    """What is not there yet where a condition holds, and where it does not."""
    known = f.tests.get(condition) if isinstance(condition, int) else None
    return known or (_NONE, _tested(f, value))


def missing(f: Frame, state: State, op: ir.Try, caught: ir.Operand | None, tried: Watch) -> frozenset[Place]:
    """What is not there where an exception says so: any of what was read, or loaded by its name, where it was tried."""
    if not isinstance(caught, str) or caught not in _MISSING:
        return _NONE
    read = (table_of(place) for place in tried.read if place.kind != "local")
    return frozenset(read) | (frozenset(_loaded(f, state, op.body)) if caught in _UNNAMED else _NONE)


def _loaded(f: Frame, state: State, body: ir.Block) -> Iterator[Place]:
    """The global variables that operations name, and the attributes of what stands outside of the function."""
    for op in (one for block in ir.nested(body) for one in block):
        for name in [one for one in ir.operands(op) if isinstance(one, str) and f.scope(one) is None]:
            yield Place(name, (), "global", f.module)
        if isinstance(op, ir.GetAttribute) and (held := attributes_held(f.value(state, op.base))) is not None:
            yield from (place.at(f".{op.name}") for place in f.run.paths_of(held) if place.kind != "local")


class Arm(Struct, frozen=True):
    """One of two ways, what was written on it, and whether its end is reached."""

    watch: Watch
    operations: ir.Block
    goes_on: bool

    @property
    def way(self) -> Way:
        """Its operations and what it returned."""
        return way(self.operations, goes_on=self.goes_on)


def met(f: Frame, op: ir.If | ir.Try, filling: Arm, finding: Arm) -> None:
    """Two ways meet: on one of them something may have been put where nothing was, on the other one it was found."""
    watch, other = filling.watch, finding.watch
    if not watch.empty:
        return
    changes = bool(other.filled or other.besides)
    ends = filling.goes_on and not finding.goes_on and not changes
    if ends and finding.way.returned and _is_passed(f, op):
        f.run.watches.append(watch)  # what follows is done where it was not found
        f.ends.append((watch, op.at, finding.way))
    elif watch.filled:
        outcome = Outcome.UNKNOWN if changes else behind(f.function, op.at, filling.way, finding.way)
        _decided(f, watch, outcome)


def ended(f: Frame, depth: int) -> None:
    """The end of a function: what it put somewhere since it found nothing there, and what it gave instead."""
    del f.run.watches[depth:]
    for watch, at, finding in f.ends:
        if watch.filled:
            is_open = f.function.is_generator
            _decided(f, watch, Outcome.UNKNOWN if is_open else behind_end(f.function, at, finding))


def _decided(f: Frame, watch: Watch, outcome: Outcome) -> None:
    """What is put where nothing was is no change, if it comes to the same to find it, and nothing is written only then
    that a snapshot puts back, or that is written otherwise, too; and if nothing had asked before what is there in all.
    """
    run, filled = f.run, watch.filled
    if outcome is Outcome.SAME and (is_counted(f, filled) or is_looked_at(f, filled)):
        outcome = Outcome.UNKNOWN
    if outcome is Outcome.SAME and any(again or one.kind == "local" for one, again in watch.besides.items()):
        outcome = Outcome.UNKNOWN
    if outcome is Outcome.SAME:
        run.seen.settled.update((f.identity, table_of(place)) for place in filled)
    else:
        for place, (chain, is_sure) in watch.filled.items():
            run.change(place, chain, is_sure=is_sure and outcome is Outcome.DIFFERENT)


def _is_passed(f: Frame, op: ir.If | ir.Try) -> bool:
    is_whole = not f.run.is_piece or f.variables != f.run.root
    is_one = isinstance(op, ir.If) or (len(op.handlers) == 1 and not op.final)
    return is_whole and is_one and is_passed(f.function, op)


def _tested(f: Frame, value: Value) -> frozenset[Place]:
    """The places of what is asked for; noted, for those who put something there later."""
    return _asked(f, _places(f, value))


def _asked(f: Frame, places: frozenset[Place]) -> frozenset[Place]:
    for place in places:
        f.run.seen.tested.setdefault(place, {}).setdefault(f.identity)
    return places


def _places(f: Frame, value: Value) -> frozenset[Place]:
    found = (place for atom in value if isinstance(atom, Ref) for place in f.run.paths_of(atom.thing))
    return frozenset(map(table_of, found))
