"""Calls that are not looked into, of functions that are known to touch no more than what they are given."""

from __future__ import annotations

from collections.abc import Iterable

from adlint.models import objects
from adlint.models.randomness import DRAWN_BY
from adlint.storage.contained import ITEMS, Reach, reach
from adlint.storage.kinds import is_file
from adlint.storage.members import methods_named
from adlint.storage.memory import forget, kind_of, reachable
from adlint.storage.run import Run
from adlint.storage.state import State
from adlint.storage.values import WITHIN, Entry, Ref, Thing, Unknown, Value, join

_SET = (Unknown("something that is not looked into may have set it"),)


def bounded(run: Run, state: State, functions: Iterable[str], values: Iterable[Value]) -> Value | None:
    """The result of a call of one of several functions, which is not looked into; None if it may touch anything."""
    found = reach(run, frozenset(functions))
    things = reachable(run, state, values) if found is not None else []
    if found is None or any(kind_of(thing) == "generator" or is_file(kind_of(thing)) for thing in things):
        return None  # to go through what is handed may be to take items from it
    run.suppose("it is not looked into, and touches no more than what it is given")
    for thing in (*things, *found.read):
        run.use(thing, None)
    for thing in things if found.attributes else ():
        _change(run, state, thing, found)
    others = (*[thing for thing in things if isinstance(thing, Entry) and thing.place.kind != "local"], *found.read)
    return (WITHIN, *[Ref(thing) for thing in others], *[a for v in values for a in v if isinstance(a, Ref)])


def method(run: Run, state: State, name: str, base: Value, values: Iterable[Value]) -> Value | None:
    """The result of a method of something unknown that many classes of the program define; None if one of them may
    touch anything, or a library's may have it.
    """
    owners = run.program.definers.get(name, ())
    if not owners or objects.is_common(name) or name in DRAWN_BY:
        return None
    functions = methods_named(run, name)
    return bounded(run, state, functions, (base, *values)) if len(functions) == len(owners) else None


def held(run: Run, name: str) -> Value:
    """The global variables that methods of a name may give back, if they touch no more than what they are given."""
    known = reach(run, frozenset(methods_named(run, name)))
    return tuple([Ref(thing) for thing in known.read]) if known is not None else ()


def _change(run: Run, state: State, thing: Thing, found: Reach) -> None:
    """A thing may be changed in the parts that the functions set."""
    if kind_of(thing) == "number":
        return
    run.overwrite(thing, None, is_sure=False)
    forget(state, thing)
    for step in list(run.steps.get(thing, ())):
        is_set = step[1:] in found.attributes if step.startswith(".") else ITEMS in found.attributes
        value = state.parts.get((thing, step))
        if is_set and value is not None:
            state.parts[thing, step] = join(value, _SET)
