"""Reading and writing what things hold."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from adlint.storage.location.extents import least_rank
from adlint.storage.location.places import ANY, Place
from adlint.storage.location.regions import ANY_ITEM, Region, common, holds, is_certain, selected, without
from adlint.storage.run import Run
from adlint.storage.state import Key, State
from adlint.storage.things.values import (
    BODY,
    CONTENT,
    ENDS,
    LAST,
    LATEST,
    NEW_ARRAYS,
    NOTHING,
    NUMBER,
    ORDER,
    ORIGIN,
    TOO_MANY,
    UNTOLD,
    Atom,
    Bound,
    Early,
    Entry,
    Function,
    Globals,
    Made,
    Number,
    Original,
    Ref,
    Taken,
    Thing,
    Tuple,
    Unknown,
    Value,
    Variables,
    is_open,
    join,
    refs,
)
from adlint.symbolic import Bounds

KEPT = 8  # overwritten regions of a thing that are remembered
NESTED = 4  # containers in containers that are looked into

_SET_BY_ANY = (Unknown("something unknown may have set it"),)


def kind_of(thing: Thing) -> str:
    """What kind of thing it is; "" if it may be any."""
    return thing.kind if isinstance(thing, Entry | Made | Taken) else ""


def is_array(run: Run, value: Value) -> bool:
    """Whether a value surely is an array that has an axis, of which operators make another array, and no number."""
    ref = value[0] if len(value) == 1 else None
    return isinstance(ref, Ref) and kind_of(ref.thing) == "array" and least_rank(run, ref) > 0


def is_single(thing: Thing) -> bool:
    """Whether a thing is one, and not any of those that an operation has made one after the other."""
    if isinstance(thing, Entry):
        return ANY not in thing.place.steps
    return not (isinstance(thing, Made) and thing.is_old)


def changeable(value: Value) -> list[Ref]:
    """The things that a value may be and that can be changed: no numbers."""
    return [ref for ref in refs(value) if kind_of(ref.thing) != "number"]


def is_one(value: Value) -> bool:
    """Whether a value is one thing, if it is not a number: where setting a part of it raises."""
    return len(changeable(value)) == 1 and all(isinstance(atom, Ref | Number) for atom in value)


def read(run: Run, state: State, value: Value, depth: int = NESTED) -> None:
    """The content of whatever a value may be is read, and of what it holds, down to a depth."""
    visited: set[Ref] = set()
    opened: set[Thing] = set()
    waiting = deque((atom, depth) for atom in value)
    while waiting:
        atom, left_over = waiting.popleft()
        match atom:
            case Ref(thing):
                if atom not in visited:
                    visited.add(atom)
                    _read(run, state, atom)
                    is_new = left_over and thing not in opened and kind_of_item(run, atom) != "array"
                    held = _held(run, state, thing) if is_new else ()
                    opened |= {thing} if is_new else set()
                    waiting += [(inner, left_over - 1) for inner in held]
            case Bound(_, receiver):
                waiting += [(inner, left_over) for inner in receiver]
            case Tuple(values):
                waiting += [(inner, left_over) for one in values for inner in one]
            case Early(_, positional, keywords, spread):
                waiting += [(a, left_over) for v in (*positional, *[v for _, v in keywords], spread) for a in v]
            case Unknown() if atom is TOO_MANY:
                run.wonder(TOO_MANY.reason)
            case _:
                pass


def _held(run: Run, state: State, thing: Thing) -> Iterator[Atom]:
    """What was stored in a thing."""
    for step in run.steps.get(thing, ()):
        if step != BODY:
            yield from state.parts.get((thing, step), ())


def _read(run: Run, state: State, ref: Ref) -> None:
    if isinstance(ref.thing, Taken) and not run.paths_of(ref.thing):
        run.use(ref.thing, None)
    for part in still_there(run, state, ref):
        run.use(ref.thing, part)


def still_there(run: Run, state: State, ref: Ref) -> tuple[Region, ...]:
    """The parts of what has a name that may be as they were when the piece began."""
    thing = ref.thing
    if isinstance(thing, Globals | Variables) or not run.stood(thing):
        return ()
    region = run.elements(ref.view)
    originals = [one for one in run.get(state, thing, CONTENT) if isinstance(one, Original)]
    return tuple(dict.fromkeys(part for original in originals for part in _still_there(run, original, region)))


def _still_there(run: Run, original: Original, region: Region) -> tuple[Region, ...]:
    """The part of a region that may be as it was."""
    key = (original, region)
    known = run.left_over(key)
    if known is None:
        is_gone = any(holds(gone, region, run.bounds) for gone in original.gone)
        known = run.rests[1][key] = () if is_gone else common(original.region, region, run.bounds)
    return known


def any_item(run: Run, thing: Thing) -> Thing:
    """What stands for the items of something, where their attributes are looked at."""
    if isinstance(thing, Entry):
        return Entry(thing.place.at(ANY))
    places = run.paths_of(thing)
    return Entry(places[0].at(ANY)) if places else thing


def is_item(ref: Ref) -> bool:
    """Whether a view is of one item, along the first axis, of what is a container if it is no array."""
    return ref.view is not None and any(axis == 0 for axis, _ in ref.view.fixed)


def kind_of_item(run: Run, ref: Ref) -> str:
    """The kind of an item of a container that a view is of, or of those in a part of one; "" if it is not said."""
    is_inside = ref.view is not None and bool(ref.view.fixed or ref.view.lost)
    return run.names.item_kind(ref.thing.place) if is_inside and isinstance(ref.thing, Entry) else ""


def identify(run: Run, state: State, value: Value) -> None:
    """A part of a value is set: which thing stands there matters, if it is an item of a container."""
    for ref in changeable(value):
        for part in still_there(run, state, ref) if is_item(ref) and kind_of(ref.thing) != "array" else ():
            run.use(ref.thing, part, "identified")


def write(run: Run, state: State, value: Value, *, certain: bool = True) -> None:
    """The content of whatever a value may be is written; all of it, if that is `certain`."""
    identify(run, state, value)
    write_part(run, state, value, certain=certain)


def write_part(run: Run, state: State, value: Value, *, certain: bool = True, among: Value = NOTHING) -> None:
    """A part is written, of one thing `among` several, or an item of a container is another thing from now on."""
    found, is_single_thing = changeable(value), is_one(value)
    may_be_other = any(isinstance(atom, Unknown) for atom in (*value, *among))
    for ref in found:
        forget(state, ref.thing)
        stood = run.stood(ref.thing)
        region = run.elements(ref.view) if stood else None
        run.overwrite(ref.thing, region, is_sure=len(found) == 1 and not may_be_other)
        is_told = is_single_thing and is_single(ref.thing) and not is_moved(state, ref.thing)
        if stood and certain and is_told and is_certain(region):
            overwritten(run, state, ref.thing, region)
    if is_open(value):
        run.wonder("it writes to something unknown")


def is_moved(state: State, thing: Thing) -> bool:
    """Whether the items of a list may stand elsewhere than where they stood, from the front or from the end."""
    return thing == NEW_ARRAYS or any(state.parts.get((thing, key)) for key in (ORDER, ENDS))


def overwritten(run: Run, state: State, thing: Thing, region: Region) -> None:
    """What is there now is not what was there when the piece began."""
    state.parts[thing, CONTENT] = left(run.get(state, thing, CONTENT), region, run.bounds)


def left(content: Value, region: Region, bounds: Bounds) -> Value:
    """What is left of a content when a region of it is overwritten."""
    found: list[Original] = []
    for original in content:
        if isinstance(original, Original):
            gone = tuple(dict.fromkeys((*original.gone, region)))[-KEPT:]
            found += [Original(part, gone) for part in without(original.region, region, bounds)]
    return tuple(dict.fromkeys(found))


def step_of(run: Run, state: State, thing: Thing, step: str) -> Value:
    """What a step from a thing leads to; an item that was written under an unknown key may be any, and one that is
    counted from the other end.
    """
    found = run.get(state, thing, step)
    if step.startswith("[") and step != ANY:
        found = join(found, _anywhere(run, state, thing, step))
    if kind_of(thing) != "dict" and _position(step) is not None:
        for other in run.steps.get(thing, ()):
            if _position(other) == (not _position(step)):
                found = join(found, state.parts.get((thing, other), ()))
    for origin in refs(state.parts.get((thing, ORIGIN), NOTHING)):
        found = join(found, run.default((origin.thing, step)) or any_of(run, origin.thing))
    return found


def _anywhere(run: Run, state: State, thing: Thing, step: str) -> Value:
    """What was put in a container under unknown keys; of the items that it had, each stands where it stood, unless they
    were moved, or are counted from an end that may be another one.
    """
    put_there = state.parts.get((thing, ANY), NOTHING)
    if state.parts.get((thing, ORDER)) or _position(step) is False:
        return put_there
    had = run.default((thing, ANY))
    return tuple([atom for atom in put_there if atom not in had])


def _position(step: Key) -> bool | None:
    """Whether an item is counted from the front, or else from the end; None if it is under another key."""
    text = step[1:-1] if isinstance(step, str) and step.startswith("[") else ""
    return not text.startswith("-") if text.lstrip("-").isdigit() else None


def items(run: Run, state: State, thing: Thing) -> Value:
    """What any item of a container may be."""
    found: Value = run.get(state, thing, ANY)
    for step in run.steps.get(thing, ()):
        if isinstance(step, str) and step.startswith("["):
            found = join(found, state.parts.get((thing, step), ()))
    for origin in refs(state.parts.get((thing, ORIGIN), NOTHING)):
        found = join(found, any_of(run, origin.thing))
    return found


def put(run: Run, state: State, thing: Thing, key: Key, value: Value, *, certain: bool) -> None:
    """Set a part of a thing; if it is not `certain` that it is this one, it may be as before, too."""
    part = (thing, key)
    if key == ANY and not set(value).isdisjoint(run.default(part)):  # one of its own items is put elsewhere
        state.parts[thing, ORDER] = NUMBER
    if not (certain and is_single(thing)):
        value = join(run.get(state, thing, key), value)
    state.parts[part] = value
    if isinstance(key, str) and key.startswith("["):
        forget(state, thing)
    if isinstance(thing, Globals) or run.stood(thing):
        run.stored[part] = None
    if isinstance(key, str) and key != CONTENT:
        run.steps.setdefault(thing, {})[key] = None
    if isinstance(thing, Made) and thing.kind == "array" and thing != NEW_ARRAYS:  # which may stand for it
        put(run, state, NEW_ARRAYS, key, value, certain=False)


def store(run: Run, state: State, base: Value, step: str, value: Value, *, certain: bool = True) -> None:
    """`base.name = value`, `base['key'] = value`: noted, if the thing was there when the piece began."""
    found = refs(base)
    is_sure = len(found) == 1 and not any(isinstance(atom, Unknown) for atom in base)
    for ref in found:
        for place in run.paths_of(ref.thing):
            run.rebind(place.at(step), is_sure=is_sure)
            stays(run, state, value, place.at(step))  # `d['a'] = d['a']`
        if run.stood(ref.thing):
            reach(run, (ref, *value))
        put(run, state, ref.thing, step, value, certain=certain and len(found) == len(base) == 1)


def taken_out(run: Run, thing: Thing) -> Value:
    """What is left where something was taken out: of what was there when the piece began, that it is gone is seen."""
    return NUMBER if run.stood(thing) else NOTHING


def look_into(run: Run, state: State, ref: Ref) -> None:
    """It is read what a container holds, as far as that may be as it was; not what its items hold."""
    is_inside = ref.view is not None and bool(ref.view.fixed or ref.view.lost)  # of an item, that is
    parts = still_there(run, state, ref)
    is_some = kind_of(ref.thing) == "" and None not in parts  # of what may be an array
    if is_inside or is_some or kind_of(ref.thing) == "array" or not run.paths_of(ref.thing):
        read(run, state, (ref,), 0)
    elif parts:
        run.use_slots(ref.thing)


def look_at_end(run: Run, state: State, ref: Ref) -> None:
    """It is read how many items a container has: of a list, where it ends, and of another what it holds."""
    if kind_of(ref.thing) == "list" and ref.view is None:
        run.use_end(ref.thing)
    else:
        look_into(run, state, ref)


def move_items(run: Run, state: State, thing: Thing) -> None:
    """The items of a list may stand elsewhere from now on: any of them anywhere."""
    found = items(run, state, thing)
    if run.stood(thing):
        found = join(found, any_of(run, thing))
        state.parts[thing, ORDER] = NUMBER
    put(run, state, thing, ANY, found, certain=False)


def any_of(run: Run, thing: Thing) -> Value:
    """Any of the items that a list had."""
    return (Ref(thing, selected(None, run.sizes(thing), (ANY_ITEM,), run.bounds)), *NUMBER)


def append(run: Run, state: State, thing: Thing, value: Value, *, certain: bool) -> None:
    """A list has one item more: those that it had stand where they stood, counted from the front."""
    put(run, state, thing, ANY, value, certain=False)
    grown(state, thing)
    state.parts[thing, LAST] = value if certain and is_single(thing) else join(UNTOLD, value)


def forget(state: State, thing: Thing) -> None:
    """It is not known any more which item of a container was stored last."""
    state.parts.pop((thing, LAST), None)
    state.parts.pop((thing, LATEST), None)


def grown(state: State, thing: Thing) -> None:
    """A list has more items than it had, behind those that stand where they stood."""
    state.parts[thing, ENDS] = NUMBER


def reach(run: Run, value: Value) -> None:
    """It matters which things a value is: a part of them is set, or they are put where others can reach them."""
    for ref in refs(value):
        run.reach(ref.thing)


def stays(run: Run, state: State, value: Value, place: Place) -> None:
    """What is put in a place may be the number that stood there when the piece began, which is read."""
    found = [a for a in value if isinstance(a, Ref) and kind_of(a.thing) in ("number", "")]
    there = [a for a in found if place in run.paths_of(a.thing) or place in run.views.get(a.thing, ())]
    if any(still_there(run, state, atom) for atom in there):
        run.use_at(place)


def touch(run: Run, state: State, values: Iterable[Value], reason: str) -> None:
    """Something unknown may read and write all that can be reached from the values."""
    run.wonder(reason)
    disturb(run, state, values)


def disturb(run: Run, state: State, values: Iterable[Value]) -> None:
    """All that can be reached from the values may be read and written."""
    for thing in reachable(run, state, values):
        run.expose(thing, is_written=kind_of(thing) != "number")
        forget(state, thing)
        for step in run.steps.get(thing, ()):
            value = state.parts.get((thing, step))
            if value is not None:
                state.parts[thing, step] = join(value, _SET_BY_ANY)


def reachable(run: Run, state: State, values: Iterable[Value]) -> list[Thing]:
    """The things that can be reached from values, by what was stored in them."""
    found: dict[Thing, None] = {}
    waiting = [atom for value in values for atom in value]
    while waiting:
        match waiting.pop():
            case Ref(thing) if thing not in found and not isinstance(thing, Globals | Variables):
                found[thing] = None
                for step in run.steps.get(thing, ()):
                    waiting += state.parts.get((thing, step), ())
            case Bound(_, receiver):
                waiting += receiver
            case Tuple(held):
                waiting += [inner for one in held for inner in one]
            case Early(callee, positional, keywords, spread):
                waiting += [a for v in (callee, *positional, *[v for _, v in keywords], spread) for a in v]
            case Function(_, outer) if outer is not None and outer.call and outer not in found:
                found[outer] = None
                waiting += [a for (thing, _), v in state.parts.items() if thing == outer for a in v]
            case _:
                pass
    return [thing for thing in found if not isinstance(thing, Variables)]
