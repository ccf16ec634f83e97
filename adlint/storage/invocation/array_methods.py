"""Methods of arrays, and of what may be one, by their names."""

from __future__ import annotations

from adlint.analysis.paths.known import is_update
from adlint.ir import Const
from adlint.models import objects
from adlint.models import storage as model
from adlint.models.outside import (
    DRAWING,
    is_generator,
)
from adlint.models.randomness import DRAWN_BY, TOLD_BY
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given
from adlint.storage.invocation.object_methods import changes_nothing
from adlint.storage.location.regions import mixed, transposed
from adlint.storage.outside.world import advance, is_seed
from adlint.storage.run import Run
from adlint.storage.state import State
from adlint.storage.things.kinds import library_of
from adlint.storage.things.making import make, something
from adlint.storage.things.measured import resize
from adlint.storage.things.memory import disturb, kind_of, read, touch, write
from adlint.storage.things.origin import keep_origin
from adlint.storage.things.taking import taken
from adlint.storage.things.values import NONE, NOTHING, NUMBER, Entry, Number, Ref, Unknown, Value, joined, refs


def _written(run: Run, state: State, ref: Ref, name: str, given: Given, *, certain: bool) -> Value:
    """The result of a method that writes the array."""
    given.read(run, state)
    if name not in ("fill", "zero_", "fill_", "copy_"):
        read(run, state, (ref,))
    write(run, state, (ref,), certain=certain and name in ("fill", "zero_", "fill_"))
    if name in model.RESHAPING_METHODS:
        resize(state, ref.thing)
    return (ref, Number())


def of_array(f: Frame, state: State, at: int, ref: Ref, name: str, given: Given, *, certain: bool) -> Value:
    """The result of a method of an array, or of something that may be one."""
    run = f.run
    fresh: Value
    is_array = kind_of(ref.thing) == "array"
    if name in model.WRITING_METHODS or (name.endswith("_") and not name.endswith("__")):
        return _written(run, state, ref, name, given, certain=certain)
    first = model.OUT.get(name, 0) - 1
    out = given.keyword("out") or (given.positional[first] if 0 < first < len(given.positional) else NOTHING)
    copies = given.keyword("copy") or joined(given.positional[4:5])  # of `astype`
    if name in model.COPYING and copies not in (NOTHING, (Number(Const("True", True)),)):
        fresh = taken(run, state, ref, "array") or (Ref(make(f, state, at, "array")),)
        return (Ref(ref.thing, mixed(ref.view, run.sizes(ref.thing), keeps_all=True)), *fresh)
    if name in model.VIEW_METHODS:
        return _viewed(f, state, at, ref, name, given)
    if name in DRAWN_BY:
        return _drawn(f, state, at, ref, name, given)
    is_own = not run.stood(ref.thing) and ":" not in kind_of(ref.thing)
    if name in model.READING_METHODS or is_array or is_own:
        read(run, state, (ref,))
        given.read(run, state)
        if out and out != NONE:
            write(run, state, out)
            return out
        if name in ("size", "dim", "numel", "item", "ndim", "tolist", "any", "all", "argmax", "argmin"):
            return NUMBER
        found = something(f, state, at)
        if name in ("copy", "__copy__"):
            keep_origin(run, state, refs(found)[0].thing, ref)
        return found[:1] if is_array and name in model.ARRAY_METHODS else found
    if name in model.TEXT_METHODS or changes_nothing(name) or is_told(name, given):
        read(run, state, (ref,))
        given.read(run, state)
        return NUMBER
    if name in model.OF_TABLES:
        read(run, state, (ref,))
        given.read(run, state)
        if not is_of_table(name, given):
            write(run, state, (ref,), certain=False)
        return (ref, *something(f, state, at))
    if name in objects.LOADING and given.positional and not run.program.definers.get(name):
        given.read(run, state)
        disturb(run, state, ((ref,),))
        return something(f, state, at)
    touch(run, state, ((ref,), *given.values), f"nothing is known of what has the method `{name}`")
    return unknown(name, given)


def updated(f: Frame, state: State, at: int, base: Value, name: str, given: Given) -> Value | None:
    """The changed array that `x.at[i].set(v)` gives; None if a method is called that does something else."""
    is_table = any(library_of(kind_of(ref.thing)).startswith(model.TABLES) for ref in refs(base))
    if name not in model.UPDATES - {"apply"} or is_table or not is_update(f.run.program, (f.identity, at)):
        return None
    read(f.run, state, base)
    given.read(f.run, state)
    return (Ref(make(f, state, at, "array")),)


def _viewed(f: Frame, state: State, at: int, ref: Ref, name: str, given: Given) -> Value:
    """A view of an array, or a copy where the method may make one."""
    fresh: Value = ()
    if name not in ("view", "transpose", "swapaxes", "squeeze"):
        fresh = taken(f.run, state, ref, "array") or (Ref(make(f, state, at, "array")),)
    sizes = f.run.sizes(ref.thing)
    if name == "transpose" and not given.values[0]:
        return (Ref(ref.thing, transposed(ref.view, sizes)), *fresh)
    return (Ref(ref.thing, mixed(ref.view, sizes, keeps_all=name in model.REORDERING)), *fresh)


def _drawn(f: Frame, state: State, at: int, ref: Ref, name: str, given: Given) -> Value:
    """What a method draws of what something holds, from the seed or generator that it is given, if it is given one."""
    told = joined([value for keyword, value in given.keywords if keyword in TOLD_BY])
    generators = joined([value for keyword, value in given.keywords if keyword in DRAWING])
    others = [one.thing for one in refs(told) if one not in generators]  # a seed, or a key; if no name says otherwise
    may_go_on = any(isinstance(one, Entry) and is_generator(one.place.name) for one in others)
    if not told or may_go_on or any(atom in told for atom in NONE):
        touch(f.run, state, ((ref,), *given.values), f"it is not known what `{name}` draws from")
        return unknown(name, given)
    for generator in refs(generators):
        if not is_seed(generator.thing):
            advance(f.run, state, generator.thing)
    read(f.run, state, (ref,))
    given.read(f.run, state)
    return (ref, *something(f, state, at))


def is_of_table(name: str, given: Given) -> bool:
    """Whether a method of that name gives another table or labelled array, which may share what this one holds."""
    return name in model.OF_TABLES and not given.keyword("inplace")


def is_told(name: str, given: Given) -> bool:
    """Whether a logger is given a text."""
    return objects.logs(name) and bool(given.positional) and all(isinstance(a, Number) for a in given.positional[0])


def unknown(name: str, given: Given) -> Value:
    """What a method gives of which nothing is known."""
    return (Unknown(f"the result of `{name}`"), *given.refs)
