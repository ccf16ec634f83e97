"""What depends on the index of a loop, once the turn is over: any of what it was in all turns."""

from __future__ import annotations

from adlint.storage.regions import Turns, in_all_turns, mixed, moves, walks
from adlint.storage.state import State
from adlint.storage.values import NUMBER, Atom, Bound, Early, Number, Original, Range, Ref, Shape, Slice, Value
from adlint.symbolic import Bounds, Polynomial, depends_on


def forget(state: State, turns: Turns, bounds: Bounds) -> None:
    """Nothing in a state depends on the index any more."""
    for part, value in state.parts.items():
        if any(_moves(atom, turns.index) for atom in value):
            state.parts[part] = tuple(dict.fromkeys(_still(atom, turns, bounds) for atom in value))


def _moves(atom: Atom, index: Polynomial) -> bool:
    match atom:
        case Ref(_, view):
            return walks(view, index)
        case Number(_, size):
            return size is not None and depends_on(size, index)
        case Original(region):
            return moves(region, index)
        case Shape(sizes):
            return any(depends_on(size, index) for size in sizes)
        case Slice(bounds) | Range(bounds) | Early(_, bounds):
            return any(_moves(inner, index) for bound in bounds for inner in bound)
        case Bound(_, receiver):
            return any(_moves(inner, index) for inner in receiver)
        case _:
            return False


def _still(atom: Atom, turns: Turns, bounds: Bounds) -> Atom:
    if not _moves(atom, turns.index):
        return atom
    match atom:
        case Ref(thing, view) if view is not None:
            return Ref(thing, mixed(None, view.base))
        case Original(region):
            return Original(in_all_turns(region, turns, bounds))
        case Slice(ends):
            return Slice(tuple(_each(value, turns, bounds) for value in ends))
        case Bound(callee, receiver):
            return Bound(callee, _each(receiver, turns, bounds))
        case Early(callee, positional, keywords):
            return Early(callee, tuple(_each(value, turns, bounds) for value in positional), keywords)
        case _:
            return NUMBER[0]


def _each(value: Value, turns: Turns, bounds: Bounds) -> Value:
    return tuple(_still(atom, turns, bounds) for atom in value)
