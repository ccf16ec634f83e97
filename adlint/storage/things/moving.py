"""What depends on the index of a loop, once the turn is over: any of what it was in all turns."""

from __future__ import annotations

from adlint.storage.location.regions import Turns, in_all_turns, in_any_turn, moves, walks
from adlint.storage.state import State
from adlint.storage.things.values import Atom, Number, Original, Ref, Shape, Value, mapped
from adlint.symbolic import Bounds, depends_on


def forget(state: State, turns: Turns, bounds: Bounds) -> None:
    """Nothing in a state depends on the index any more."""
    for part, value in state.parts.items():
        new = forgotten(value, turns, bounds)
        if new is not value:
            state.parts[part] = new


def forgotten(value: Value, turns: Turns, bounds: Bounds) -> Value:
    """A value that does not depend on the index any more."""
    return mapped(value, lambda atom: _still(atom, turns, bounds))


def _still(atom: Atom, turns: Turns, bounds: Bounds) -> Atom:
    match atom:
        case Ref(thing, view) if view is not None and walks(view, turns.index):
            return Ref(thing, in_any_turn(view, turns, bounds))
        case Number(_, size) if size is not None and depends_on(size, turns.index):
            return Number()
        case Shape(sizes) if any(depends_on(size, turns.index) for size in sizes):
            return Number()
        case Original(region, gone) if any(moves(one, turns.index) for one in (region, *gone)):
            still = tuple([one for one in gone if not moves(one, turns.index)])
            return Original(in_all_turns(region, turns, bounds), still)
        case _:
            return atom
