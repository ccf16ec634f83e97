"""Methods of objects of libraries, by what is known of their classes."""

from __future__ import annotations

from adlint.models import estimators, objects
from adlint.models import storage as model
from adlint.models.outside import ASKS, HARMLESS, MESSAGES
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given
from adlint.storage.location.paths import path_of
from adlint.storage.location.places import ANY
from adlint.storage.operation.iterating import iterated
from adlint.storage.outside.file_parts import made, removed, resized, written
from adlint.storage.outside.states import feel
from adlint.storage.outside.world import act, advance, draw, is_seed
from adlint.storage.state import State
from adlint.storage.things.kinds import is_file, library_of
from adlint.storage.things.making import make, something
from adlint.storage.things.memory import put, read, store, touch
from adlint.storage.things.values import (
    BEFORE,
    NONE,
    NOTHING,
    NUMBER,
    OFF,
    SEEDED,
    TRAINING,
    Number,
    Ref,
    Unknown,
    Value,
    join,
    joined,
    literal,
    refs,
)

_OF_VARIABLES = frozenset({"get", "set", "reset"})
_HELD = ".get()"  # of a variable of a context


def changes_nothing(name: str) -> bool:
    """Whether a method of that name gives back what is held, asks or compares, whatever it is called on."""
    asks = name.startswith(ASKS) and name not in MESSAGES
    return asks or name in HARMLESS or name.startswith(("assert", "__"))


def add(f: Frame, base: Value, name: str, given: Given) -> None:
    """A table is written to a file, or to what else is outside, anew, or added to what is there if it is told so."""
    keyword, adds = objects.ADDING.get(name, ("", None))
    told = given.keyword(keyword) if keyword else NOTHING
    if told and (adds is None or (known := literal(told)) is None or known.value == adds):
        f.run.acts(name, base, f"what `{name}` writes is added to what is there")
    elif name in objects.TABLE_WRITES and given.positional:
        act(f, f"{objects.TABLE_WRITES[name]}.{name}", given)


def of_object(
    f: Frame, state: State, at: int, ref: Ref, name: str, given: Given, kind: str
) -> Value:
    """A method of an object of a library's class, by what is known of such objects."""
    run, path, is_of_file = f.run, library_of(kind), is_file(kind)
    act(f, f"{path}.{name}", given, (ref,))
    if path == objects.PATH and name in objects.PATH_GIVES:
        return path_of(f, state, at, f"{path}.{name}", ((ref,), *given.positional))
    draw(f, f"{path}.{name}", given)
    feel(f, state, f"{path}.{name}")
    is_set = objects.is_schedule(path) or name in objects.LOADING
    if objects.optimizes(path, name) and (is_set or not given.values[:-1]):
        given.read(run, state)
        run.suppose("the parameters that an optimizer was made of are changed")
        run.use(ref.thing, None)
        run.overwrite(ref.thing, None)
    elif set_by := objects.SETTERS.get(path, {}).get(name):
        store(run, state, (ref,), f".{set_by}", joined(given.positional[:1]) or NUMBER)
    elif told_by := objects.TELLERS.get(path, {}).get(name):
        read(run, state, run.get(state, ref.thing, f".{told_by}"))
    elif objects.moves(path, name):
        advance(run, state, ref.thing)
    elif objects.is_variable(path) and name in _OF_VARIABLES:
        return _of_variable(f, state, at, ref, name, given)
    elif is_of_file and _alters_file(f, state, ref, name, given):
        pass
    elif objects.draws_on(path, name):
        run.overwrite(ref.thing, None)
    elif objects.is_own(path, name):
        is_seeded = (ref.thing, SEEDED) in state.parts
        if estimators.acts_by_chance(path, name) or (estimators.fits(path, name) and is_seeded):
            _fit(f, state, ref, name)
        changes = objects.changes(name, path)
        if changes or not objects.is_steady(path, name):
            run.use(ref.thing, None)
            run.overwrite(ref.thing, None, is_sure=changes)
    elif not (
        objects.asks(path, name)
        or changes_nothing(name)
        or (is_of_file and (name in objects.FILE_READS or model.is_harmless(name)))
    ):
        touch(run, state, ((ref,), *given.values), f"nothing is known of `{path}.{name}`")
        return (Unknown(f"the result of `{name}`"), *given.refs)
    if is_of_file and name in objects.FILE_GIVES:
        run.filed[ref.thing] = None
    given.read(run, state)
    if objects.gives_itself(path, name):
        _in_mode(f, state, ref, name, given)
        return (ref,)
    return listed(f, state, at, ref, name) if is_of_file or objects.lists(name) else something(f, state, at)


def _alters_file(f: Frame, state: State, ref: Ref, name: str, given: Given) -> bool:
    """Whether a method of something in a file is one that alters what the file holds, of which that is noted."""
    if name in objects.FILE_ADDS:
        f.run.acts(name, (ref,), "an array or a table in a file is added to")
    elif name in objects.FILE_MAKES:
        made(f, state, ref, name, joined(given.positional[:1]))
    elif name == "resize":
        resized(f, ref)
    elif name in objects.FILE_WRITES:
        written(f, ref)
    elif name in objects.FILE_REMOVES:
        removed(f, state, ref, joined(given.positional[:1]))
    else:
        return False
    return True


def _in_mode(f: Frame, state: State, ref: Ref, name: str, given: Given) -> None:
    """A new layer is told whether it is trained."""
    if name in ("train", "eval") and not f.run.stood(ref.thing):
        known = literal(joined(given.values))
        is_off = name == "eval" or (known is not None and not known.value)
        put(f.run, state, ref.thing, TRAINING, OFF if is_off else NUMBER, certain=True)


def _of_variable(f: Frame, state: State, at: int, ref: Ref, name: str, given: Given) -> Value:
    """The variable of a context holds one value; what setting it gives is kept, and puts back what it held."""
    run, first = f.run, given.positional[0] if given.positional else joined(given.values)
    held = run.get(state, ref.thing, _HELD)
    if name == "get":
        read(run, state, held)
        return join(held, first)
    if name == "reset":
        before = joined([run.get(state, token.thing, BEFORE) for token in refs(first)])
        store(run, state, (ref,), _HELD, before or NUMBER)
        return NONE
    token = make(f, state, at, "token")
    put(run, state, token, BEFORE, held, certain=True)
    store(run, state, (ref,), _HELD, first)
    return (Ref(token),)


def listed(f: Frame, state: State, at: int, ref: Ref, name: str) -> Value:
    """What a method gives that lists what an object holds: its parts, by an iterator that begins anew or by itself."""
    if not objects.iterates(name):
        return (ref, Number())
    made = make(f, state, at, "list")
    put(f.run, state, made, ANY, join(iterated(f, state, (ref,), at), NUMBER), certain=True)
    return (Ref(made),)


def _fit(f: Frame, state: State, ref: Ref, name: str) -> None:
    """An estimator draws from what it was given when it was made, or from a hidden generator."""
    told = state.parts.get((ref.thing, SEEDED))
    if told is None:
        f.run.wonder(f"it is not known what `{name}` draws from")
    elif any(atom in NONE for atom in told):
        f.run.acts(name, (ref,), f"`{name}` draws from the hidden state of `numpy.random`", "RNG")
    for generator in refs(told or NOTHING):
        if not is_seed(generator.thing):
            advance(f.run, state, generator.thing)
