"""Setting and deleting items, and what that changes."""

from __future__ import annotations

from contextlib import ExitStack

from adlint.models.protocols import IN_ARRAYS
from adlint.storage.callbacks.handing import run_special
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given, call_special
from adlint.storage.invocation.entries import is_there
from adlint.storage.location.places import ANY
from adlint.storage.location.subscripts import is_slicing, key_step, step
from adlint.storage.onetime.looking import is_counted, is_looked_at
from adlint.storage.onetime.once import is_taken_out_once
from adlint.storage.operation.indexing import integers, part_at
from adlint.storage.operation.iterating import iterated
from adlint.storage.outside.file_parts import set_part
from adlint.storage.state import State
from adlint.storage.things.kinds import CONTAINERS, SEQUENCES, is_file
from adlint.storage.things.latest import keep_latest
from adlint.storage.things.memory import (
    any_item,
    changeable,
    disturb,
    identify,
    is_item,
    is_one,
    kind_of,
    look_into,
    move_items,
    put,
    read,
    step_of,
    store,
    taken_out,
    write_part,
)
from adlint.storage.things.origin import is_held, with_originals
from adlint.storage.things.values import (
    NONE,
    NUMBER,
    OWNER,
    Entry,
    Made,
    Number,
    Ref,
    Slice,
    Taken,
    Unknown,
    Value,
    is_open,
    join,
    refs,
)


def set_item(f: Frame, state: State, base: Value, index: Value, value: Value | None, at: int) -> None:
    """`base[index] = value`; without a value, the item is deleted."""
    places = [place for ref in refs(base) for place in f.run.paths_of(ref.thing)] if value is None else []
    if places and is_taken_out_once(f.function, at) and not (is_counted(f, places) or is_looked_at(f, places)):
        with ExitStack() as stack:
            for ref in refs(base):
                stack.enter_context(f.run.only_once(ref.thing))
            _set_item(f, state, base, index, value, at)
    else:
        _set_item(f, state, base, index, value, at)


def _set_item(f: Frame, state: State, base: Value, index: Value, value: Value | None, at: int) -> None:
    run = f.run
    base = with_originals(run, state, base)
    read(run, state, index)
    identify(run, state, base)
    for ref in changeable(base):
        certain = is_one(base) and value is not None
        method = "__delitem__" if value is None else "__setitem__"
        given = Given(((ref,), index)) if value is None else Given(((ref,), index, value))
        if call_special(f, state, at, (method,), given, certain=certain)[1]:
            continue
        if isinstance(ref.thing, Entry | Made | Taken):
            _set_in(f, state, ref, base, index, value, at)
    if is_open(base):
        run.wonder("it sets an item of something unknown")
    if not changeable(base) and not any(isinstance(atom, Unknown) for atom in base):  # as an item of nothing
        read(run, state, value or ())


def _set_in(f: Frame, state: State, ref: Ref, base: Value, index: Value, value: Value | None, at: int) -> None:
    """Set or remove an item of one of the things of the base that has no method of the program for it."""
    run, thing, kind = f.run, ref.thing, kind_of(ref.thing)
    certain = is_one(base) and value is not None
    if owner := state.parts.get((thing, OWNER)):
        disturb(run, state, (owner, value or ()))
    if is_file(kind):
        set_part(f, state, ref, index, at, is_removed=value is None)
    if kind == "array":
        run_special(f, state, at, value or (), IN_ARRAYS)
    key = step(index)
    is_key = kind != "array" and key_step(index) is not None
    if value is None and is_key and key is not None:  # it has to be there
        is_there(run, state, thing, key, step_of(run, state, thing, key))
    if kind == "array" and not run.stood(thing):
        read(run, state, value or ())
        if is_held(run, state, thing, index):
            put(run, state, thing, key or ANY, value or (), certain=False)
    elif is_key or (kind != "array" and kind in CONTAINERS and not run.stood(thing)):
        if kind == "list" and (value is None or is_slicing(index)):
            move_items(run, state, thing)
        new = iterated(f, state, value or (), at) if is_slicing(index) else value or ()
        new = new if value is not None else taken_out(run, thing)
        _set_entry(f, state, ref, key, index, new, certain=is_one(base))
    else:
        is_array = kind == "array" or at in run.names.array_stores(f.identity)
        shifts = not is_array and (value is None or _cuts(index))
        if shifts:  # the items of a list may stand elsewhere from now on
            look_into(run, state, Ref(thing))
            run.write_slots(thing)
            move_items(run, state, thing)
        new = value or ()
        if is_slicing(index) and kind != "array":  # a list takes the items
            new = join(iterated(f, state, new, at), NUMBER)
        if not (value is None and kind == "list" and ref.view is None):
            _set_elements(f, state, ref, index, new, base, certain=certain and not shifts)
    if certain and kind == "dict" and ref.view is None and len(index) == 1:
        keep_latest(state, thing, index, value or ())


def _cuts(index: Value) -> bool:
    """Whether an index is a slice other than `[:]`."""
    return is_slicing(index) and index[0] != Slice((NONE, NONE, NONE))


def _set_entry(
    f: Frame, state: State, ref: Ref, key: str | None, index: Value, value: Value, *, certain: bool
) -> None:
    run = f.run
    if is_slicing(index):
        put(run, state, ref.thing, ANY, value, certain=False)
        return
    inner = ref if ref.view is None else Ref(any_item(run, ref.thing))
    store(run, state, (inner,), key or ANY, value, certain=certain and key is not None)


def _set_elements(
    f: Frame, state: State, ref: Ref, index: Value, value: Value, among: Value, *, certain: bool
) -> None:
    """An array, which may be one `among` several, takes the numbers, another container what is given itself."""
    run, thing, key = f.run, ref.thing, step(index)
    if kind_of(thing) not in SEQUENCES or is_slicing(index):
        read(run, state, value)
    listed = integers(run, state, index)
    for one in listed or (index,):
        write_part(run, state, (part_at(run, ref, one),), certain=certain and not listed, among=among)
    if kind_of(thing) != "array" and any(not isinstance(atom, Number) for atom in value):
        if kind_of(thing) in CONTAINERS:
            run.seen.holders.update(dict.fromkeys(run.paths_of(thing)))
        held = tuple([a for a in value if not (isinstance(a, Ref) and a.thing == thing)])
        is_other = kind_of(thing) in CONTAINERS and is_item(ref)  # its item, which is another atom of the value, too
        if held and not is_other:
            put(run, state, thing, key or ANY, held, certain=False)
