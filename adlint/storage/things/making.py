"""Things that operations make: the newest is told from older ones that the same operation has made before."""

from __future__ import annotations

from msgspec.structs import replace

from adlint.storage.frame import Frame
from adlint.storage.run import Run
from adlint.storage.state import State
from adlint.storage.things.kinds import library_of
from adlint.storage.things.values import (
    ENDS,
    LAST,
    LATEST,
    NUMBER,
    Atom,
    Bound,
    Early,
    Made,
    Range,
    Ref,
    Slice,
    Tuple,
    Value,
    join,
    mapped,
)


def make(f: Frame, state: State, at: int, kind: str) -> Made:
    """What an operation makes. What it had made before, by the same way, is one of its older things from now on."""
    run = f.run
    new = Made(f.identity, at, kind, run.inside[-1])
    if kind == "array" or library_of(kind):
        return new  # nothing can be stored in it but numbers
    thing, when = run.made.get(new, (new, run.spent))
    if when != run.spent:  # else the same operation makes it, on another thing
        _age(run, state, thing)
    run.made[thing] = (thing, run.spent)
    return thing


def something(f: Frame, state: State, at: int) -> Value:
    """What an operation on arrays or numbers gives: a new array, or a number."""
    return (Ref(make(f, state, at, "array")), *NUMBER)


def several(run: Run, state: State, value: Value) -> Value:
    """What stands for any of several things that are made in the same way, as each of the value is."""
    for atom in value:
        if isinstance(atom, Ref) and isinstance(atom.thing, Made) and not atom.thing.is_old:
            _age(run, state, atom.thing)
    return tuple([_old(atom) for atom in value])


def _old(atom: Atom) -> Atom:
    match atom:
        case Ref(Made() as thing, view):
            return Ref(replace(thing, is_old=True), view)
        case _:
            return atom


def _age(run: Run, state: State, thing: Made) -> None:
    old = replace(thing, is_old=True)

    def aged(atom: Atom) -> Atom:
        return Ref(old, atom.view) if isinstance(atom, Ref) and atom.thing is thing else atom

    parts = state.parts
    for key in (ENDS, LAST, LATEST):
        parts.pop((thing, key), None)
    for part in [part for part, value in parts.items() if any(_mentions(atom, thing) for atom in value)]:
        parts[part] = mapped(parts[part], aged)
    for step in run.steps.get(thing, ()):
        value = parts.pop((thing, step), None)
        if value is not None:
            before = parts.get((old, step))
            parts[old, step] = value if before is None else join(before, value)
            run.steps.setdefault(old, {})[step] = None


def _mentions(atom: Atom, thing: Made) -> bool:
    """Whether an atom is a thing, or holds it."""
    if atom.__class__ is Ref:
        return atom.thing is thing
    match atom:
        case Slice(held) | Range(held) | Tuple(held):
            return any(_mentions(inner, thing) for one in held for inner in one)
        case Bound(_, receiver):
            return any(_mentions(inner, thing) for inner in receiver)
        case Early(_, positional, keywords, spread):
            values = (*positional, *[value for _, value in keywords], spread)
            return any(_mentions(inner, thing) for one in values for inner in one)
        case _:
            return False
