"""States of the world that functions of libraries give and set: the working directory, options, contexts."""

from __future__ import annotations

from adlint.analysis.paths.uses import used_in
from adlint.models.states import FELT, HELD, STATES, Kept
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given
from adlint.storage.location.places import Place
from adlint.storage.location.texts import is_temporary
from adlint.storage.run import Run
from adlint.storage.state import State
from adlint.storage.things.kinds import of_library
from adlint.storage.things.memory import overwritten, put, read
from adlint.storage.things.values import NONE, NOTHING, NUMBER, Entry, Library, Ref, Value, literal, refs

_HELD = dict(HELD.values())
# methods of what libraries' modules hold that set a state, by the state and their names
_METHODS = {
    (HELD[owner][0], name): f"{owner}.{name}"
    for owner, _, name in (path.rpartition(".") for path in STATES)
    if owner in HELD
}
_BELOW = "it changes to a folder that is below the present one, if its name is relative"


def of_world(f: Frame, state: State, path: str, given: Given) -> Value | None:
    """What a function gives that gives or sets a state of the world; None if it is none, or gives something besides."""
    known = STATES.get(path)
    if known is None or (known.enters and f.run.here[-1][1] in used_in(f.function)):
        return None
    run, thing = f.run, Entry(Place(known.name, (), "world"), "world")
    step = _part(known, given)
    held = run.get(state, thing, step)
    is_changed = known.changes or (known.relative and _is_relative(given))
    if is_changed or (known.gives and known.makes):
        read(run, state, held)
    if known.adds:
        run.write(thing.place.at(step))
    if is_changed or (known.sets and sum(map(bool, given.values)) > (known.least if known.gives else -1)):
        held_in = None if known.keyed else _HELD.get(known.name)
        run.write(thing.place.at(step) if held_in is None else thing.place)
        if held_in is not None:
            overwritten(run, state, Entry(thing.place, held_in), None)
        new = _set(run, thing, step, known, given)
        put(run, state, thing, step, new, certain=True)
        if known.relative:
            _go(run, new, is_back=new == run.default((thing, step)))
    if known.makes:
        return None
    if known.kind and (thing, step) not in state.parts:
        return (Ref(Entry(thing.place.at(step), of_library(known.kind))),)
    return held if known.gives else NONE


def of_holder(f: Frame, state: State, ref: Ref, name: str, given: Given) -> Value | None:
    """The same of a method of what a library's module holds: `jax.config.update(name, value)`."""
    match ref.thing:
        case Entry(Place(root, (), "world")) if (root, name) in _METHODS:
            return of_world(f, state, _METHODS[root, name], given)
        case _:
            return None


def feel(f: Frame, state: State, path: str) -> None:
    """A function works by states of the world that it is not given."""
    for beginning, name in FELT:
        if path.startswith(beginning):
            read(f.run, state, f.run.get(state, Entry(Place(name, (), "world"), "world"), ".now"))


def _is_relative(given: Given) -> bool:
    """Whether the path that is given is written down, and is not absolute."""
    told = literal(given.positional[0]) if given.positional else None
    return told is not None and isinstance(told.value, str) and not told.value.startswith(("/", "~"))


def _go(run: Run, folder: Value, *, is_back: bool) -> None:
    """The working directory changes, to one whose name may be relative if it stood anywhere; or to what it was."""
    if is_back:
        run.seen.unknown = {step: reason for step, reason in run.seen.unknown.items() if reason != _BELOW}
    elif any(run.stood(ref.thing) for ref in refs(folder)) and not is_temporary(run, folder):
        run.wonder(_BELOW)


def _part(known: Kept, given: Given) -> str:
    """The part of a state that the first argument names, if any is named."""
    match given.positional[0] if known.keyed and given.positional else NOTHING:
        case (Library(path),):
            return f"[{path}]"
        case value:
            named = literal(value)
            return ".now" if named is None else f"[{named.text}]"


def _set(run: Run, thing: Entry, step: str, known: Kept, given: Given) -> Value:
    """What a state is set to: what it was, where that is handed back, as it is or spread out."""
    place = thing.place.at(step)
    handed = [one for ref in given.refs for one in run.paths_of(ref.thing)] if given.spread else []
    if handed and all(one == place or one.is_below(place) for one in handed):
        return run.default((thing, step))
    others = given.positional[known.keyed :]
    return others[0] if len(others) == 1 and not known.changes else NUMBER
