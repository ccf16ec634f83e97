"""Statements that can be undone: `x += f(y)` with x not in y, whose old value is what is left after `x -= f(y)`.

What f(y) is made of has to be there again when the reverse sweep comes to the statement: variables that the loop does
not change, and those that change by statements of the same kind alone, as in a leapfrog scheme.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct

from adlint import ir
from adlint.analysis.paths.paths import Definitions, definitions
from adlint.differentiated.loopwise import Turn
from adlint.models.elementwise import ELEMENTWISE

Update: TypeAlias = tuple[ir.Binary, ir.Operand]  # the sum that a variable is set to, and what is added to it

_SUMS = frozenset({"+", "-", "+=", "-="})
_LINEAR = frozenset("add subtract negative positive real imag conj conjugate angle where roll diff cumsum sum".split())
_CURVED = (ELEMENTWISE - _LINEAR) | frozenset({"norm", "dot", "matmul"})


class Invertible(Struct, frozen=True):
    """A statement in the loop at operation `loop`: it adds something to the variable `name`."""

    at: int
    loop: int
    name: str


def inverting(code: ir.Function) -> Iterator[Invertible]:
    """The statements in loops of a function that can be undone, of variables whose old values an adjoint needs."""
    ops = definitions(code.body)
    for loop in ops.values():
        if isinstance(loop, ir.For | ir.While):
            turn = Turn(code, loop, ops)
            for name, op in undoable(turn).items():
                if _is_needed(turn, name):
                    yield Invertible(op.at, loop.at, name)


def undoable(turn: Turn) -> dict[str, ir.Binary]:
    """The updates that can be undone: fewer and fewer, until what is left can be with what is left."""
    found: dict[str, Update] = {}
    for name, several in turn.stores.items():
        update = _update(turn, name, several[0]) if len(several) == 1 else None
        if update is not None:
            found[name] = update
    while True:
        wrong = [name for name, update in found.items() if not _is_there(turn, name, update, found)]
        if not wrong:
            return {name: op for name, (op, _) in found.items()}
        for name in wrong:
            del found[name]


def _update(turn: Turn, name: str, store: ir.Store) -> Update | None:
    """The sum that a variable is set to, and what is added to it."""
    op = turn.ops.get(store.value) if isinstance(store.value, int) else None
    if not isinstance(op, ir.Binary) or op.operator not in _SUMS:
        return None
    if turn.name(op.left) == name:
        return op, op.right
    return (op, op.left) if op.operator == "+" and turn.name(op.right) == name else None


def _is_there(turn: Turn, name: str, update: Update, others: Mapping[str, Update]) -> bool:
    """Whether what is added changes, and can be computed again when all that comes after it has been undone."""
    states = frozenset(others)
    made = turn.made_of(update[1:], stop=states)
    if name in made.names or made.names.isdisjoint(turn.stores):
        return False
    if any(_is_made_here(turn.ops, one) or _is_stale(turn, one, update, others) for one in made.names - states):
        return False
    return not any(_is_alias(turn, one, name) for one in made.names) and not _changes(turn, made.names - states)


def _is_stale(turn: Turn, name: str, update: Update, others: Mapping[str, Update]) -> bool:
    """Whether a variable was set with a state that is another one when the statement runs."""
    several = turn.stores.get(name, [])
    if not several:
        return False
    first, last = several[0].at, update[0].at
    states = turn.made_of((op.value for op in several), stop=others).names.intersection(others)
    return len(several) > 1 or first > last or any(first < others[one][0].at < last for one in states)


def _is_made_here(ops: Definitions, name: str) -> bool:
    """Whether a name is that of a function in the function, which may see any of its variables."""
    stores = [op for op in ops.values() if isinstance(op, ir.Store) and op.name == name]
    return any(isinstance(ops.get(op.value), ir.MakeFunction) for op in stores if isinstance(op.value, int))


def _is_alias(turn: Turn, other: str, name: str) -> bool:
    """Whether a variable may be another one, or a view of it."""
    todo, seen = [other], set[str]()
    while todo:
        one = todo.pop()
        if one in seen:
            continue
        seen.add(one)
        for op in turn.ops.values():
            if isinstance(op, ir.Store) and op.name == one:
                value = op.value
                while isinstance(value, int) and isinstance(turn.ops.get(value), ir.GetItem | ir.GetAttribute):
                    value = next(iter(ir.operands(turn.ops[value])))  # type: ignore[arg-type]
                base = turn.name(value) if not isinstance(value, ir.Const) else ""
                if base == name:
                    return True
                todo += [base] if base else []
    return False


def _changes(turn: Turn, names: set[str]) -> bool:
    """Whether the loop puts anything into one of the arrays of these names, in place."""
    for op in turn.inside.values():
        target = op.base if isinstance(op, ir.SetItem | ir.SetAttribute) else None
        if target is not None and turn.name(target) in names:
            return True
    # a variable that a turn makes of what it was, though not by a sum, is not there again
    return any(name in names for name in turn.carried())


def _is_needed(turn: Turn, name: str) -> bool:
    """Whether the adjoint of something in the loop needs the values of a variable: it is multiplied by what changes, a
    power or a divisor, or given to a function that is not linear.
    """
    changing = set(turn.stores)
    for op in turn.inside.values():
        match op:
            case ir.Binary(_, "**", left, _) if _is_of(turn, left, name):
                return True
            case ir.Binary(_, "/", _, right) if _is_of(turn, right, name):
                return True
            case ir.Binary(_, "*" | "@", left, right):
                sides = [turn.made_of((one,), stop=changing).names for one in (left, right)]
                if any(name in one and not other.isdisjoint(changing) for one, other in (sides, sides[::-1])):
                    return True
            case ir.Call(_, callee, arguments):
                called = turn.name(callee) or _last(turn, callee)
                if called in _CURVED and any(
                    not isinstance(one, ir.Starred) and _is_of(turn, one, name) for one in arguments
                ):
                    return True
            case _:
                pass
    return False


def _last(turn: Turn, callee: ir.Operand) -> str:
    op = turn.ops.get(callee) if isinstance(callee, int) else None
    return op.name if isinstance(op, ir.GetAttribute) else ""


def _is_of(turn: Turn, operand: ir.Operand, name: str) -> bool:
    return name in turn.made_of((operand,), stop=turn.stores).names
