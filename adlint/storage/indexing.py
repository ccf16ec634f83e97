"""Attributes and items: what they lead to, and what setting them changes."""

from __future__ import annotations

from adlint.models.storage import METADATA, VIEW_ATTRIBUTES
from adlint.storage.calls import Given, call_function
from adlint.storage.frame import Frame
from adlint.storage.making import make
from adlint.storage.members import is_class, member
from adlint.storage.memory import is_single, items, kind_of, put, read, step_of, store, write
from adlint.storage.places import ANY, Place
from adlint.storage.regions import mixed, selected
from adlint.storage.run import Run
from adlint.storage.state import State
from adlint.storage.subscripts import is_slicing, subscript
from adlint.storage.values import (
    NUMBER,
    Atom,
    Bound,
    Entry,
    Function,
    Globals,
    Library,
    Made,
    Method,
    Number,
    Ref,
    Shape,
    Slice,
    Super,
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

# objects of libraries that stand for files and parts of them
FILES = tuple(f"library {name}." for name in ("h5py", "h5netcdf", "netCDF4", "zarr", "tables"))
_OF_NUMBERS = frozenset(name for kind in (int, float, complex, str, bytes) for name in dir(kind)) | METADATA
SEQUENCES = frozenset({"list", "tuple"})
CONTAINERS = SEQUENCES | {"dict", "set", "generator"}


def attribute(f: Frame, state: State, base: Value, name: str, at: int) -> Value:
    """What `base.name` may be."""
    found: Value = ()
    others = any(isinstance(atom, Ref) for atom in base) and name not in _OF_NUMBERS
    for atom in base:
        if not (others and isinstance(atom, Number)):
            found = join(found, _attribute(f, state, atom, name, at))
    return found


def _attribute(f: Frame, state: State, atom: Atom, name: str, at: int) -> Value:
    run = f.run
    match atom:
        case Ref(Globals() as module):
            known = state.parts.get((module, name))
            return run.names.exported(module.module, name) if known is None else known
        case Ref(thing):
            return _of_thing(f, state, atom, thing, name, at)
        case Super(owner, kind, receiver):
            above = member(run, kind, name, after=owner)
            if above is None and any(":" not in one for one in run.orders.get(kind, ())):
                return (Method(name),)  # of a library's class
            if above is None:
                return (Library(f"builtins.object.{name}"),)
            return (Bound(Function(above.function), (receiver,)),)
        case Library(path):
            return (Library(f"{path}.{name}"),)
        case Type(cls):
            found = member(run, cls, name)
            if found is not None:
                function: Atom = Function(found.function)
                return (Bound(function, (atom,)),) if found.kind == "classmethod" else (function,)
            return run.get(state, class_thing(cls), f".{name}")
        case Unknown() | Method() | Bound():
            return (atom if isinstance(atom, Unknown) else Unknown("an attribute of a function"),)
        case _:
            return (Method(name),) if isinstance(atom, Number) else (Unknown("an attribute of a function"),)


def class_thing(cls: str) -> Entry:
    """What stands for the attributes of a class."""
    module, _, name = cls.partition(":")
    return Entry(Place(name.partition("#")[0], (), "class", module), "class")


def _of_thing(f: Frame, state: State, ref: Ref, thing: Thing, name: str, at: int) -> Value:
    run, kind, step = f.run, kind_of(thing), f".{name}"
    if is_class(run, kind):
        own = state.parts.get((thing, step))
        if own is not None and (isinstance(thing, Made) or is_single(thing)):
            return own
        found = member(run, kind, name)
        if found is not None and found.kind in ("property", "cached"):
            return join(own or (), call_function(f, state, at, Function(found.function), Given(((ref,),))))
        if found is not None:
            functions = [Function(one) for one in (found.function, *_overriding(run, thing, kind, name))]
            return tuple([one if found.kind == "staticmethod" else Bound(one, (ref,)) for one in functions])
        below = _overriding(run, thing, kind, name)
        if below:
            return tuple([Bound(Function(one), (ref,)) for one in below])
        if isinstance(thing, Made):
            return own or run.get(state, class_thing(kind), step)
        return run.get(state, thing, step)
    if kind.startswith(FILES):
        return (ref,)  # a part of the file
    if (thing, step) in state.parts and isinstance(thing, Entry):
        return join((), state.parts[thing, step])
    if name == "shape":
        return (Shape(ref.view.extents if ref.view is not None else run.sizes(thing)),)
    if name in METADATA:
        return NUMBER
    if kind == "array" or (kind == "" and name in VIEW_ATTRIBUTES):
        return (Ref(thing, mixed(ref.view, run.sizes(thing))),) if name in VIEW_ATTRIBUTES else (Method(name),)
    if kind in CONTAINERS or kind == "number":
        return (Method(name),)
    if ref.view is not None:
        thing = _item(f, thing)
    return run.get(state, thing, step)


def _overriding(run: Run, thing: Thing, cls: str, name: str) -> list[str]:
    """What classes below that of a thing define in the place of a method, if it may be of such; the receiver of the
    function that is looked at is of its own.
    """
    if not isinstance(thing, Entry) or thing.place == run.receiver:
        return []
    below = [one for one, order in run.orders.items() if one != cls and cls in order]
    found = [member(run, one, name) for one in below]
    return list(dict.fromkeys(one.function for one in found if one is not None))


def _item(f: Frame, thing: Thing) -> Thing:
    """What stands for the items of something: whose attributes are looked at."""
    if isinstance(thing, Entry):
        return Entry(thing.place.at(ANY))
    places = f.run.paths_of(thing)
    return Entry(places[0].at(ANY)) if places else thing


def set_attribute(f: Frame, state: State, base: Value, name: str, value: Value, at: int) -> None:
    """`base.name = value`."""
    run, step = f.run, f".{name}"
    for atom in base:
        match atom:
            case Ref(Globals() as module):
                run.rebind(Place(name, (), "global", module.module))
                put(run, state, module, name, value, certain=len(base) == 1)
            case Ref(thing, view) if kind_of(thing) != "number":
                found = member(run, kind_of(thing), name) if is_class(run, kind_of(thing)) else None
                if found is not None and found.setter:
                    call_function(f, state, at, Function(found.setter), Given(((atom,), value)))
                    continue
                if view is not None and kind_of(thing) != "array":
                    thing = _item(f, thing)
                if name in VIEW_ATTRIBUTES and kind_of(thing) in ("array", ""):
                    write(run, state, (atom,), certain=False)
                store(run, state, (Ref(thing),), step, value, certain=len(base) == 1)
            case Type(cls):
                store(run, state, (Ref(class_thing(cls)),), step, value, certain=len(base) == 1)
            case Unknown():
                run.wonder("it sets an attribute of something unknown")
            case _:
                pass


def item(f: Frame, state: State, base: Value, index: Value, at: int) -> Value:
    """What `base[index]` may be."""
    found: Value = ()
    for atom in base:
        found = join(found, _of_atom(f, state, atom, index, at))
    return found


def _of_atom(f: Frame, state: State, atom: Atom, index: Value, at: int) -> Value:
    match atom:
        case Ref(thing) if isinstance(thing, Entry | Made):
            return _of_ref(f, state, atom, thing, index, at)
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


def _of_ref(f: Frame, state: State, ref: Ref, thing: Thing, index: Value, at: int) -> Value:
    run, kind = f.run, kind_of(thing)
    if kind == "number":
        return NUMBER
    if kind.startswith(FILES):
        run.filed[thing] = None
        return (ref, *NUMBER)
    if is_class(run, kind):
        found = member(run, kind, "__getitem__")
        if found is not None:
            return call_function(f, state, at, Function(found.function), Given(((ref,), index)))
        return items(run, state, thing) or (Unknown("an item of an object"),)
    read(run, state, index)
    if isinstance(thing, Made) and kind in CONTAINERS and not run.paths_of(thing):
        return _of_container(f, state, thing, index, at)
    key = step(index)
    if key is not None and not key[1:-1].lstrip("-").isdigit():
        return step_of(run, state, thing, key)
    part = (Ref(thing, selected(ref.view, run.sizes(thing), subscript(index), run.bounds)),)
    if kind == "array" and is_slicing(index):
        return part
    if kind == "array":
        read(run, state, part)  # it may be a number, which is read now
        return join(part, NUMBER)
    read(run, state, part)
    stored = step_of(run, state, thing, key) if key is not None else items(run, state, thing)
    known = (thing, key) in state.parts or bool(run.steps.get(thing))
    return join(join(part, NUMBER), stored) if known or kind in CONTAINERS else join(part, NUMBER)


def _of_container(f: Frame, state: State, thing: Made, index: Value, at: int) -> Value:
    run = f.run
    if is_slicing(index):
        made = make(run, state, f.identity, at, thing.kind)
        put(run, state, made, ANY, items(run, state, thing), certain=True)
        return (Ref(made),)
    key = step(index)
    if key is not None and (thing, key) in state.parts:
        return step_of(run, state, thing, key)
    return items(run, state, thing)


def step(index: Value) -> str | None:
    """The step to the item under a literal key."""
    known = literal(index)
    return None if known is None else f"[{known.text}]"


def set_item(f: Frame, state: State, base: Value, index: Value, value: Value | None, at: int) -> None:
    """`base[index] = value`; without a value, the item is deleted."""
    run = f.run
    read(run, state, index)
    for ref in refs(base):
        thing, kind = ref.thing, kind_of(ref.thing)
        certain = len(base) == 1 and value is not None
        found = member(run, kind, "__setitem__") if is_class(run, kind) else None
        if found is not None and value is not None:
            call_function(f, state, at, Function(found.function), Given(((ref,), index, value)))
            continue
        if not isinstance(thing, Entry | Made):
            continue
        if kind.startswith(FILES) and thing in run.filed:
            run.wonder("it writes what a file holds, and reads some of it")
        key = step(index)
        is_text = key is not None and not key[1:-1].lstrip("-").isdigit()
        if kind == "array" and not run.paths_of(thing):
            read(run, state, value or ())
        elif kind != "array" and (is_text or (kind in CONTAINERS and not run.paths_of(thing))):
            _set_entry(f, state, ref, key, index, value or (), certain=certain)
        else:
            _set_elements(f, state, ref, index, value or (), certain=certain)
    if any(isinstance(atom, Unknown) for atom in base):
        run.wonder("it sets an item of something unknown")


def _set_entry(
    f: Frame, state: State, ref: Ref, key: str | None, index: Value, value: Value, *, certain: bool
) -> None:
    run = f.run
    if is_slicing(index):
        for one in refs(value):
            put(run, state, ref.thing, ANY, items(run, state, one.thing), certain=False)
        return
    store(run, state, (ref,), key or ANY, value, certain=certain and key is not None)


def _set_elements(
    f: Frame, state: State, ref: Ref, index: Value, value: Value, *, certain: bool
) -> None:
    """An array takes the numbers, another container what is given itself."""
    run, thing, key = f.run, ref.thing, step(index)
    read(run, state, value)
    view = selected(ref.view, run.sizes(thing), subscript(index), run.bounds)
    write(run, state, (Ref(thing, view),), certain=certain)
    if kind_of(thing) != "array" and any(not isinstance(atom, Number) for atom in value):
        held = tuple([a for a in value if not (isinstance(a, Ref) and a.thing == thing)])
        if held:
            put(run, state, thing, key or ANY, held, certain=False)
