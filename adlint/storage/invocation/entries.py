"""Methods of dicts under keys that are written out: `d.get('a')` is about one item, as `d['a']` is."""

from __future__ import annotations

from adlint.storage.invocation.calls import Given
from adlint.storage.location.places import ANY
from adlint.storage.run import Run
from adlint.storage.state import State
from adlint.storage.things.memory import is_single, kind_of, step_of, store, taken_out
from adlint.storage.things.values import NONE, NOTHING, Entry, Made, Ref, Thing, Value, join, literal, refs


def of_entries(
    run: Run, state: State, thing: Thing, name: str, given: Given, *, certain: bool
) -> Value | None:
    """The result of a method of a dict; None if it is about more items than are told, or it is no dict."""
    if kind_of(thing) != "dict":
        return None
    if name == "update":
        return _update(run, state, thing, given, certain=certain)
    key = literal(given.positional[0]) if given.positional else None
    if name not in ("get", "setdefault", "pop") or key is None or not isinstance(key.value, str):
        return None
    step = f"[{key.text}]"
    found = step_of(run, state, thing, step)
    is_there(run, state, thing, step, found)
    default = given.positional[1] if len(given.positional) > 1 else NOTHING if name == "pop" else NONE
    if name == "pop":
        store(run, state, (Ref(thing),), step, taken_out(run, thing), certain=certain)
    elif name == "setdefault":
        store(run, state, (Ref(thing),), step, join(found, default), certain=certain)
    return join(found, default)


def is_there(run: Run, state: State, thing: Thing, step: str, found: Value) -> None:
    """Whether there is an item is read, unless it was put there since the piece began."""
    if not run.paths_of(thing):
        run.use(thing, None)
    steps = (step,) if (thing, step) in state.parts else (step, ANY)  # any of those that were there may be this one
    for place in run.paths_of(thing):
        items = {place.at(one) for one in steps}
        if not found or any(not items.isdisjoint(run.paths_of(ref.thing)) for ref in refs(found)):
            run.use(Entry(place.at(step)), None)


def _update(run: Run, state: State, thing: Thing, given: Given, *, certain: bool) -> Value | None:
    """Items are set as they are in another dict that is written out, which may have lost some of them since; then
    those that are given by name.
    """
    entries: dict[str, Value] = {}
    for value in given.positional:
        other = value[0].thing if len(value) == 1 and isinstance(value[0], Ref) else None
        steps = run.steps.get(other, {}) if isinstance(other, Made) else {}
        is_known = isinstance(other, Made) and other.kind == "dict" and is_single(other) and not run.stood(other)
        if other is None or not is_known or ANY in steps:
            return None
        entries |= {step: run.get(state, other, step) for step in steps}
    if given.spread:
        return None
    for step, value in entries.items():
        store(run, state, (Ref(thing),), step, value, certain=False)
    for name, value in given.keywords:
        store(run, state, (Ref(thing),), f"[{name!r}]", value, certain=certain)
    return NONE
