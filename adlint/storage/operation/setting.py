"""Setting and deleting attributes, and what that changes."""

from __future__ import annotations

from adlint import ir
from adlint.models.storage import VIEW_ATTRIBUTES
from adlint.storage.definitions.fields import methods
from adlint.storage.definitions.members import (
    below,
    binds,
    class_thing,
    classes_of,
    is_class,
    member,
    of_metaclass,
    setters,
    special,
)
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given, call_own, call_perhaps, call_special
from adlint.storage.invocation.entries import is_there
from adlint.storage.location.places import Place
from adlint.storage.operation.attributes import attributes_of, by_descriptor, described
from adlint.storage.outside.file_parts import written
from adlint.storage.run import Run
from adlint.storage.state import State
from adlint.storage.things.kinds import is_file
from adlint.storage.things.measured import remeasure
from adlint.storage.things.memory import any_item, kind_of, put, reachable, store, taken_out, touch, write
from adlint.storage.things.values import (
    NOTHING,
    WITHIN,
    Entry,
    Function,
    Globals,
    Library,
    Made,
    Number,
    Ref,
    Thing,
    Type,
    Unknown,
    Value,
    is_open,
    join,
    joined,
    refs,
    text,
)

# attributes that make another object of one
_REMADE = {
    "__dict__": "the attributes of an object are others from now on",
    "__class__": "an object is of another class from now on",
}


def set_attribute(
    f: Frame, state: State, base: Value, name: str, value: Value, at: int, *, is_plain: bool = False
) -> None:
    """`base.name = value`; where that `is_plain`, whatever the class says of setting attributes."""
    run, step = f.run, f".{name}"
    if name in _REMADE:
        run.wonder(_REMADE[name])
    for atom in base:
        match atom:
            case Ref(Globals() as module):
                run.rebind(Place(name, (), "global", module.module))
                put(run, state, module, name, value, certain=len(base) == 1)
            case Ref(thing, view) if kind_of(thing) != "number":
                if is_class(run, kind_of(thing)) and _is_set_by(
                    f, state, atom, name, value, at, certain=len(base) == 1, is_plain=is_plain
                ):
                    continue
                if view is not None and kind_of(thing) != "array":
                    thing = any_item(run, thing)
                remeasure(run, state, Ref(thing), name)
                if is_file(kind_of(thing)):
                    written(f, atom)
                if name in VIEW_ATTRIBUTES and kind_of(thing) in ("array", ""):
                    write(run, state, (atom,), certain=False)
                store(run, state, (Ref(thing),), step, value, certain=len(base) == 1)
            case Library(path):
                _set_in_module(run, state, path, name, value, certain=len(base) == 1)
            case Type() if not is_plain and _is_set_by_class(
                f, state, atom, name, value, at, certain=len(base) == 1
            ):
                pass
            case Type(cls):
                store(run, state, (Ref(class_thing(cls)),), step, value, certain=len(base) == 1)
            case Function(function):
                store(run, state, (Ref(attributes_of(function)),), step, value, certain=len(base) == 1)
            case Unknown() if is_open((atom,)):
                run.wonder("it sets an attribute of something unknown")
            case _:
                pass


def set_any_attribute(f: Frame, state: State, base: Value, value: Value, at: int) -> None:
    """`setattr(base, name, value)` with a name that is not known: any attribute may be that from now on. What arguments
    lead to, a snapshot holds; if all of this is such, or new, a second run finds what the first one found.
    """
    run = f.run
    held = reachable(run, state, (value,))
    is_plain = all(isinstance(atom, Number | Ref) or atom == WITHIN for atom in value)
    is_plain = is_plain and all(_is_held(run, one) for one in held)
    if not is_plain or not all(isinstance(atom, Ref) and _takes_any(run, atom.thing) for atom in base):
        touch(run, state, (base, value), "the name of the attribute is not known")
        return
    run.suppose("which attribute it sets is not known")
    run.seen.sets_any = True
    for thing in held:
        run.use(thing, None)
    for ref in refs(base):
        for setter in [one for cls in classes_of(run, ref.thing) for one in setters(run, cls)]:
            call_perhaps(f, state, at, Function(setter), Given(((ref,), value)), certain=False)
        run.overwrite(ref.thing, None, is_sure=False)
        for step in [one for one in run.steps.get(ref.thing, ()) if one.startswith(".")]:
            put(run, state, ref.thing, step, value, certain=False)


def lacks(run: Run, state: State, value: Value, name: str) -> bool:
    """Whether a value is an object that the piece has made and of which nothing has set an attribute, nor any class."""
    thing = value[0].thing if len(value) == 1 and isinstance(value[0], Ref) else None
    if not isinstance(thing, Made) or thing.is_old or not is_class(run, kind_of(thing)):
        return False
    order = run.orders.get(kind_of(thing), (kind_of(thing),))
    is_plain = all(":" in one or one == "builtins.object" for one in order)
    is_plain = is_plain and not any(of_metaclass(run, kind_of(thing), one) for one in ("__new__", "__init__"))
    may_have = any(binds(run, kind_of(thing), one) for one in (name, "__getattr__", "__getattribute__", "__slots__"))
    is_set = (thing, f".{name}") in state.parts
    may_be_set = is_set or name in run.names.set_on_others or run.seen.sets_any
    is_open = may_have or may_be_set or any(_shows(run, one) for one in methods(run.program, order))
    return is_plain and not is_open


def _shows(run: Run, method: str) -> bool:
    """Whether a method uses the attributes of an object as a dict, by which it may set any."""
    every = run.body(method).operations
    return any(isinstance(op, ir.GetAttribute) and op.name == "__dict__" for op in every) or any(
        isinstance(op, ir.Call) and op.callee == "vars" for op in every
    )


def _is_held(run: Run, thing: Thing) -> bool:
    """Whether something is new, or what an argument leads to, and so in a snapshot."""
    return not run.stood(thing) if isinstance(thing, Made) else isinstance(thing, Entry) and thing.place.kind == "local"


def _takes_any(run: Run, thing: Thing) -> bool:
    """Whether something that a snapshot holds is an object that does no more than to hold its attributes."""
    kind = kind_of(thing)
    is_other = bool(kind) and (not is_class(run, kind) or bool(special(run, Ref(thing), ("__setattr__",))[0]))
    return _is_held(run, thing) and not is_other


def _is_set_by(
    f: Frame, state: State, ref: Ref, name: str, value: Value, at: int, *, certain: bool, is_plain: bool
) -> bool:
    """Whether a method of a class of the program surely sets an attribute: `__setattr__`, unless setting `is_plain`,
    one of a property, or of a descriptor. What may is called.
    """
    given = Given(((ref,), value))
    if not is_plain and _is_set_by_class(f, state, ref, name, value, at, certain=certain):
        return True
    found = member(f.run, kind_of(ref.thing), name)
    if found is not None and found.setter:
        call_own(f, state, at, name, found, given, certain=certain, sets=True)
        return True
    for one in below(f.run, ref.thing, name):
        if one.setter:
            call_perhaps(f, state, at, Function(one.setter), given, certain=False)
    descriptors = described(f, state, kind_of(ref.thing), name, "__set__")
    if descriptors:
        by_descriptor(f, state, at, descriptors, given)
    return bool(descriptors)


def _is_set_by_class(
    f: Frame, state: State, subject: Ref | Type, name: str, value: Value, at: int, *, certain: bool
) -> bool:
    """Whether a class of the program, or a metaclass, surely says what setting any attribute does, which is done."""
    told = Given(((subject,), text(name), value))
    return call_special(f, state, at, ("__setattr__",), told, certain=certain)[1]


def delete_attribute(f: Frame, state: State, base: Value, name: str, at: int) -> None:
    """`del base.name`."""
    others: Value = NOTHING
    for atom in base:
        thing = atom.thing if isinstance(atom, Ref) else None
        if isinstance(atom, Ref) and _is_deleted_by(f, state, atom, name, at, certain=len(base) == 1):
            continue
        others = join(others, (atom,))
        if isinstance(thing, Entry | Made):  # it has to be there
            is_there(f.run, state, thing, f".{name}", f.run.get(state, thing, f".{name}"))
    gone = joined([taken_out(f.run, ref.thing) for ref in refs(others)])
    set_attribute(f, state, others, name, gone, at, is_plain=True)


def _is_deleted_by(f: Frame, state: State, ref: Ref, name: str, at: int, *, certain: bool) -> bool:
    """Whether a method of a class of the program surely deletes an attribute."""
    if not is_class(f.run, kind_of(ref.thing)):
        return False
    told = Given(((ref,), text(name)))
    if call_special(f, state, at, ("__delattr__",), told, certain=certain)[1]:
        return True
    found = member(f.run, kind_of(ref.thing), name)
    for one in (*((found,) if found is not None else ()), *below(f.run, ref.thing, name)):
        if one.deleter:
            call_perhaps(f, state, at, Function(one.deleter), Given(((ref,),)), certain=False)
    return found is not None and bool(found.deleter)


def _set_in_module(run: Run, state: State, path: str, name: str, value: Value, *, certain: bool) -> None:
    """An attribute of a library's module is a global variable, which matters where it was looked at before."""
    place, module = Place(name, (), "global", path), Globals(path)
    if (path, name) in run.looked and (module, name) not in state.parts:
        run.seen.note("used", (place, None), tuple(run.here))
    run.rebind(place)
    is_put_back = value == (Library(f"{path}.{name}"),)
    put(run, state, module, name, run.default((module, name)) if is_put_back else value, certain=certain)
