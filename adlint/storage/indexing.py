"""Items: what they lead to, and what setting them changes."""

from __future__ import annotations

from adlint.storage.calls import Given, call_perhaps
from adlint.storage.frame import Frame
from adlint.storage.iterating import iterated
from adlint.storage.kinds import CONTAINERS, SEQUENCES, is_file
from adlint.storage.making import make, something
from adlint.storage.members import is_class, member
from adlint.storage.memory import (
    any_item,
    changeable,
    identify,
    is_item,
    is_one,
    items,
    kind_of,
    put,
    read,
    step_of,
    store,
    write,
    write_part,
)
from adlint.storage.places import ANY
from adlint.storage.regions import selected
from adlint.storage.state import State
from adlint.storage.subscripts import (
    counts_forward,
    gives_view,
    is_slicing,
    key_step,
    may_gather,
    step,
    subscript,
    takes_one,
)
from adlint.storage.taking import is_scalar, settled, taken
from adlint.storage.values import (
    NONE,
    NUMBER,
    Atom,
    Entry,
    Function,
    Library,
    Made,
    Number,
    Ref,
    Shape,
    Slice,
    Taken,
    Thing,
    Tuple,
    Type,
    Unknown,
    Value,
    join,
    joined,
    literal,
    refs,
)
from adlint.symbolic import Polynomial


def item(f: Frame, state: State, base: Value, index: Value, at: int) -> Value:
    """What `base[index]` may be."""
    found: Value = ()
    for atom in base:
        found = join(found, _of_atom(f, state, atom, index, at, certain=len(base) == 1))
    return found


def _of_atom(f: Frame, state: State, atom: Atom, index: Value, at: int, *, certain: bool) -> Value:
    match atom:
        case Ref() if is_scalar(atom):
            return ()
        case Ref(Taken(_, _, kind)):
            read(f.run, state, index)
            if kind != "number" and not f.run.paths_of(atom.thing):
                return (Ref(atom.thing), Number())  # any part of a copy
            read(f.run, state, (atom,))
            return _of_ref(f, state, atom, atom.thing, index, at, certain=certain)
        case Ref(thing) if isinstance(thing, Entry | Made):
            return _of_ref(f, state, atom, thing, index, at, certain=certain)
        case Number():
            return NUMBER
        case Shape(sizes):
            return _size(sizes, index)
        case Tuple(held):
            return _of_tuple(held, index)
        case Unknown():
            return (atom,)
        case Type() | Library():
            return (atom,)
        case _:
            return (Unknown("an item of something unknown"),)


def _of_tuple(held: tuple[Value, ...], index: Value) -> Value:
    if is_slicing(index):
        ends = [literal(bound) for bound in index[0].bounds] if isinstance(index[0], Slice) else []
        numbers = [end.value for end in ends if end is not None and isinstance(end.value, int | None)]
        if len(numbers) == len(ends) == 3:
            return (Tuple(held[numbers[0] : numbers[1] : numbers[2]]),)
    known = literal(index)
    at = known.value if known is not None else None
    if isinstance(at, int) and -len(held) <= at < len(held):
        return held[at]
    return joined(held)


def _size(sizes: tuple[Polynomial, ...], index: Value) -> Value:
    known = literal(index)
    axis = known.value if known is not None else None
    if isinstance(axis, int) and 0 <= axis < len(sizes):
        return (Number(None, sizes[axis]),)
    return NUMBER


def _of_ref(
    f: Frame, state: State, ref: Ref, thing: Thing, index: Value, at: int, *, certain: bool
) -> Value:
    run, kind = f.run, kind_of(thing)
    if kind == "number":
        return NUMBER
    if is_file(kind):
        run.filed[thing] = None
        return (ref, *NUMBER)
    if is_class(run, kind):
        found = member(run, kind, "__getitem__")
        if found is not None:
            given = Given(((ref,), index))
            return call_perhaps(f, state, at, Function(found.function), given, certain=certain)
        return items(run, state, thing) or (Unknown("an item of an object"),)
    read(run, state, index)
    if isinstance(thing, Made) and kind in CONTAINERS and not run.stood(thing):
        return _of_container(f, state, thing, index, at)
    key = key_step(index)
    if key is not None and kind != "array":
        inner = thing if ref.view is None else any_item(run, thing)  # `p[0]['a']`
        return step_of(run, state, inner, key)
    key = step(index)
    part = (Ref(thing, selected(ref.view, run.sizes(thing), subscript(index), run.bounds)),)
    if kind == "array" and gives_view(index):
        return part
    is_copy = is_slicing(index) or (isinstance(thing, Entry) and run.names.item_kind(thing.place) == "array")
    number = taken(run, state, part[0], "array" if is_copy else "number")  # if it is one; else a view
    if may_gather(index):
        read(run, state, part)
        number = something(f, state, at)
    if kind == "array":
        return join(part, number)
    if takes_one(index):  # of a list, how many items there are matters, too, which no name of an item says
        read(run, state, (Ref(thing),), 0)
    if is_slicing(index) or not counts_forward(index, run.bounds):
        number = settled(run, number)  # of a container, which item that is depends on how many there are
    if is_item(ref):
        return join(part, number)  # of an item of a container, which is another atom of the value, too
    stored = step_of(run, state, thing, key) if key is not None else items(run, state, thing)
    known = (thing, key) in state.parts or bool(run.steps.get(thing))
    return join(join(part, number), stored) if known or kind in CONTAINERS else join(part, number)


def _of_container(f: Frame, state: State, thing: Made, index: Value, at: int) -> Value:
    run = f.run
    if is_slicing(index):
        made = make(f, state, at, thing.kind)
        put(run, state, made, ANY, items(run, state, thing), certain=True)
        return (Ref(made),)
    key = step(index)
    if key is not None and (thing, key) in state.parts:
        return step_of(run, state, thing, key)
    return items(run, state, thing)


def set_item(f: Frame, state: State, base: Value, index: Value, value: Value | None, at: int) -> None:
    """`base[index] = value`; without a value, the item is deleted."""
    run = f.run
    read(run, state, index)
    identify(run, state, base)
    for ref in changeable(base):
        thing, kind = ref.thing, kind_of(ref.thing)
        certain = is_one(base) and value is not None
        found = member(run, kind, "__setitem__") if is_class(run, kind) else None
        if found is not None and value is not None:
            given = Given(((ref,), index, value))
            call_perhaps(f, state, at, Function(found.function), given, certain=certain)
            continue
        if not isinstance(thing, Entry | Made | Taken):
            continue
        if is_file(kind) and thing in run.filed:
            run.wonder("it writes what a file holds, and reads some of it")
        key = step(index)
        is_key = kind != "array" and key_step(index) is not None
        if kind == "array" and not run.stood(thing):
            read(run, state, value or ())
        elif is_key or (kind != "array" and kind in CONTAINERS and not run.stood(thing)):
            _set_entry(f, state, ref, key, index, value or (), certain=certain)
        else:
            is_array = kind == "array" or at in run.names.array_stores(f.identity)
            shifts = not is_array and (value is None or _cuts(index))
            if shifts:  # the items of a list may stand elsewhere from now on
                read(run, state, (Ref(thing),))
                write(run, state, (Ref(thing),), certain=False)
            new = value or ()
            if is_slicing(index) and kind != "array":  # a list takes the items
                new = join(iterated(f, state, new, at), NUMBER)
            _set_elements(f, state, ref, index, new, certain=certain and not shifts)
    if any(isinstance(atom, Unknown) for atom in base):
        run.wonder("it sets an item of something unknown")


def _cuts(index: Value) -> bool:
    """Whether an index is a slice other than `[:]`."""
    return is_slicing(index) and index[0] != Slice((NONE, NONE, NONE))


def _set_entry(
    f: Frame, state: State, ref: Ref, key: str | None, index: Value, value: Value, *, certain: bool
) -> None:
    run = f.run
    if is_slicing(index):
        for one in refs(value):
            put(run, state, ref.thing, ANY, items(run, state, one.thing), certain=False)
        return
    inner = ref if ref.view is None else Ref(any_item(run, ref.thing))
    store(run, state, (inner,), key or ANY, value, certain=certain and key is not None)


def _set_elements(
    f: Frame, state: State, ref: Ref, index: Value, value: Value, *, certain: bool
) -> None:
    """An array takes the numbers, another container what is given itself."""
    run, thing, key = f.run, ref.thing, step(index)
    if kind_of(thing) not in SEQUENCES or is_slicing(index):
        read(run, state, value)
    view = selected(ref.view, run.sizes(thing), subscript(index), run.bounds)
    write_part(run, state, (Ref(thing, view),), certain=certain)
    if kind_of(thing) != "array" and any(not isinstance(atom, Number) for atom in value):
        held = tuple([a for a in value if not (isinstance(a, Ref) and a.thing == thing)])
        if held:
            put(run, state, thing, key or ANY, held, certain=False)
