"""Iteration: what the items of a value may be."""

from __future__ import annotations

from functools import partial

from adlint.models import objects
from adlint.models.iterators import goes_on
from adlint.storage.definitions.members import is_class, special
from adlint.storage.flow.loops import repeated
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given, call_special, resume
from adlint.storage.location.extents import least_rank
from adlint.storage.location.places import Place
from adlint.storage.location.regions import ANY_ITEM, selected
from adlint.storage.outside.world import act, advance
from adlint.storage.run import Run
from adlint.storage.state import State
from adlint.storage.things.kinds import CONTAINERS, library_of
from adlint.storage.things.memory import is_item, items, kind_of, look_into, read
from adlint.storage.things.taking import is_scalar, still_told, taken
from adlint.storage.things.values import (
    BODY,
    NOTHING,
    NUMBER,
    PASSING,
    Early,
    Entry,
    Library,
    Number,
    Range,
    Ref,
    Shape,
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


def iterated(f: Frame, state: State, value: Value, at: int) -> Value:
    """What iterating over a value gives; it is read, as far as items are numbers."""
    found: Value = NOTHING
    passing = iterators(f, state, value)
    for atom in value:
        match atom:
            case Ref(Taken()) if is_scalar(atom) or still_told(f.run, state, atom, value):
                pass
            case Ref(Taken(_, _, "number")):
                read(f.run, state, (atom,))
                found = join(found, NUMBER)
            case Ref(thing):
                kind = kind_of(thing)
                told, is_all = _of_class(f, state, atom, at, certain=len(value) == 1)
                found = join(found, told)
                if is_all:
                    continue
                if thing in passing:
                    pass_on(f, state, thing)
                if objects.draws_order(library_of(kind)):
                    f.run.acts("iter", (atom,), f"a `{library_of(kind)}` draws from a hidden generator", "RNG")
                if is_class(f.run, kind):  # what it inherits gives what it holds
                    found = join(found, joined([state.parts.get((thing, s), ()) for s in f.run.steps.get(thing, ())]))
                found = join(join(found, _each(f, state, atom)), _lately(f, state, thing, at))
            case Type():
                told, is_all = _of_class(f, state, atom, at, certain=len(value) == 1)
                found = join(found, told if is_all else join(told, (Unknown("an item of a class"),)))
            case Tuple(held):
                found = join(found, joined(held))
            case Number() | Range() | Shape():
                found = join(found, NUMBER)
            case Library("sys.stdin"):
                act(f, "sys.stdin.readline", Given())
                found = join(found, NUMBER)
            case _:
                found = join(found, (Unknown("an item of something unknown"),))
    return found


def _of_class(f: Frame, state: State, subject: Ref | Type, at: int, *, certain: bool) -> tuple[Value, bool]:
    """What the class of a thing gives that is iterated over, by an iterator or by its items one after the other; and
    whether it surely says so.
    """
    found: Value = NOTHING
    made, is_all = call_special(f, state, at, ("__iter__",), Given(((subject,),)), certain=certain)
    for iterator in refs(made):
        found = join(found, repeated(f, state, partial(asked, f, state, iterator, at, certain=False)))
    if is_all or not special(f.run, subject, ("__getitem__",))[0]:
        return found, is_all

    def once() -> Value:
        call_special(f, state, at, ("__len__",), Given(((subject,),)), certain=False)  # by what gathers all items
        return call_special(f, state, at, ("__getitem__",), Given(((subject,), NUMBER)), certain=False)[0]

    return join(found, repeated(f, state, once)), False


def iterators(f: Frame, state: State, value: Value) -> list[Thing]:
    """The things among those that a value may be that begin only once. What stands outside of arguments beside a new
    one is what an earlier run has put there, which was such, too.
    """
    things = [ref.thing for ref in refs(value)]
    if any(_may_be_iterator(f, ref) for ref in refs(value)):
        f.run.wonder("what is gone through may be an iterator, such as the program keeps")
    found = [thing for thing in things if is_iterator(state, thing)]
    if all(map(f.run.stood, found)):
        return found
    others = [one for one in things if isinstance(one, Entry) and one.kind == "" and one.place.kind != "local"]
    return [*found, *others]


def _may_be_iterator(f: Frame, ref: Ref) -> bool:
    """Whether something of which no kind is known may be an iterator: an item of a container, such as its module puts
    iterators into, or what stands under a name that iterators are kept under.
    """
    thing = ref.thing
    if not isinstance(thing, Entry) or thing.kind or thing.place.kind == "world":
        return False
    if ref.view is None and _is_kept_so(f.run, thing.place):
        return True
    module = (thing.place.module or f.run.root.function).partition(":")[0]
    lies_inside = is_item(ref) or any(step.startswith("[") for step in thing.place.steps[-1:])
    return lies_inside and f.run.names.holds_iterators(module)


def _is_kept_so(run: Run, place: Place) -> bool:
    """Whether something sets an attribute of the name under which it stands, or that variable, to an iterator."""
    if place.steps:
        return place.steps[-1].startswith(".") and run.names.keeps_iterators("", place.steps[-1][1:])
    return place.kind == "global" and run.names.keeps_iterators(place.module, place.root)


def is_iterator(state: State, thing: Thing) -> bool:
    """Whether a thing begins only once."""
    kind = kind_of(thing)
    return kind == "generator" or goes_on(library_of(kind)) or (thing, PASSING) in state.parts


def pass_on(f: Frame, state: State, thing: Thing) -> None:
    """An iterator is asked for items, and stands elsewhere then."""
    if kind_of(thing) == "generator":
        resume(f, state, thing)
    if f.run.stood(thing):
        advance(f.run, state, thing)


def row(f: Frame, state: State, path: str, sources: tuple[Value, ...], at: int) -> Value:
    """What `zip` gives of its sources, or `enumerate` of its only one."""
    columns = [iterated(f, state, value, at) for value in sources]
    return (Tuple(tuple(columns if path == "builtins.zip" else [NUMBER, *columns[:1]])),)


def _lately(f: Frame, state: State, thing: Thing, at: int) -> Value:
    """What `zip` and `enumerate` give of sources that may hold more by now: they are asked in each turn."""
    found: Value = NOTHING
    for atom in f.run.get(state, thing, BODY):
        match atom:
            case Early((Library(path),), sources) if any(kind_of(r.thing) in CONTAINERS for r in refs(joined(sources))):
                found = join(found, row(f, state, path, sources, at))
            case _:
                pass
    return found


def asked(f: Frame, state: State, iterator: Ref, at: int, *, certain: bool) -> Value:
    """What an iterator gives that is asked for an item."""
    resume(f, state, iterator.thing)
    found = items(f.run, state, iterator.thing)
    return join(found, call_special(f, state, at, ("__next__",), Given(((iterator,),)), certain=certain)[0])


def _each(f: Frame, state: State, ref: Ref) -> Value:
    run, thing, kind = f.run, ref.thing, kind_of(ref.thing)
    found: Value = items(run, state, thing) if kind != "array" else NOTHING
    if kind == "array" and run.stood(thing):
        return (_item(run, ref), *(taken(run, state, ref, "number") if least_rank(run, ref) < 2 else ()))
    if run.stood(thing):
        run.seen.counted.update(dict.fromkeys(run.paths_of(thing)))
        look_into(run, state, ref)
        if kind == "":
            found = join(found if run.steps.get(thing) else NOTHING, (_item(run, ref), Number()))
    elif kind == "array":
        found = join((Ref(thing), Number()), items(run, state, thing))
    return found or NUMBER


def _item(run: Run, ref: Ref) -> Ref:
    """Any item of an array, along its first axis."""
    return Ref(ref.thing, selected(ref.view, run.sizes(ref.thing), (ANY_ITEM,), run.bounds))
