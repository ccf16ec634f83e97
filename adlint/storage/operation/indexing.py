"""Items: what they lead to."""

from __future__ import annotations

from contextlib import nullcontext

from adlint import ir
from adlint.analysis.paths.uses import used_in
from adlint.ir import Const
from adlint.sections import Unknown as Unspecified
from adlint.storage.definitions.members import base_kind, is_class, member
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given, call_perhaps, call_special
from adlint.storage.location.extents import least_rank
from adlint.storage.location.places import ANY
from adlint.storage.location.regions import ANY_ITEM, RANK, selected
from adlint.storage.location.sizes import size_of
from adlint.storage.location.subscripts import (
    axes_taken,
    counts_forward,
    gives_view,
    is_slicing,
    key_step,
    may_gather,
    step,
    subscript,
    takes_elements,
    takes_one,
)
from adlint.storage.location.texts import is_text
from adlint.storage.onetime.looking import is_looked_at
from adlint.storage.onetime.once import is_first_look
from adlint.storage.operation.iterating import iterated
from adlint.storage.run import Run, is_number
from adlint.storage.state import State
from adlint.storage.things.kinds import CONTAINERS, SEQUENCES, is_file
from adlint.storage.things.latest import last_of, latest_of
from adlint.storage.things.making import make, something
from adlint.storage.things.memory import (
    any_item,
    any_of,
    is_item,
    is_moved,
    items,
    kind_of,
    kind_of_item,
    look_at_end,
    put,
    read,
    step_of,
    write_part,
)
from adlint.storage.things.origin import is_held
from adlint.storage.things.taking import is_scalar, settled, still_told, taken
from adlint.storage.things.values import (
    ENDS,
    NONE,
    NOTHING,
    NUMBER,
    ORDER,
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
)
from adlint.symbolic import Polynomial


def item(f: Frame, state: State, base: Value, index: Value, at: int) -> Value:
    """What `base[index]` may be."""
    found: Value = ()
    for atom in base:
        view = still_told(f.run, state, atom, base)
        if view is not None:
            found = join(found, _of_copy(f, state, atom, view, index))
        else:
            found = join(found, _of_atom(f, state, atom, index, at, certain=len(base) == 1))
    return found


def _of_copy(f: Frame, state: State, atom: Atom, view: Ref, index: Value) -> Value:
    """An item of what was taken: nothing more than of the view, unless that was copied."""
    if not isinstance(atom, Ref) or is_scalar(atom) or kind_of(atom.thing) == "number" or may_gather(index):
        return NOTHING
    return (*taken(f.run, state, part_at(f.run, view, index), "array"), Number())


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
        case Type(cls):
            return _of_class(f, state, atom, cls, index, at, certain=certain)
        case Library():
            return (atom,)
        case _:
            return (Unknown("an item of something unknown"),)


def _of_class(f: Frame, state: State, atom: Type, cls: str, index: Value, at: int, *, certain: bool) -> Value:
    """What a class gives at an index, by its metaclass, or by itself; else it stands for itself: `Array[float]`."""
    given = Given(((atom,), index))
    told, is_all = call_special(f, state, at, ("__getitem__",), given, certain=certain)
    found = member(f.run, cls, "__class_getitem__")
    if is_all or found is None:
        return told if is_all else join(told, (atom,))
    return join(told, call_perhaps(f, state, at, Function(found.function), given, certain=certain))


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
    run, kind = f.run, "array" if kind_of_item(f.run, ref) == "array" else kind_of(thing)
    if kind == "number":
        return NUMBER
    if is_file(kind):
        return _of_file(f, state, ref, thing, index, at)
    if is_class(run, kind):
        return _of_object(f, state, ref, index, at, certain=certain)
    read(run, state, index)
    last = _put_last(state, thing, kind, index) if ref.view is None else None
    if last is not None:
        return last
    if ref.view is None and run.stood(thing) and isinstance(thing, Entry) and thing.place.name in run.names.defaulting:
        _put_by_default(f, state, ref, index, at)
    if isinstance(thing, Made) and kind in CONTAINERS and not run.stood(thing):
        return _of_container(f, state, thing, index, at)
    if kind in SEQUENCES and is_slicing(index):
        return _cut(f, state, ref, index, kind, at)
    if kind == "array" and is_held(run, state, thing, index):
        return join((part_at(run, ref, index), *NUMBER), step_of(run, state, thing, step(index) or ANY))
    key = key_step(index)
    if kind == "" and isinstance(thing, Made):  # which stands for what it holds, too
        return join((Ref(thing), *NUMBER), items(run, state, thing))
    if key is not None and kind != "array":
        inner = thing if ref.view is None else any_item(run, thing)  # `p[0]['a']`
        return step_of(run, state, inner, key)
    key = step(index)
    listed = integers(run, state, index) if kind in ("array", "") or is_item(ref) else ()
    if listed:
        for one in listed:
            read(run, state, (part_at(run, ref, one),))
        return something(f, state, at)
    own = part_at(run, ref, index)
    part: Value = (own,)
    has_grown = ref.view is None and bool(state.parts.get((thing, ENDS)))
    if has_grown and not counts_forward(index, run.bounds):  # it is counted from another end
        part = (*part, *any_of(run, thing))
    if kind == "array" and (gives_view(index) or axes_taken(index) < least_rank(run, ref)):
        return part
    number = _taken(f, state, ref, own, index, at)
    if kind == "array" or is_item(ref):  # an item of a container is another atom of the value, too
        return join(part, number)
    stored = step_of(run, state, thing, key) if key is not None else items(run, state, thing)
    known = (thing, key) in state.parts or bool(run.steps.get(thing))
    return join(join(part, number), stored) if known or kind in CONTAINERS else join(part, number)


def _put_last(state: State, thing: Thing, kind: str, index: Value) -> Value | None:
    """What was put last where an index leads: at the end of a list, or by this key; None if that is not told."""
    last = last_of(state, thing) if kind != "array" and step(index) == "[-1]" else None
    return latest_of(state, thing, index) if last is None and kind == "dict" else last


def _put_by_default(f: Frame, state: State, ref: Ref, index: Value, at: int) -> None:
    """What a dict with defaults is asked for is there from now on."""
    run = f.run
    is_first = is_first_look(f.function, at) and not is_looked_at(f, run.paths_of(ref.thing))
    with run.only_once(ref.thing) if is_first else nullcontext():
        write_part(run, state, (part_at(run, ref, index),), certain=False)


def _of_file(f: Frame, state: State, ref: Ref, thing: Thing, index: Value, at: int) -> Value:
    """A part of a file, or elements of one."""
    users = used_in(f.function).get(at, ())
    is_way = is_text(index) and all(isinstance(op, ir.GetItem | ir.SetItem) and op.base == at for op in users)
    if not is_way:  # to an array in the file, of which elements are got or set
        f.run.filed[thing] = None
    if not takes_elements(index):
        return (ref, *NUMBER)
    f.cut[at] = ref
    return something(f, state, at)


def _taken(f: Frame, state: State, ref: Ref, part: Ref, index: Value, at: int) -> Value:
    """What stands at an index, if it is a number or a copy; else it is the view that is the `part` there."""
    run, thing, kind = f.run, ref.thing, kind_of(ref.thing)
    if may_gather(index) and kind not in CONTAINERS:
        read(run, state, (part,))
        return something(f, state, at)
    is_cut = is_slicing(index)
    is_array = isinstance(thing, Entry) and run.names.item_kind(thing.place) == "array"
    number = taken(run, state, part, "array" if is_cut or is_array else "number")
    if kind == "array":
        return number
    depends = is_cut or not counts_forward(index, run.bounds)  # of a container, on how many items there are
    may_be_other = is_cut or is_moved(state, thing)  # than what has that name
    is_read = depends and may_be_other and not is_array
    if takes_one(index) or (depends and not is_read):  # which no name of an item says
        look_at_end(run, state, Ref(thing))
    return settled(run, number) if is_read else number


def _of_object(f: Frame, state: State, ref: Ref, index: Value, at: int, *, certain: bool) -> Value:
    """What the class of an object of the program gives; what it holds, where that is left to a class of a library."""
    run, kind, given = f.run, kind_of(ref.thing), Given(((ref,), index))
    told, is_all = call_special(f, state, at, ("__getitem__",), given, certain=certain)
    if is_all:
        return told
    missing, _ = call_special(f, state, at, ("__missing__",), given, certain=False)
    other = join(told, missing)
    steps = run.steps.get(ref.thing, {})
    if base_kind(run, kind) in CONTAINERS and ".__dict__" not in steps:
        return join(items(run, state, ref.thing), other) or (Unknown("an item of an object"),)
    inside = joined([state.parts.get((ref.thing, one), ()) for one in steps])
    return join(join(items(run, state, ref.thing), inside), other) or (Unknown("an item of an object"),)


def part_at(run: Run, ref: Ref, index: Value) -> Ref:
    """The part of an array, or of a view of it, at an index; of a container, a number or a key means one item."""
    key, kind = subscript(index), kind_of(ref.thing)
    is_one = kind == "dict" or (kind in CONTAINERS and is_number(index))
    if is_one and ref.view is None and any(isinstance(one, Unspecified) for one in key):
        key = (ANY_ITEM,)
    return Ref(ref.thing, selected(ref.view, run.sizes(ref.thing), key, run.bounds))


def integers(run: Run, state: State, index: Value) -> tuple[Value, ...]:
    """The integers in an index that is a list of nothing but integers that are written out; none if it is another."""
    thing = index[0].thing if len(index) == 1 and isinstance(index[0], Ref) else None
    if not isinstance(thing, Made) or thing.kind != "list":
        return ()
    held = [run.get(state, thing, step) for step in run.steps.get(thing, ())]
    known = [literal(one) for one in held]
    return tuple(held) if all(one is not None and type(one.value) is int for one in known) else ()


def pointed(run: Run, state: State, base: Value, index: Value, *, is_flat: bool) -> Value:
    """Arrays, or views of them, that have all elements at an index, which may be a list of integers; where it counts
    elements one after the other, whatever axes there are, at most as many rows are gone through, and along other axes
    no more.
    """
    listed = integers(run, state, index) or (index,)
    sizes = [size.number for size in map(size_of, listed) if size is not None and size.number is not None]
    if len(sizes) == len(listed):
        is_forward = min(sizes) >= 0
        if not is_forward and (is_flat or max(sizes) >= 0):
            return base
        first, last = 0 if is_flat else min(sizes), max(sizes) + 1
        several = (Slice((_integer(first), _integer(last) if last else NONE, NONE)),)
        index = several if is_flat or len(set(sizes)) > 1 else listed[0]
    elif is_flat:
        return base
    found: list[Atom] = []
    for atom in base:
        if isinstance(atom, Ref) and not is_scalar(atom):
            axes = least_rank(run, atom) if is_flat else 1
            found.append(part_at(run, atom, index if axes < 2 else (Tuple((index,) * min(axes, RANK)),)))
        else:
            found.append(atom)
    return tuple(found)


def _integer(number: int) -> Value:
    return (Number(Const(str(number), number)),)


def _cut(f: Frame, state: State, ref: Ref, index: Value, kind: str, at: int) -> Value:
    """A list of items of a list."""
    run, thing = f.run, ref.thing
    first = _first_items(index) if ref.view is None and not state.parts.get((thing, ORDER)) else None
    if first is None:
        held = {ANY: iterated(f, state, (part_at(run, ref, index),), at)}
    else:
        look_at_end(run, state, ref)
        held = {f"[{to}]": step_of(run, state, thing, f"[{one}]") for to, one in enumerate(first)}
    made = make(f, state, at, kind)
    for key, value in held.items():
        put(run, state, made, key, value, certain=True)
    return (Ref(made),)


def _first_items(index: Value) -> range | None:
    """The numbers of the items that a slice gives, where it counts few from the front, and its ends are written out."""
    bounds = index[0].bounds if len(index) == 1 and isinstance(index[0], Slice) else ()
    ends = [known.value for known in map(literal, bounds) if known is not None]
    match ends:
        case [int() | None as start, int() as stop, None | 1] if min(start or 0, stop) >= 0 and stop <= RANK:
            return range(start or 0, stop)
    return None


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
