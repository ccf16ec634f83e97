"""The state in which a piece of a function begins, and the names of what it finds."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence

from adlint.storage.location.places import ANY, Place
from adlint.storage.run import Run
from adlint.storage.state import Part, State
from adlint.storage.things.memory import is_moved, is_single, kind_of, reachable
from adlint.storage.things.values import (
    CONTENT,
    ENDS,
    LAST,
    LATEST,
    Atom,
    Entry,
    Globals,
    Made,
    Number,
    Ref,
    Taken,
    Thing,
    Value,
)

DEEP = 3  # steps from a variable to the things that a piece finds


def begun(
    run: Run, before: State, sure: frozenset[str], written: Sequence[Place], anew: frozenset[str], held: Sequence[Value]
) -> State:
    """The state in which a piece begins: what it finds has names, and is as it was; `sure` variables have a value;
    `written` are the places that the function writes anywhere. Variables that the piece sets `anew` are no names of
    what they were, but of what is `held` for the piece, as the item of a loop, and may have no other name.
    """
    apart = _nameless(run, before, written, held)
    parts = {part: value for part, value in before.parts.items() if _is_found(before, part, value)}
    moved = {thing.place for thing, key in before.parts if isinstance(thing, Entry) and is_moved(before, thing)}
    waiting = [(*part, place, DEEP) for part in parts for place in standing(run, part)]
    while waiting:
        thing, key, place, depth = waiting.pop(0)
        value = parts[thing, key]
        is_lost = thing == run.root and key in anew
        parts[thing, key] = run.default((thing, key)) if is_lost else tuple([_named(atom, place) for atom in value])
        for atom in value:
            if not isinstance(atom, Ref) or not isinstance(atom.thing, Entry | Made):
                continue
            if is_lost and atom.thing not in apart:
                continue
            known = run.paths_of(atom.thing)
            if atom.view is not None:
                shown = run.views.setdefault(atom.thing, {})
                shown[place] = (*shown.get(place, ()), atom.view)
                continue
            if place in known:
                continue
            elsewhere = _elsewhere(atom.thing, moved)
            run.places[atom.thing] = (*known, place, *[one for one in elsewhere if one != place])
            steps = run.steps.get(atom.thing, ()) if depth and not known else ()
            there = [step for step in steps if (atom.thing, step) in parts]
            waiting += [(atom.thing, step, place.at(step), depth - 1) for step in there]
    named = _surely_named(run, before.parts, sure - anew, written)
    run.views = {thing: places for thing, places in run.views.items() if thing not in named}
    return State(parts)


def _is_found(before: State, part: Part, value: Value) -> bool:
    """Whether a piece finds a part as it was left; an item that was taken out may be one of those that were put in
    since under keys that are not known.
    """
    thing, key = part
    return key not in (CONTENT, ENDS, LAST, LATEST) and (bool(value) or (thing, ANY) not in before.parts)


def _elsewhere(thing: Thing, moved: Container[Place]) -> tuple[Place, ...]:
    """Where an item may be of a list whose items may stand elsewhere by now."""
    place = thing.place if isinstance(thing, Entry) and thing.place.steps else None
    return (place.above.at(ANY),) if place is not None and place.above in moved else ()


def _nameless(run: Run, before: State, written: Sequence[Place], held: Sequence[Value]) -> frozenset[Thing]:
    """What is held for a piece, and may not be where it was when the function began."""
    return frozenset(
        thing
        for thing in reachable(run, before, held)
        if not isinstance(thing, Entry) or any(place.at_root(thing.place) for place in written)
    )


def _surely_named(
    run: Run, parts: Mapping[Part, Value], sure: frozenset[str], written: Sequence[Place]
) -> set[Thing]:
    """The things of which a variable surely is the name, or that are where they were when the function began: what is
    read and written of them needs no name of a view. Items of containers that are `written` may have been replaced, of
    which a view may be all that is left.
    """
    there = {place: value for part, value in parts.items() for place in standing(run, part)}
    found: set[Thing] = set()
    for place, value in there.items():
        is_one = place.kind != "local" or place.root in sure
        is_one = is_one and not place.steps and len(value) == 1
        if is_one and isinstance(value[0], Ref) and value[0].view is None:
            found.add(value[0].thing)
    for thing in run.views:
        if isinstance(thing, Entry) and all(_is_same(there, place) for place in thing.place.prefixes):
            found.add(thing)
    return {thing for thing in found if is_single(thing) and (kind_of(thing) == "array" or _is_kept(thing, written))}


def _is_kept(thing: Thing, written: Sequence[Place]) -> bool:
    """Whether something holds in all of the function what it held when that began."""
    return isinstance(thing, Entry) and not any(
        place == thing.place or place.is_below(thing.place) for place in written
    )


def _is_same(there: Mapping[Place, Value], place: Place) -> bool:
    """Whether what stands at a place is what stood there when the function began."""
    if place.beside in there:  # an item was set, it may be this one
        return False
    value = there.get(place, (Ref(Entry(place)),))
    ref = value[0] if len(value) == 1 else None
    return isinstance(ref, Ref) and ref.view is None and isinstance(ref.thing, Entry) and ref.thing.place == place


def standing(run: Run, part: Part) -> Iterator[Place]:
    """The place of a part that can be reached without what the function had made before."""
    thing, key = part
    if thing == run.root and isinstance(key, str):
        yield Place(key)
    elif isinstance(thing, Entry | Globals):
        yield from places(run, part)


def _named(atom: Atom, place: Place) -> Atom:
    """A number, or a copy, is what stands at the place from now on, wherever it was taken from."""
    match atom:
        case Ref(Taken(kind=kind)) | Ref(Entry(kind="number" as kind)):
            return Ref(Entry(place, kind))
        case Number():
            return Ref(Entry(place, "number"))
        case _:
            return atom


def places(run: Run, part: Part) -> Iterator[Place]:
    """The places of a part."""
    thing, key = part
    if isinstance(thing, Globals):
        yield Place(str(key), (), "global", thing.module)
    elif isinstance(key, str):
        yield from (place.at(key) for place in run.paths_of(thing))
