"""Shallow copies of what nothing is known of: taken for arrays, as long as nothing is done to them that only containers
stand, and nothing is set in their items; what such a container holds is what stood in what was copied.
"""

from __future__ import annotations

from adlint.storage.location.places import ANY
from adlint.storage.location.texts import is_text
from adlint.storage.run import Run
from adlint.storage.state import State
from adlint.storage.things.memory import any_item, is_item, items, kind_of, put
from adlint.storage.things.values import NOTHING, ORIGIN, Entry, Made, Ref, Thing, Value, join, joined, refs


def keep_origin(run: Run, state: State, copy: Thing, ref: Ref) -> None:
    """A copy holds what is there now, if it is a container."""
    thing = ref.thing
    if not isinstance(thing, Entry | Made) or (kind_of(thing) and not has_origin(state, thing)):
        return
    origin = thing if ref.view is None else any_item(run, thing)
    origins = state.parts.get((thing, ORIGIN), (Ref(origin),))
    state.parts[copy, ORIGIN] = join(state.parts.get((copy, ORIGIN), NOTHING), origins)
    held = items(run, state, origin) if run.steps.get(origin) else NOTHING
    if held:
        put(run, state, copy, ANY, held, certain=False)


def has_origin(state: State, thing: Thing) -> bool:
    """Whether a thing is a copy of something of which no kind is known."""
    return (thing, ORIGIN) in state.parts


def is_held(run: Run, state: State, thing: Thing, index: Value) -> bool:
    """Whether what stands at an index of a copy may be what stood in what was copied."""
    return has_origin(state, thing) and (is_text(index) or bool(run.steps.get(thing)))


def open_up(run: Run, state: State, copy: Thing) -> None:
    """A copy is seen to be a container."""
    put(run, state, copy, ANY, items(run, state, copy), certain=False)


def originals(run: Run, state: State, ref: Ref) -> Value:
    """What an item of a copy is if it is a container: what stood in what was copied; nothing if it is no such item."""
    return items(run, state, ref.thing) if is_item(ref) and has_origin(state, ref.thing) else NOTHING


def with_originals(run: Run, state: State, value: Value) -> Value:
    """A value, with what its items of copies are if these are containers."""
    return joined([value, *(originals(run, state, ref) for ref in refs(value))])
