"""Attributes: what they lead to."""

from __future__ import annotations

from adlint.models.objects import leads_into_file
from adlint.models.storage import INDEXERS, METADATA, TABLES, TRANSPOSES, VIEW_ATTRIBUTES, is_harmless
from adlint.sections import View
from adlint.storage.callbacks.applying import applies
from adlint.storage.definitions.defined import Member
from adlint.storage.definitions.members import (
    below,
    binds,
    class_attribute,
    class_thing,
    classes_of,
    is_class,
    is_shared,
    member,
    of_metaclass,
    sharing,
    types_of,
)
from adlint.storage.definitions.names import of_library
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given, call_own, call_perhaps, call_special, few, kept
from adlint.storage.location.places import ANY, Place
from adlint.storage.location.regions import mixed, transposed
from adlint.storage.run import Run
from adlint.storage.state import State
from adlint.storage.things.items import kind_at
from adlint.storage.things.kinds import CONTAINERS, is_file, library_of
from adlint.storage.things.making import make
from adlint.storage.things.measured import count, measure, sizes_now
from adlint.storage.things.memory import any_item, disturb, is_single, kind_of, put, read
from adlint.storage.things.values import (
    NONE,
    NOTHING,
    NUMBER,
    OWNER,
    WITHIN,
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
    Super,
    Taken,
    Thing,
    Type,
    Unknown,
    Value,
    join,
    joined,
    refs,
    text,
)

_OF_NUMBERS = frozenset(name for kind in (int, float, complex, str, bytes) for name in dir(kind)) | METADATA

_NO_TYPE = Unknown("which class it is")
_ON_ATTRIBUTES = frozenset({"__setattr__", "__delattr__", "__getattribute__"})  # of `object`, called with `super()`


def attribute(f: Frame, state: State, base: Value, name: str, at: int) -> Value:
    """What `base.name` may be."""
    found: Value = ()
    others = any(isinstance(atom, Ref) for atom in base) and name not in _OF_NUMBERS
    for atom in base:
        if not (others and isinstance(atom, Number)):
            found = join(found, _attribute(f, state, atom, name, at, certain=len(base) == 1))
    return found


def _attribute(f: Frame, state: State, atom: Atom, name: str, at: int, *, certain: bool) -> Value:
    run = f.run
    match atom:
        case Ref(Globals() as module):
            known = state.parts.get((module, name))
            return run.names.exported(module.module, name) if known is None else known
        case Ref(Taken(_, _, "number")):
            if name not in METADATA:
                read(run, state, (atom,))
            return NUMBER
        case Ref(thing):
            own = _of_receiver(f, state, atom, name, at, certain=certain)
            if own:
                return own
            told = _of_thing(f, state, atom, thing, name, at, certain=certain)
            return told if is_class(run, kind_of(thing)) else join(told, _of_sharing(f, state, atom, name))
        case Super(owner, kind, receiver):
            above = member(run, kind, name, after=owner)
            if above is None and any(":" not in one for one in run.orders.get(kind, ())):
                return (Bound(Method(name), (atom,)),)  # of a library's class
            if above is None:
                plain = Library(f"builtins.object.{name}")
                return (Bound(plain, (receiver,)) if name in _ON_ATTRIBUTES else plain,)
            return (Bound(Function(above.function), (receiver,)),)
        case Library(path):
            return _of_module(run, state, path, name)
        case Type(cls):
            found = member(run, cls, name)
            getters = described(f, state, cls, name, "__get__")
            if found is not None and not getters:
                function: Atom = Function(found.function)
                return (Bound(function, (atom,)),) if found.kind == "classmethod" else (function,)
            told = _of_metaclass(f, state, atom, name, at)
            if told:
                return told
            if getters:
                return by_descriptor(f, state, at, getters, Given((NONE, (atom,))))
            return applies(run, cls, name) or class_attribute(run, state, cls, f".{name}")
        case Unknown():
            return (atom,)
        case Function(own) if not name.startswith("__"):
            return run.get(state, attributes_of(own), f".{name}")
        case _:
            is_number = isinstance(atom, Number)
            return (Bound(Method(name), (atom,)),) if is_number else (Unknown("an attribute of a function"),)


def type_of(run: Run, thing: Thing) -> Value:
    """The class of a thing: one of a few of the program, or it is not known which."""
    return few(types_of(run, thing)) or (_NO_TYPE,)


def _of_receiver(f: Frame, state: State, ref: Ref, name: str, at: int, *, certain: bool) -> Value:
    """What the class of the method that is run, and those below it, define by a name, asked of the method's receiver of
    which no kind is known; nothing if it is not that, or has another one of its own.
    """
    cls = "" if kind_at(f.run, ref) else _class_of_receiver(f, state, ref)
    found = member(f.run, cls, name) if cls and (ref.thing, f".{name}") not in state.parts else None
    if found is None:
        return NOTHING
    lower = [member(f.run, one, name) for one in f.run.classes_below(cls)]
    several = list(dict.fromkeys([found, *[one for one in lower if one is not None]]))
    is_only = certain and len(several) == 1
    return joined([_of_member(f, state, ref, one, at, certain=is_only) for one in several])


def _class_of_receiver(f: Frame, state: State, ref: Ref) -> str:
    """The class of the method that is run, if that is called on a thing; "" if it is not."""
    cls, parameters = f.identity.rpartition(".")[0], f.function.parameters
    is_receiver = is_class(f.run, cls) and parameters and ref in f.value(state, parameters[0].name)
    return cls if is_receiver else ""


def _of_sharing(f: Frame, state: State, ref: Ref, name: str) -> Value:
    """What the objects of a class share by a name, where no kind is known: of the class of the method that is run, if
    it is its receiver; else of any of a few classes of the program.
    """
    run, cls = f.run, _class_of_receiver(f, state, ref)
    if cls:
        return class_attribute(run, state, cls, f".{name}") if is_shared(run, cls, name) else ()
    is_any = kind_of(ref.thing) == "" and isinstance(ref.thing, Entry)
    return joined(class_attribute(run, state, one, f".{name}") for one in (sharing(run, name) if is_any else ()))


def _of_metaclass(f: Frame, state: State, cls: Type, name: str, at: int) -> Value:
    """What a class has that its metaclass defines, or gives for names that it does not have; nothing if it is none."""
    above = of_metaclass(f.run, cls.name, name)
    if above is not None and above.kind in ("property", "cached"):
        return call_perhaps(f, state, at, Function(above.function), Given(((cls,),)), certain=True)
    if above is not None:
        return (Bound(Function(above.function), (cls,)),)
    other = of_metaclass(f.run, cls.name, "__getattr__") if name not in f.run.names.attributes(cls.name) else None
    if other is None or name.startswith("__"):
        return NOTHING
    return call_perhaps(f, state, at, Function(other.function), Given(((cls,), text(name))), certain=True)


def attributes_of(function: str) -> Entry:
    """What holds the attributes that are set on a function, which are the same in all calls."""
    module, _, name = function.partition(":")
    return Entry(Place(name, (), "global", module), "function")


def attributes_held(value: Value) -> Thing | None:
    """What holds the attributes of a value that is one thing, one class, or one function."""
    match value:
        case (Ref(thing, None),):
            return thing
        case (Type(cls),):
            return class_thing(cls)
        case (Function(function),):
            return attributes_of(function)
        case _:
            return None


def _of_module(run: Run, state: State, path: str, name: str) -> Value:
    """An attribute of a library's module or class, which may have been set."""
    held = of_library(f"{path}.{name}")
    if isinstance(held, Ref):
        return (held,)
    known = state.parts.get((Globals(path), name))
    if known is not None:
        return known
    run.looked.add((path, name))
    return (held,)


def _namespace(f: Frame, state: State, ref: Ref, at: int) -> Value:
    """The dict of an object's attributes: by it, any of them may be read and set."""
    disturb(f.run, state, ((ref,),))
    made = make(f, state, at, "dict")
    put(f.run, state, made, ANY, (WITHIN, ref), certain=True)
    put(f.run, state, made, OWNER, (ref,), certain=True)
    return (Ref(made),)


def _of_thing(f: Frame, state: State, ref: Ref, thing: Thing, name: str, at: int, *, certain: bool) -> Value:
    run, kind, step = f.run, kind_of(thing), f".{name}"
    if name == "__dict__":
        return _namespace(f, state, ref, at)
    if name == "__class__" and (is_class(run, kind) or not kind):
        return type_of(run, thing)
    if is_class(run, kind):
        return _of_object(f, state, ref, thing, name, at, certain=certain)
    if is_file(kind):
        if not leads_into_file(name) and name not in METADATA:
            run.filed[thing] = None
        return (ref,)  # a part of the file
    if (thing, step) in state.parts and isinstance(thing, Entry):
        return join((), state.parts[thing, step])
    kind = kind_at(run, ref)
    if name in METADATA:
        measure(run, thing, name)
        if library_of(kind).startswith(TABLES):  # which have other columns and rows as they change
            run.use(thing, None)
        return _shape(run, state, ref) if name == "shape" else count(run, state, ref) if name == "size" else NUMBER
    if name in VIEW_ATTRIBUTES and kind in ("array", ""):
        measure(run, thing, name)
        return (Ref(thing, _view(run, ref, name)),)
    if name in INDEXERS and (not kind or library_of(kind).startswith(TABLES)):
        shown = (Ref(thing, _view(run, ref, name)),)
        return shown if kind else join(shown, run.get(state, thing, step))  # of a table, or of anything else
    if kind in CONTAINERS or kind in ("array", "number"):
        is_field = kind == "array" and not is_harmless(name)  # of records
        measure(run, thing, name)
        return (Bound(Method(name), (ref,)), *((Ref(thing, _view(run, ref, name)),) if is_field else ()))
    if ref.view is not None:
        thing = any_item(run, thing)
    there = run.get(state, thing, step)
    if not there and ":" in kind and isinstance(thing, Made):  # of a class that has no text: a named tuple
        return joined([state.parts.get((thing, one), ()) for one in run.steps.get(thing, ())])
    for inner in refs(there) if isinstance(thing, Entry) else ():
        run.attributes[inner.thing] = ((ref,), name)
    if kind == "" and isinstance(thing, Made):  # which stands for what it holds, too
        return join((ref, *NUMBER), there)
    return there


def _of_object(f: Frame, state: State, ref: Ref, thing: Thing, name: str, at: int, *, certain: bool) -> Value:
    """What an attribute of an object of a class of the program leads to."""
    run, kind, step = f.run, kind_of(thing), f".{name}"
    own = state.parts.get((thing, step))
    if own is not None and (isinstance(thing, Made) or is_single(thing)):
        return own
    found = member(run, kind, name)
    own = _asked(f, state, ref, name, at, own, is_there=found is not None, certain=certain)
    if found is not None and found.kind in ("property", "cached"):
        told = call_own(f, state, at, name, found, Given(((ref,),)), certain=certain)
        return join(own or (), _cached(f, state, thing, step, told) if found.kind == "cached" else told)
    getters = described(f, state, kind, name, "__get__")
    if getters:
        return join(own or (), by_descriptor(f, state, at, getters, Given(((ref,), few(types_of(run, thing))))))
    others = below(run, thing, name)
    if found is not None:
        functions = [Function(one.function) for one in (found, *others)]
        receiver = few(types_of(run, thing)) if found.kind == "classmethod" else (ref,)
        return tuple([one if found.kind == "staticmethod" else Bound(one, receiver) for one in functions])
    if others:
        return joined([_of_member(f, state, ref, one, at, certain=False) for one in others])
    if isinstance(thing, Made):
        return own or class_attribute(run, state, kind, step)
    if is_shared(run, kind, name):
        return class_attribute(run, state, kind, step)
    return joined([own or (), run.get(state, thing, step), *_of_classes(run, state, thing, name)])


def _cached(f: Frame, state: State, thing: Thing, step: str, value: Value) -> Value:
    """What a property gives that is found once, and kept as an attribute."""
    if isinstance(thing, Made):
        put(f.run, state, thing, step, value, certain=True)
        return value
    places = f.run.paths_of(thing)
    return kept(f.run, state, places[0].at(step), value) if places else value


def _of_classes(run: Run, state: State, thing: Thing, name: str) -> list[Value]:
    """What an attribute of an object may be that its class binds, and that something sets, maybe for the class: what
    was set before. Else it is only read: as long as nothing is set, it is no other thing than that of the object.
    """
    classes = [cls for cls in classes_of(run, thing) if binds(run, cls, name)]
    found: list[Value] = []
    for cls in classes if name in run.names.set_on_others else ():
        held = class_attribute(run, state, cls, f".{name}")
        if any((class_thing(one), f".{name}") in state.parts for one in run.orders.get(cls, (cls,))):
            found.append(held)
        else:
            read(run, state, held)
    return found


def _asked(
    f: Frame, state: State, ref: Ref, name: str, at: int, own: Value | None, *, is_there: bool, certain: bool
) -> Value | None:
    """What an attribute may be, too, by what Python runs of an object that is asked for any; or, where it may not be
    there, for one that it does not have.
    """
    kind, given = kind_of(ref.thing), Given(((ref,), text(name)))
    told, _ = call_special(f, state, at, ("__getattribute__",), given, certain=certain)
    if not (is_there or own or name in f.run.names.attributes(kind) or name.startswith("__")):
        other, _ = call_special(f, state, at, ("__getattr__",), given, certain=False)
        told = join(told, other)
    return join(own or NOTHING, told) if told else own


def _of_member(f: Frame, state: State, ref: Ref, found: Member, at: int, *, certain: bool) -> Value:
    """What an attribute gives that a class defines which a thing may be of."""
    function = Function(found.function)
    if found.kind in ("property", "cached"):
        return call_perhaps(f, state, at, function, Given(((ref,),)), certain=certain)
    if found.kind == "staticmethod":
        return (function,)
    return (Bound(function, (Type(found.function.rpartition(".")[0]),) if found.kind == "classmethod" else (ref,)),)


def described(f: Frame, state: State, kind: str, name: str, method: str) -> list[tuple[Ref, Function]]:
    """The methods of descriptors that stand in a class under a name."""
    if method not in f.run.program.definers:
        return []
    there = refs(class_attribute(f.run, state, kind, f".{name}"))
    found = [(one, member(f.run, kind_of(one.thing), method)) for one in there if is_class(f.run, kind_of(one.thing))]
    return [(one, Function(method.function)) for one, method in found if method is not None]


def by_descriptor(
    f: Frame, state: State, at: int, described: list[tuple[Ref, Function]], given: Given
) -> Value:
    """What methods of descriptors give, of which one is called."""
    certain = len(described) == 1
    return joined([call_perhaps(f, state, at, m, given.behind((one,)), certain=certain) for one, m in described])


def _shape(run: Run, state: State, ref: Ref) -> Value:
    """The shape of an array, or of a view of it, as far as it is known."""
    sizes = sizes_now(run, state, ref)
    return NUMBER if sizes is None else (Shape(sizes),)


def _view(run: Run, ref: Ref, name: str) -> View | None:
    """What an attribute that gives a view gives."""
    sizes = run.sizes(ref.thing)
    is_turned = name in TRANSPOSES
    return transposed(ref.view, sizes) if is_turned else mixed(ref.view, sizes, keeps_all=False)
