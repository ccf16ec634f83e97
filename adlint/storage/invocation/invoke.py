"""Calls of anything: functions and classes of the program, functions of libraries, methods of unknown things."""

from __future__ import annotations

from collections.abc import Iterable

from adlint import ir
from adlint.interpret.memory.atoms import PASSED
from adlint.interpret.objects.receivers import APPLIED
from adlint.interpret.views import described
from adlint.models import objects, protocols
from adlint.models.hooks import FORWARD
from adlint.models.iterators import goes_on
from adlint.models.outside import is_module
from adlint.models.randomness import DRAWN_BY
from adlint.storage.bounds import bounding
from adlint.storage.callbacks.applying import applied_in, apply_class
from adlint.storage.callbacks.calling import run_items
from adlint.storage.callbacks.handed import held_by
from adlint.storage.callbacks.handing import by_object
from adlint.storage.callbacks.hooked import run_hooks
from adlint.storage.definitions.factories import default
from adlint.storage.definitions.fields import OWNERS
from adlint.storage.definitions.members import base_kind, binds, fields, is_class, member, of_metaclass
from adlint.storage.frame import Frame
from adlint.storage.invocation import graph
from adlint.storage.invocation.array_methods import updated
from adlint.storage.invocation.calls import Given, call_function, call_perhaps, call_special, few, one_of
from adlint.storage.invocation.containers import fill
from adlint.storage.invocation.meaning import calling, meant
from adlint.storage.invocation.methods import call_method
from adlint.storage.invocation.passing import passed
from adlint.storage.location.places import ANY
from adlint.storage.operation.iterating import iterated
from adlint.storage.outside.library import call_library
from adlint.storage.outside.world import mask
from adlint.storage.parameters.supposed import by_default, is_held, is_passed
from adlint.storage.parameters.telling import only_tells
from adlint.storage.run import Run, is_number
from adlint.storage.state import State
from adlint.storage.things.items import kind_at
from adlint.storage.things.kinds import CONTAINERS, library_of
from adlint.storage.things.making import make, something
from adlint.storage.things.memory import disturb, kind_of, put, read, touch, write
from adlint.storage.things.taking import settled
from adlint.storage.things.values import (
    ANY_ATTRIBUTE,
    GIVEN_BACK,
    NOTHING,
    OFF,
    TRAINING,
    Atom,
    Bound,
    Early,
    Entry,
    Function,
    Globals,
    Library,
    Made,
    Method,
    Number,
    Range,
    Ref,
    Slice,
    Taken,
    Thing,
    Tuple,
    Type,
    Unknown,
    Value,
    join,
    joined,
    refs,
)

FIELDS = 64  # fields of a class of which the defaults are told apart


def call(f: Frame, state: State, op: ir.Call) -> Value:
    """The result of a call; `state` becomes the one behind it."""
    given = passed(f, state, op)
    callee = settled(f.run, f.value(state, op.callee))
    base, name = f.attributes.get(op.callee, (NOTHING, "")) if isinstance(op.callee, int) else (NOTHING, "")
    changed = updated(f, state, op.at, base, name, given)
    if changed is not None:
        return changed
    told = _told(f, op, callee, base, name)
    callees = tuple(dict.fromkeys(one for atom in told for one in _defined(f, atom, base, name)))
    may_be_any = all(_is_open(f.run, ref) for ref in refs(base))
    if name in DRAWN_BY and may_be_any and all(_is_itself(f, one) for one in callees):
        f.run.wonder(f"it is not known what `{name}` draws from")  # it may be a library's
    if not callees:
        callees = (Unknown("what is called is not known"),)
    return one_of(f, state, few(callees), lambda atom, way: apply(f, way, op.at, atom, given, base, name))


def apply(
    f: Frame, state: State, at: int, callee: Atom, given: Given, base: Value = NOTHING, name: str = ""
) -> Value:
    """The result of calling one atom; it is the attribute `name` of `base`, if it is any."""
    match callee:
        case Function():
            return call_function(f, state, at, callee, given)
        case Bound(Method(own), receiver):
            return call_method(f, state, at, receiver, own, given.surely)
        case Bound(Library(path), (Type(), *_) as classes) if path in APPLIED:
            return one_of(f, state, classes, lambda atom, way: apply_class(f, way, at, atom, given))
        case Bound(Library(path), receiver):
            return _call_of_library(f, state, at, path, receiver, given)
        case Bound(Unknown() as inner, receiver) if inner == GIVEN_BACK:
            return _suppose(f, state, at, NOTHING, given)
        case Bound(inner, receiver):
            return apply(f, state, at, inner, given.behind(receiver))
        case Early(inner, positional, keywords, spread):
            whole = (*positional, *given.positional), (*keywords, *given.keywords)
            more = Given(*whole, join(spread, given.spread), given.perhaps)
            return one_of(f, state, inner, lambda atom, way: apply(f, way, at, atom, more))
        case Type():
            return _instantiate(f, state, at, callee, given)
        case Library(path):
            return call_library(f, state, at, path, given.surely)
        case Ref(thing) if is_class(f.run, kind_of(thing)):
            return _call_object(f, state, at, callee, kind_of(thing), given)
        case Ref(thing) if objects.is_called_safely(library_of(kind_of(thing))):
            return apply(f, state, at, Bound(Library(f"{library_of(kind_of(thing))}.__call__"), (callee,)), given)
        case Ref(thing) if (known := f.run.attributes.get(thing)) and not _is_same(known, (base, name)):
            return call_method(f, state, at, *known, given)
        case Ref(thing) if objects.runs_items(library_of(kind_of(thing))):
            return run_items(f, state, at, given)
        case Ref() if held_by(f.run, state, callee):
            return join(something(f, state, at), by_object(f, state, at, (callee,), "", given))
        case Ref(thing) if objects.calls_inside(path := library_of(kind_of(thing))):
            return _wonder(f, state, f"nothing is known of what a `{path}` calls", (callee,), given)
        case Ref() if is_passed(f.run, callee, is_called=True):
            return _suppose(f, state, at, by_default(f.run, callee), given)
        case Ref() | Unknown() if name and not objects.is_common(name) and only_tells(f.run, name):
            return _tell(f, state, at, name, (callee, *base), given)
        case Ref() | Unknown() if (said := bounding.method(f.run, state, name, base, given.values)) is not None:
            return said
        case Ref() | Unknown() if name:
            return call_method(f, state, at, base, name, given)
        case Number() | Tuple() | Range() | Slice():
            return NOTHING  # it raises
        case _:
            return _wonder(f, state, "what is called is not known", (), given)


def _tell(f: Frame, state: State, at: int, name: str, base: Value, given: Given) -> Value:
    """The result of a method of which all that have its name in the program only tell something."""
    if name in DRAWN_BY:
        f.run.wonder(f"it is not known what `{name}` draws from")
    given.read(f.run, state)
    read(f.run, state, base)
    return (*something(f, state, at), *bounding.held(f.run, name))


def _call_of_library(f: Frame, state: State, at: int, path: str, receiver: Value, given: Given) -> Value:
    """The result of a method of a library's class."""
    owner, _, own = path.rpartition(".")
    if own == "__call__" and objects.runs_items(owner):
        return run_items(f, state, at, given)
    if path == objects.RESULT:
        return join(something(f, state, at), receiver)  # a future is taken for what it will give
    if own == "__call__" and objects.is_called_safely(owner):
        read(f.run, state, receiver)  # a layer, a distribution
        given.read(f.run, state)
        if owner.startswith("torch."):
            run_hooks(f, state, at, FORWARD)
        layers = refs(receiver)
        if not layers or any(state.parts.get((ref.thing, TRAINING)) != OFF for ref in layers):
            mask(f, path, given)
        if objects.gathers(owner, f.run.names.told):
            _change(f, receiver)
        if objects.may_overwrite(owner) and "inplace" in f.run.names.told:
            write(f.run, state, joined(given.positional[:1]), certain=False)
            return join(something(f, state, at), given.refs)
        return join(something(f, state, at), by_object(f, state, at, receiver, path, given))
    return call_method(f, state, at, receiver, own, given.surely, owner)


def _wonder(f: Frame, state: State, reason: str, callee: Value, given: Given) -> Value:
    touch(f.run, state, (callee, *given.values), reason)
    return (Unknown(reason), *given.refs)


def _suppose(f: Frame, state: State, at: int, others: Value, given: Given) -> Value:
    """The result of a function that a caller passes, or of `others`, which stand in for it by default."""
    way, seen = state.copy(), f.run.seen
    f.run.suppose("what is called is what a caller passes, which is taken to be reentrant")
    before = dict(seen.unsure)
    disturb(f.run, state, given.values)  # what it does to variables around the function is the caller's, too
    seen.unsure = {place: chain for place, chain in seen.unsure.items() if place in before or place.kind != "closure"}
    found: Value = (GIVEN_BACK, *given.refs)
    for atom in others:
        other = way.copy()
        found = join(found, apply(f, other, at, atom, given))
        state.become((state, other), f.run.default)
    return found


def _told(f: Frame, op: ir.Call, callee: Value, base: Value, name: str) -> Value:
    """What is called: what the values say; where they do not, what the call graph says."""
    if refs(base) and all(objects.moves(library_of(kind_of(ref.thing)), name) for ref in refs(base)):
        return (Bound(Method(name), base),)
    holders = callee
    if ANY_ATTRIBUTE in callee:  # of things, which are not called themselves
        callee = tuple([atom for atom in callee if not isinstance(atom, Ref)])
    told = tuple([atom for atom in callee if not isinstance(atom, Ref | Unknown | Number | Slice)])
    instances = tuple([a for a in callee if isinstance(a, Ref) and is_class(f.run, kind_of(a.thing))])
    if len(told) + len(instances) == len(callee) and callee:
        return callee
    if callee and f.variables == f.run.root and all(_is_parameter(f, atom) for atom in callee):
        return callee  # whatever callers in the program pass
    fact = graph.told(f, op.at)
    found: list[Atom] = [*told, *instances]
    if fact is None:
        return (*found, *[a for a in callee if isinstance(a, Ref | Unknown)])
    is_passed_in = PASSED in described.atoms(fact.callees) and is_held(f.run, callee)
    if is_passed_in:  # in an attribute, which is no method
        found = [one for one in found if not (isinstance(one, Bound) and isinstance(one.callee, Method))]
    for atom in described.atoms(fact.callees):
        match atom:
            case described.Code(function, receiver) if function in f.run.program.functions:
                own = Function(function)
                found.append(Bound(own, _objects(base or holders) or holders) if receiver is not None else own)
            case described.Class(cls):
                found.append(Type(cls))
                within = [] if is_class(f.run, cls) else graph.reached_otherwise(f)  # a call made it, with functions
                found += [Bound(Function(one), callee) for one in within if one not in f.run.orders]
            case described.External(path):
                on = ((base, name), *[known for ref in refs(callee) if (known := f.run.attributes.get(ref.thing))])
                itself = [a for a in callee if isinstance(a, Ref) and library_of(kind_of(a.thing)) == path]
                found += itself or applied_in(f, path) or [_function(f, path, callee, on, fact.receiver)]
            case described.Instance(cls) if several := calling(f, cls, callee):
                found += several
            case described.Iterated() | described.Partial():
                found += meant(f, atom, callee)
            case ir.Const():
                pass  # that is no function, and raises
            case described.Unknown() if atom == PASSED and is_passed_in:
                found.append(Bound(GIVEN_BACK, callee))
            case _:
                found += [a for a in callee if isinstance(a, Ref | Unknown)] or [Unknown("it is not known")]
    return tuple(found)


def _is_parameter(f: Frame, atom: Atom) -> bool:
    """Whether what is called is a parameter of the function that is looked at."""
    is_plain = isinstance(atom, Ref) and isinstance(atom.thing, Entry) and not atom.thing.place.steps
    return is_plain and isinstance(atom, Ref) and is_passed(f.run, atom, is_called=True)


def _defined(f: Frame, atom: Atom, base: Value, name: str) -> tuple[Atom, ...]:
    """What classes of the program define by the name of a method of something unknown, if no library's may have it."""
    is_open = isinstance(atom, Ref | Unknown) and all(_is_open(f.run, ref) for ref in refs(base))
    is_open = is_open and any(not isinstance(one, Number) for one in base)
    if not name or not is_open or objects.is_common(name):
        return (atom,)
    owners = sorted(f.run.program.definers.get(name, ()))
    found = [member(f.run, cls, name) for cls in owners] if len(owners) <= OWNERS else []
    methods = [Function(one.function) for one in found if one is not None and one.kind == "method"]
    return tuple([Bound(method, _objects(base) or base) for method in methods]) or (atom,)


def _objects(base: Value) -> Value:
    """What may be an object of a class, of which the program's method is called: no number."""
    return tuple([one for one in base if not is_number((one,))])


def _is_itself(f: Frame, callee: Atom) -> bool:
    """Whether what is called is the function that calls."""
    inner = callee.callee if isinstance(callee, Bound) else callee
    return isinstance(inner, Function) and inner.name == f.identity


def _is_open(run: Run, ref: Ref) -> bool:
    """Whether it is not known what kind of thing it is: what was taken may have been no copy of an array, but what
    stood there, if that may be anything.
    """
    thing = ref.thing
    return not kind_at(run, ref) or (isinstance(thing, Taken) and kind_of(thing.thing) in ("", *CONTAINERS))


def _function(
    f: Frame, path: str, callee: Value, attributes: Iterable[tuple[Value, str]], on: described.Value | None
) -> Atom:
    """A function of a library. What it is an attribute of by its own name, and is no module, it is a method of; what an
    attribute of a module of the program holds is none.
    """
    owner, _, last = path.rpartition(".")
    receiver = joined([base for base, name in attributes if name == last])
    receiver = tuple([a for a in receiver if not (isinstance(a, Ref) and isinstance(a.thing, Globals))])
    is_of_module = is_module(owner) and described.External(owner) in (described.atoms(on) if on is not None else ())
    is_of_module = is_of_module and not (owner.partition(".")[0] in f.run.program.folders and refs(receiver))
    if not refs(receiver) and (owner.rpartition(".")[2][:1].isupper() or goes_on(owner)):
        receiver = callee  # a method, of it is not known what: what is called stands for that
    return Bound(Library(path), receiver) if refs(receiver) and not is_of_module else Library(path)


def _change(f: Frame, several: Value) -> None:
    """Objects change by what they were."""
    for ref in refs(several):
        f.run.use(ref.thing, None)
        f.run.overwrite(ref.thing, None, is_sure=len(several) == 1)


def _is_same(one: tuple[Value, str], other: tuple[Value, str]) -> bool:
    """Whether two are the same attribute of the same thing."""
    things = {ref.thing for ref in refs(other[0])}
    return one[1] == other[1] and all(ref.thing in things for ref in refs(one[0]))


def _instantiate(f: Frame, state: State, at: int, callee: Type, given: Given) -> Value:
    run = f.run
    above = of_metaclass(run, callee.name, "__call__")
    if above is not None and not run.recursive.get(above.function):  # which makes the object by `super()`
        return call_function(f, state, at, Function(above.function), given.behind((callee,)))
    new = member(run, callee.name, "__new__")
    if new is not None:
        return _made_by(f, state, at, callee, new.function, given)
    made = Ref(make(f, state, at, callee.name))
    _begin(f, state, at, callee, made, given)
    # the object ends some time, whoever holds it: then all is as it was, or a second run does that once more
    call_special(f, state, at, ("__del__",), Given(((made,),)), certain=False)
    return (made,)


def _begin(f: Frame, state: State, at: int, callee: Type, made: Ref, given: Given) -> None:
    """An object of a class is made ready, by its methods, or as the fields that it declares are."""
    run, thing = f.run, made.thing
    init = member(run, callee.name, "__init__")
    if init is not None:
        call_function(f, state, at, Function(init.function), given.behind((made,)))
        return
    named = dict(given.keywords)
    declared = fields(run, callee.name)
    for position, (name, owner, operand) in enumerate(declared):
        value = given.positional[position] if position < len(given.positional) else named.get(name, NOTHING)
        value = value or default(f, state, -FIELDS * at - position, owner, operand)
        put(run, state, thing, f".{name}", join(value, given.spread), certain=True)
    if base_kind(run, callee.name) in CONTAINERS:
        fill(f, state, at, thing, given)
    elif not declared:
        for number, value in enumerate(given.values):
            put(run, state, thing, f"[{number}]", value, certain=True)
            put(run, state, thing, ANY, iterated(f, state, tuple(refs(value)), at), certain=False)
    later = member(run, callee.name, "__post_init__")
    if later is not None:
        call_function(f, state, at, Function(later.function), Given(((made,),)))


def _made_by(f: Frame, state: State, at: int, callee: Type, new: str, given: Given) -> Value:
    """What the method `__new__` of a class gives, which `__init__` then makes ready if it is an object of the class."""
    found = call_function(f, state, at, Function(new), given.behind((callee,)))
    init = member(f.run, callee.name, "__init__")
    for ref in refs(found):
        if init is not None and kind_of(ref.thing) == callee.name:
            call_perhaps(f, state, at, Function(init.function), given.behind((ref,)), certain=len(found) == 1)
    return found


def _call_object(f: Frame, state: State, at: int, callee: Ref, cls: str, given: Given) -> Value:
    if any(base.startswith("torch.nn.") for base in f.run.orders.get(cls, ())):
        run_hooks(f, state, at, FORWARD)
    found = calling(f, cls, (callee,))
    if found:
        return one_of(f, state, few(found), lambda one, way: apply(f, way, at, one, given))
    if _is_never_called(f.run, callee.thing, cls):
        return NOTHING  # it raises
    touch(f.run, state, ((callee,), *given.values), "its class does not say what calling it does")
    return (Unknown("the result of an unknown call"), *given.refs)


def _is_never_called(run: Run, thing: Thing, cls: str) -> bool:
    """Whether a new object is of a class that nothing says to be called, and so of no class below it."""
    above = [base for base in run.orders.get(cls, (cls,)) if ":" not in base]
    is_told = all(protocols.is_plain(base) and base != "builtins.type" for base in above)
    return isinstance(thing, Made) and is_told and not any(binds(run, cls, name) for name in ("__call__", "forward"))
