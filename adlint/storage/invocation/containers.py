"""Methods of containers, by their names."""

from __future__ import annotations

from adlint.models import storage as model
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given
from adlint.storage.invocation.entries import of_entries
from adlint.storage.location.places import ANY
from adlint.storage.onetime.looking import is_counted, is_looked_at
from adlint.storage.onetime.once import is_first_look, is_taken_out_once
from adlint.storage.operation.iterating import iterated, pass_on
from adlint.storage.run import Run
from adlint.storage.state import State
from adlint.storage.things.latest import last_of
from adlint.storage.things.making import make
from adlint.storage.things.memory import (
    append,
    disturb,
    forget,
    grown,
    items,
    kind_of,
    move_items,
    put,
    step_of,
    taken_out,
)
from adlint.storage.things.taking import settled
from adlint.storage.things.values import LAST, NONE, NUMBER, OWNER, Entry, Ref, Thing, Tuple, Value, join, literal

_ADDING = frozenset("append appendleft add insert extend extendleft update setdefault".split())
_ONCE = {"setdefault": is_first_look, "pop": is_taken_out_once}
_SHALLOW = _ADDING | frozenset(
    "pop popleft popitem clear reverse rotate move_to_end get keys values items copy".split()
)
_LISTING = frozenset({"keys", "values", "items", "popitem", "most_common"})
_APPENDING = frozenset({"append", "extend"})
_GIVING = frozenset("pop popleft popitem setdefault get copy values items most_common".split())


def of_container(
    f: Frame, state: State, at: int, ref: Ref, name: str, given: Given, *, certain: bool
) -> Value:
    """The result of a method of a container, or of what is called as one."""
    tells = _ONCE.get(name)
    places = f.run.paths_of(ref.thing) if tells is not None else ()
    is_known = is_looked_at(f, places) or (name == "pop" and is_counted(f, places))
    if tells is not None and places and tells(f.function, at) and not is_known:
        with f.run.only_once(ref.thing):
            return _of_container(f, state, at, ref, name, given, certain=certain)
    return _of_container(f, state, at, ref, name, given, certain=certain)


def _of_container(
    f: Frame, state: State, at: int, ref: Ref, name: str, given: Given, *, certain: bool
) -> Value:
    run, thing = f.run, ref.thing
    if owner := state.parts.get((thing, OWNER)):
        disturb(run, state, (owner, *given.values))
    told = of_entries(run, state, thing, name, given, certain=certain)
    if told is not None:
        return told
    changes = name in model.LIST_WRITES | model.DICT_WRITES | model.SET_WRITES
    if kind_of(thing) == "generator":
        pass_on(f, state, thing)  # `send`, `throw`, `close`
        return join(items(run, state, thing), NUMBER)
    if name in _LISTING:
        run.seen.counted.update(dict.fromkeys(run.paths_of(thing)))
    last = last_of(state, thing) if _takes_first(name, given) else None
    _touched(run, state, ref, name, changes=changes)
    if last is not None:
        state.parts[thing, LAST] = last
    if name == "clear":
        for step in run.steps.get(thing, ()):
            put(run, state, thing, step, taken_out(run, thing), certain=certain)
        return NONE
    if name == "append" and len(given.positional) == 1 and not given.spread:
        append(run, state, thing, given.positional[0], certain=certain and ref.view is None)
    elif name in _ADDING:
        _add(f, state, at, thing, name, given)
        if name == "extend":
            grown(state, thing)
    if name not in _GIVING:
        return NONE if changes else NUMBER
    held = _held(run, state, thing, name, given)
    if name in ("items", "most_common", "popitem"):
        held = (Tuple((NUMBER, held)),)
        if name == "popitem":
            return held
    if name in ("items", "values", "copy", "most_common"):
        made = make(f, state, -at, "dict" if kind_of(thing) == "dict" and name == "copy" else "list")
        put(run, state, made, ANY, held, certain=True)
        return (Ref(made),)
    return held or NUMBER


def _takes_first(name: str, given: Given) -> bool:
    """Whether a method takes the first item, which leaves the last one where it is, unless it leaves none."""
    first = literal(given.positional[0]) if given.positional else None
    return name == "popleft" or (name == "pop" and first is not None and first.value == 0)


def fill(f: Frame, state: State, at: int, thing: Thing, given: Given) -> None:
    """A container is made: what it is given holds what it holds."""
    _add(f, state, at, thing, "update", given)


def _touched(run: Run, state: State, ref: Ref, name: str, *, changes: bool) -> None:
    """What a method reads and writes: what the container holds; where items are compared, what they hold, too."""
    is_deep = name not in _SHALLOW or kind_of(ref.thing) == "set" or ref.view is not None
    region = run.elements(ref.view)
    stays = name in _APPENDING and kind_of(ref.thing) == "list"  # what else appends may drop its first items
    if stays and not is_deep:
        run.use_end(ref.thing)
        run.write_end(ref.thing)
        return
    if name != "clear" and is_deep:
        run.use(ref.thing, region)
    elif name != "clear":
        run.use_slots(ref.thing)
    if changes:
        forget(state, ref.thing)
    if changes and is_deep:
        run.overwrite(ref.thing, region)
    elif changes:
        run.write_slots(ref.thing)
    if name in model.LIST_WRITES and not stays and kind_of(ref.thing) != "dict" and ref.view is None:
        move_items(run, state, ref.thing)


def _held(run: Run, state: State, thing: Thing, name: str, given: Given) -> Value:
    key = literal(given.positional[0]) if given.positional else None
    found = items(run, state, thing)
    if isinstance(thing, Entry) and (not found or not kind_of(thing)):  # what stood there, beside what was put there
        step = ANY if key is None else f"[{key.text}]"
        stood = run.names.member(thing.place, kind_of(thing), step) or (Ref(Entry(thing.place.at(step))),)
        found = join(found, stood)
    if name in ("get", "setdefault", "pop") and key is not None and isinstance(key.value, str):
        step = f"[{key.text}]"
        found = step_of(run, state, thing, step) if (thing, step) in state.parts else found
    if name in ("get", "setdefault", "pop"):
        for default in given.positional[1:2]:
            found = join(found, default)
        found = join(found, NONE) if name == "get" and len(given.positional) < 2 else found
    return found


def _add(f: Frame, state: State, at: int, thing: Thing, name: str, given: Given) -> None:
    """The arguments, or what they hold, are items from now on."""
    holds = name in ("extend", "extendleft", "update")
    for value in given.positional if name != "insert" else given.positional[1:]:
        if kind_of(thing) not in ("list", "dict"):  # a set compares its items
            settled(f.run, value)
        held = iterated(f, state, value, at) if holds else value
        put(f.run, state, thing, ANY, held, certain=False)
        if name == "update":  # with pairs
            is_dict = all(isinstance(atom, Ref) and kind_of(atom.thing) == "dict" for atom in value)
            pairs = () if is_dict else tuple([atom for atom in held if isinstance(atom, Ref | Tuple)])
            put(f.run, state, thing, ANY, iterated(f, state, pairs, at), certain=False)
    for key, value in given.keywords:
        put(f.run, state, thing, f"[{key!r}]", value, certain=False)
    if given.spread:
        put(f.run, state, thing, ANY, given.spread, certain=False)
