"""Methods of containers, of objects and of unknown things, by their names."""

from __future__ import annotations

from adlint.analysis.paths.uses import used_in
from adlint.interpret.views import described
from adlint.models import objects, protocols
from adlint.models import storage as model
from adlint.models.hooks import BACKWARD
from adlint.models.mpi import COMPLETING
from adlint.models.outside import (
    ACCUMULATES,
    COLLECTIVES,
    CURSOR,
    DRAWS,
    GENERATORS,
    KEEPING,
    MESSAGES,
    PLACING,
    STATEMENTS,
    STATING,
    draws,
    is_generator,
    is_of_attribute,
    stated,
)
from adlint.models.paths import READ_AT, WRITTEN_AT
from adlint.models.randomness import SAMPLERS
from adlint.storage.callbacks.handed import held_within
from adlint.storage.callbacks.handing import by_method, run_special
from adlint.storage.callbacks.hooked import run_hooks
from adlint.storage.callbacks.reporting import run_handlers
from adlint.storage.definitions.members import base_kind, mixed_kind
from adlint.storage.frame import Frame
from adlint.storage.invocation import graph
from adlint.storage.invocation.array_methods import is_of_table, is_told, of_array, unknown
from adlint.storage.invocation.calls import Given
from adlint.storage.invocation.containers import fill, of_container
from adlint.storage.invocation.object_methods import add, changes_nothing, listed, of_object
from adlint.storage.invocation.phrased import classes_of, special_method
from adlint.storage.location.paths import path_of
from adlint.storage.location.places import ANY
from adlint.storage.location.texts import composed, is_text
from adlint.storage.operation.iterating import iterators, pass_on
from adlint.storage.operation.managers import STACKS, stacked
from adlint.storage.outside.file_parts import make_part
from adlint.storage.outside.going_on import told_to_go_on
from adlint.storage.outside.hazards import hazard
from adlint.storage.outside.messages import complete, exchanged, is_enveloped, is_message
from adlint.storage.outside.states import of_holder
from adlint.storage.outside.world import act, advance, draw, draw_by, is_placed, is_put_back, put_back, standing
from adlint.storage.state import State
from adlint.storage.things.items import kind_at
from adlint.storage.things.kinds import CONTAINERS, library_of, of_library
from adlint.storage.things.making import make, something
from adlint.storage.things.memory import changeable, disturb, kind_of, put, read, touch, write
from adlint.storage.things.origin import has_origin, open_up, originals
from adlint.storage.things.taking import is_scalar
from adlint.storage.things.values import (
    GIVEN_BACK,
    NONE,
    NOTHING,
    NUMBER,
    WITHIN,
    Atom,
    Entry,
    Globals,
    Number,
    Ref,
    Super,
    Taken,
    Thing,
    Type,
    Unknown,
    Value,
    is_open,
    join,
    joined,
    literal,
    refs,
)

_MIXED = ("collections.abc.", "typing.", "_collections_abc.")  # classes whose methods call those of what inherits them
_OF_GENERATORS = tuple(f"{one}." for one in GENERATORS)
_WRITES = model.LIST_WRITES | model.DICT_WRITES | model.SET_WRITES
_KNOWN_DRAWS = ("torch.", "scipy.", "random.", "numpy.")  # of which it is known which methods draw, and from what


def call_method(
    f: Frame, state: State, at: int, base: Value, name: str, given: Given, owner: str = ""
) -> Value:
    """The result of `base.name(...)`, where no class of the program says what that is; `owner` is the library's class
    that the call graph knows of.
    """
    if name == "__new__" and (classes := classes_of(given)):
        return tuple([Ref(make(f, state, at, one.name)) for one in classes])
    said = special_method(f, state, at, base, name, given) if name.startswith("__") else None
    if said is not None:
        return said
    owner = owner or _owner(f, at)
    tells = name not in model.CONTAINER_READS and objects.is_value(owner)
    if is_of_attribute(f"{owner}.{name}") and not tells:
        owner = ""  # of what an object holds no more is known than how its methods are called
    if name in _OF_RECORDS:
        return _of_record(f, state, at, base, name, given)
    if owner.startswith("typing.NamedTuple"):
        touch(f.run, state, (base, *given.values), f"nothing is known of the method `{name}`")
        return unknown(name, given)
    add(f, base, name, given)
    if objects.logs(name):
        run_handlers(f, state, at)
    _digested(f, state, base if name in objects.DIGESTS else NOTHING)
    if name in STATEMENTS and (known := _carried_out(f, state, at, base, given)) is not None:
        return known
    if name in COMPLETING:
        complete(f, state, name, base, given)
    if name in SAMPLERS:
        _sampled(f, state, at, base, name, given)
    is_known = bool(owner) or all(isinstance(atom, Ref) and isinstance(atom.thing, Entry) for atom in base)
    if is_known and not owner.startswith(_KNOWN_DRAWS) and draw_by(f, base, name, given):
        disturb(f.run, state, (base, *given.values))
        return something(f, state, at)
    if GIVEN_BACK in base and objects.changes(name) and not any(kind_of(ref.thing) for ref in refs(base)):
        f.run.suppose("it changes what a function gives that a caller passes, which is taken to be new or the caller's")
        disturb(f.run, state, (base, *given.values))
        return (GIVEN_BACK, *refs(base), *given.refs)
    if name == "backward":
        run_hooks(f, state, at, BACKWARD)
        return _backward(f, state, base, given)
    result = by_method(f, state, at, base, f"{owner}.{name}", given)
    advanced = dict(f.run.seen.advanced)
    shared = given.shared() if len(base) > 1 else given
    for atom in base:
        result = join(result, _of_atom(f, state, at, atom, name, shared, owner, certain=len(base) == 1))
    if any(isinstance(atom, Unknown) for atom in base) and f.run.seen.advanced != advanced:
        f.run.seen.advanced = advanced  # it may be none of these that goes on
        f.run.wonder(f"nothing is known of what has the method `{name}`")
    return result


_OF_RECORDS = frozenset({"_replace", "_asdict"})


def _of_record(f: Frame, state: State, at: int, base: Value, name: str, given: Given) -> Value:
    """A tuple with names that holds what this one does, but for what is given; or a dict of what it holds, under these:
    by that, all of it may be read and set.
    """
    if name == "_replace":
        given.read(f.run, state)
        return (*refs(base), *given.refs, *something(f, state, at))
    disturb(f.run, state, (base,))
    made, held = make(f, state, at, "dict"), NOTHING
    for thing in [ref.thing for ref in refs(base)]:
        held = join(held, joined([f.run.get(state, thing, step) for step in f.run.steps.get(thing, ())]))
    put(f.run, state, made, ANY, (WITHIN, *refs(base), *held), certain=True)
    return (Ref(made),)


def _sampled(f: Frame, state: State, at: int, base: Value, name: str, given: Given) -> None:
    """What a method of tensors draws, that is named so."""
    draw(f, f"torch.Tensor.{name}", given)
    told_to_go_on(f, state, f"torch.Tensor.{name}", given)
    kinds = ("array", "") if name.endswith("_") else ("array",)  # only tensors have methods that are named so
    if base and all(isinstance(atom, Ref) and kind_of(atom.thing) in kinds for atom in base):
        hazard(f, at, f"torch.Tensor.{name}", given)


def _digested(f: Frame, state: State, base: Value) -> None:
    """A hash that was updated goes on from where it stood."""
    for ref in refs(base):
        places, written = f.run.paths_of(ref.thing), {place for place, _ in f.run.seen.written}
        if any(one == place or one.is_below(place) for place in places for one in written):
            advance(f.run, state, ref.thing)


def _carried_out(f: Frame, state: State, at: int, base: Value, given: Given) -> Value | None:
    """What a statement of a database gives that is written out; None if it is not known what it does."""
    text = literal(given.positional[0]) if given.positional else None
    wrong = stated(text.value) if text is not None and isinstance(text.value, str) else None
    if wrong is None:
        return None
    if wrong:
        f.run.acts("execute", base, wrong)
    given.read(f.run, state)
    return something(f, state, at)  # whose rows begin anew


def _backward(f: Frame, state: State, base: Value, given: Given) -> Value:
    """Gradients are added to those of what something was computed from: of arguments, if nothing else was read."""
    if is_open(base) or any(place.kind not in ("local", "world") for place, _ in f.run.seen.used):
        touch(f.run, state, (base, *given.values), "it is not known to which gradients is added")
    else:
        f.run.suppose("gradients are added to those of what it was computed from")
        disturb(f.run, state, (base, *given.values))
    return NUMBER


def _owner(f: Frame, at: int) -> str:
    """The library's class of what the method is called on, as far as the call graph tells; "" if it may be another."""
    fact = graph.told(f, at)
    match list(described.atoms(fact.receiver)) if fact is not None and fact.receiver is not None else []:
        case [described.Instance(of) | described.Handle(of)] if ":" not in of:
            return of
        case _:
            return ""


def _of_atom(
    f: Frame, state: State, at: int, atom: Atom, name: str, given: Given, owner: str, *, certain: bool
) -> Value:
    is_open = isinstance(atom, Unknown) or (isinstance(atom, Ref) and not kind_of(atom.thing))
    is_path = name in objects.PATH_ACTS and (is_open or isinstance(atom, Number) or _is_of_array(atom))
    if not owner and (is_path or (is_open and name in objects.PATH_READS)):
        act(f, f"pathlib.Path.{name}", given, (atom,))
        read(f.run, state, (atom,))
        given.read(f.run, state)
        if name in objects.PATH_GIVES:
            return path_of(f, state, at, f"{objects.PATH}.{name}", ((atom,), *given.positional))
        return something(f, state, at)
    match atom:
        case Ref(thing) if is_open and not owner and name in objects.MAKES_PARTS and f.run.stood(thing):
            return make_part(f, state, atom, name, given)
        case Number():
            for thing in [one for value in given.values for one in iterators(f, state, value)]:
                pass_on(f, state, thing)
            given.read(f.run, state)
            return composed(f, at, f"str.{name}", ((atom,), *given.positional)) if is_text((atom,)) else NUMBER
        case Ref() if is_scalar(atom) and name in model.WRITING_METHODS:
            return ()
        case Ref(Taken(_, _, "number")):
            read(f.run, state, (atom,))
            given.read(f.run, state)
            return NUMBER
        case Super(_, _, receiver) if name.startswith("__"):
            return _of_base(f, state, at, receiver.thing, name, given)
        case Super(_, _, receiver):
            return _of_atom(f, state, at, receiver, name, given, owner, certain=certain)
        case Ref(Globals() as module):
            touch(f.run, state, given.values, f"nothing is known of `{module.module}.{name}`")
            return unknown(name, given)
        case Ref():
            return _of_ref(f, state, at, atom, name, given, owner, certain=certain)
        case Type() if changeable(joined(given.values)):  # a class of the program has the method from a library's
            touch(f.run, state, given.values, f"nothing is known of the method `{name}`")
            return unknown(name, given)
        case _ if atom in (GIVEN_BACK, WITHIN) and name in _WRITES and _is_called_so(name, given):
            # of what is new, or its caller's
            given.read(f.run, state)
            return something(f, state, at)
        case _ if _is_harmless(name, given) or is_told(name, given) or objects.is_value(owner):
            given.read(f.run, state)
            return something(f, state, at)
        case _:
            touch(f.run, state, ((atom,), *given.values), f"nothing is known of what has the method `{name}`")
            return unknown(name, given)


def _of_base(f: Frame, state: State, at: int, thing: Thing, name: str, given: Given) -> Value:
    """A special method of a base that is no class of the program: `super().__init__(items)`."""
    given.read(f.run, state)
    f.run.use(thing, None)
    f.run.overwrite(thing, None, is_sure=False)
    if name == "__init__" and base_kind(f.run, kind_of(thing)) in CONTAINERS:
        fill(f, state, at, thing, given)
    return NUMBER


def _is_of_array(atom: Atom) -> bool:
    """Whether something is taken to be an array, as what an operator gives is: `folder / name`."""
    return isinstance(atom, Ref) and kind_of(atom.thing) in ("array", "number")


def _of_ref(
    f: Frame, state: State, at: int, ref: Ref, name: str, given: Given, owner: str, *, certain: bool
) -> Value:
    """A method of a thing, by what kind of thing it is."""
    kind = kind_at(f.run, ref) if kind_of(ref.thing) else of_library(owner) if owner else ""
    if kind == "array" and owner.startswith("logging."):  # what `getLogger` gives
        kind = of_library(owner)
    is_ours = ":" in kind  # no class of the program has the method: a library's base does, or the object
    kind = mixed_kind(f.run, kind, ref.thing) if is_ours else kind
    for written in (*(given.positional[:1] if name == "shuffle" else ()), given.keyword("out")):
        write(f.run, state, written, certain=False)  # of a generator of random numbers, too
    if kind in STACKS:
        said = stacked(f, state, ref, name, given, at)
        if said is not None:
            return said
    known = _outside(f, state, at, ref, name, given, kind)
    if known is not None:
        return known
    if is_ours and library_of(kind).startswith(_MIXED):
        touch(f.run, state, ((ref,), *given.values), f"nothing is known of the method `{name}`")
        return unknown(name, given)
    if library_of(kind):
        hazard(f, at, f"{library_of(kind)}.{name}", given)
        return of_object(f, state, at, ref, name, given, kind)
    if kind == "" and objects.lists(name) and name not in model.CONTAINER_READS:
        given.read(f.run, state)
        read(f.run, state, (ref,))
        return listed(f, state, at, ref, name)
    is_copy = has_origin(state, ref.thing)
    if is_copy and _is_container_method(f, at, name, "", given):
        open_up(f.run, state, ref.thing)
        for one in refs(originals(f.run, state, ref)):
            of_container(f, state, at, one, name, given, certain=False)
    if kind in CONTAINERS or _is_container_method(f, at, name, "" if is_copy else kind, given):
        run_special(f, state, at, held_within(f, state, (ref,)), protocols.of_items(name))
        return of_container(f, state, at, ref, name, given, certain=certain)
    if is_ours and not _is_harmless(name, given):
        touch(f.run, state, ((ref,), *given.values), f"nothing is known of the method `{name}`")
        return unknown(name, given)
    return of_array(f, state, at, ref, name, given, certain=certain)


def _is_harmless(name: str, given: Given) -> bool:
    """Whether a method of that name, called so, is taken to read what it is given and to give something new."""
    known = model.READING_METHODS | model.TEXT_METHODS | model.VIEW_METHODS
    if name in model.CONTAINER_READS - known:
        return _is_called_so(name, given)
    if name in known or changes_nothing(name) or is_of_table(name, given):
        return True
    return name in MESSAGES and (not name.islower() or name in COLLECTIVES or is_enveloped(given))


def _is_called_so(name: str, given: Given) -> bool:
    keywords = frozenset(name for name, _ in given.keywords)
    return bool(given.spread) or objects.is_called_so(name, len(given.positional), keywords)


def _outside(
    f: Frame, state: State, at: int, ref: Ref, name: str, given: Given, kind: str
) -> Value | None:
    """The result of a method of a generator, a file or a communicator; None if it is none of those."""
    run = f.run
    is_open = kind == "" or bool(library_of(kind))
    if f"{library_of(kind)}.{name}" in READ_AT.keys() | WRITTEN_AT.keys():
        return None
    told = of_holder(f, state, ref, name, given)
    if told is not None:
        return told
    first = given.positional[0] if given.positional else NOTHING
    is_random = library_of(kind) in GENERATORS or (is_open and is_generator(_name(ref)))
    if is_random and name in KEEPING:
        return standing(run, state, ref.thing)
    if is_random and name in STATING and is_put_back(run, ref.thing, given.positional):
        put_back(run, state, ref.thing)
    elif is_random and name in STATING and _is_told_anew(given):
        advance(run, state, ref.thing, places=True)
    elif library_of(kind) in GENERATORS or _draws(ref, name, first, kind):
        advance(run, state, ref.thing)
    elif is_open and name == "tell" and not given.positional:
        return standing(run, state, ref.thing)
    elif is_open and name in PLACING and is_put_back(run, ref.thing, given.positional):
        put_back(run, state, ref.thing)
    elif is_open and name in CURSOR | PLACING and len(given.positional) < 3 and not is_message(f, at, given):
        advance(run, state, ref.thing, places=name in PLACING and is_placed(given.positional))
    elif name in COLLECTIVES or (is_open and (name in MESSAGES or name in ACCUMULATES)):
        return exchanged(f, state, at, (ref,), name, given)
    else:
        return None
    given.read(run, state)
    return something(f, state, at)


def _draws(ref: Ref, name: str, first: Value, kind: str) -> bool:
    """Whether a method draws from a thing, by a name that arrays and numbers do not have, whatever it was taken for."""
    if kind in ("array", "number"):
        return name in DRAWS
    is_part = library_of(kind).startswith(_OF_GENERATORS)  # `rng.bit_generator`
    return (kind == "" or is_part) and draws(name, _name(ref), is_given=bool(changeable(first)))


def _is_told_anew(given: Given) -> bool:
    """Whether a generator is given a seed or a state, and does not take one from the operating system."""
    told = [value for value in given.values if value]
    return bool(told) and NONE not in told


def _name(ref: Ref) -> str:
    """The name under which something stands."""
    return ref.thing.place.name if isinstance(ref.thing, Entry) else ""


def _is_container_method(f: Frame, at: int, name: str, kind: str, given: Given) -> bool:
    if kind == "array" or name in model.WRITING_METHODS:
        return False
    if name in model.READING_METHODS and (name not in _WRITES or at in used_in(f.function)):
        return False  # what `add` gives of a tensor is looked at, of a set there is nothing to look at
    if not _is_called_so(name, given):
        return False
    known = model.LIST_WRITES | model.DICT_WRITES | model.SET_WRITES | model.CONTAINER_READS
    return name in known
