"""Numbers and copies that were taken from an array or a container: they are read where something is done with them.

Until then they only move. What they hold is what stood there when they were taken, whatever is written there since.
"""

from __future__ import annotations

from collections.abc import Sequence

from adlint.storage.location.regions import moves
from adlint.storage.run import Run, is_number
from adlint.storage.state import State
from adlint.storage.things.memory import kind_of, still_there
from adlint.storage.things.values import (
    NUMBER,
    Atom,
    Bound,
    Early,
    Number,
    Range,
    Ref,
    Slice,
    Taken,
    Tuple,
    Value,
    mapped,
    refs,
)
from adlint.symbolic import NOTHING_KNOWN, Between, Bounds, Polynomial

_HOLDING = (Bound, Early, Range, Slice, Tuple)  # atoms that hold others


def taken(run: Run, state: State, ref: Ref, kind: str) -> Value:
    """A number or a copy (an `array`) of what a thing holds, as far as it is what was there when the piece began."""
    parts = still_there(run, state, ref)
    if parts:
        return (Ref(Taken(ref.thing, parts, kind)),)
    return NUMBER if kind == "number" else ()


def is_scalar(atom: Ref) -> bool:
    """Whether an atom is a number that was taken from an array: it has no items, and nothing changes it."""
    return isinstance(atom.thing, Taken) and atom.thing.kind == "number" and kind_of(atom.thing.thing) == "array"


def still_told(run: Run, state: State, atom: Atom, among: Value) -> Ref | None:
    """What was taken may also be a view, of which nothing was overwritten since: that view, if it is `among` others."""
    thing = atom.thing if isinstance(atom, Ref) else None
    if not isinstance(thing, Taken) or run.paths_of(thing):
        return None
    views = [ref for ref in refs(among) if ref.thing == thing.thing]
    return next((ref for ref in views if still_there(run, state, ref) == thing.parts), None)


def settled(run: Run, value: Value, indices: Sequence[Polynomial] | None = None) -> Value:
    """A value of which all that was taken is read now; or what depends on some indices alone."""

    def read(atom: Atom) -> Atom:
        if not isinstance(atom, Ref) or not isinstance(atom.thing, Taken) or run.paths_of(atom.thing):
            return atom
        if indices is not None and not any(moves(part, index) for part in atom.thing.parts for index in indices):
            return atom
        run.use(atom.thing, None)
        return _done(atom.thing)

    return mapped(value, read)


def settle(run: Run, state: State, indices: Sequence[Polynomial] | None = None) -> None:
    """All that was taken is read, wherever it is; or what depends on some indices alone."""
    for part, value in state.parts.items():
        if _may_be_taken(value):
            state.parts[part] = settled(run, value, indices)


def _may_be_taken(value: Value) -> bool:
    """Whether something in a value may be what was taken."""
    return any(isinstance(atom.thing, Taken) if isinstance(atom, Ref) else isinstance(atom, _HOLDING) for atom in value)


def outside(run: Run, state: State, value: Value, around: Bounds = NOTHING_KNOWN) -> Value:
    """What a value is that leaves loops: what was taken that depends on their indices is read; not those of loops
    `around`, in which it stays.
    """
    indices = tuple([one.index for name, one in run.bounds.items() if isinstance(one, Between) and name not in around])
    if not indices:
        return value
    settle(run, state, indices)
    return settled(run, value, indices)


def settle_new(run: Run, state: State, before: State) -> None:
    """What was taken since then is read, wherever it is."""
    for part, value in state.parts.items():
        if value != before.parts.get(part):
            state.parts[part] = settled(run, value)


def dropped(run: Run, value: Value) -> Value:
    """The value of a variable that nothing looks at any more, but whoever sees the variables behind a piece."""
    is_seen = run.is_piece and any(isinstance(atom, Ref) and is_number((atom,)) for atom in value)
    return settled(run, value) if is_seen else unread(value)


def unread(value: Value) -> Value:
    """A value of which nobody asks where what was taken comes from."""

    def without(atom: Atom) -> Atom:
        return _done(atom.thing) if isinstance(atom, Ref) and isinstance(atom.thing, Taken) else atom

    return mapped(value, without)


def numbered(value: Value) -> Value:
    """A value of which what surely are numbers are no one's any more."""
    return mapped(value, lambda atom: Number() if isinstance(atom, Ref) and is_number((atom,)) else atom)


def _done(thing: Taken) -> Atom:
    """What is left of what was taken once it is read."""
    return Number() if thing.kind == "number" else Ref(Taken(thing.thing, (), thing.kind))
