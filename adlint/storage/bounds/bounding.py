"""Calls that are not looked into, of functions that are known to touch no more than what they are given."""

from __future__ import annotations

from collections.abc import Iterable

from adlint.models import objects
from adlint.models.randomness import DRAWN_BY
from adlint.storage.bounds.contained import ALL, ITEMS, Reach, reach
from adlint.storage.definitions.members import below, is_class, member, methods_named
from adlint.storage.outside.plain import is_plain
from adlint.storage.parameters.supposed import by_default, is_passed
from adlint.storage.run import Run
from adlint.storage.state import State
from adlint.storage.things.kinds import CONTAINERS, is_file
from adlint.storage.things.memory import forget, kind_of, reachable
from adlint.storage.things.values import (
    WITHIN,
    Atom,
    Bound,
    Entry,
    Function,
    Library,
    Number,
    Original,
    Range,
    Ref,
    Slice,
    Thing,
    Tuple,
    Type,
    Unknown,
    Value,
    join,
)

_SET = (Unknown("something that is not looked into may have set it"),)


def bounded(run: Run, state: State, functions: Iterable[str], values: Iterable[Value]) -> Value | None:
    """The result of a call of one of several functions, which is not looked into; None if it may touch anything."""
    found = reach(run, frozenset(functions))
    things = reachable(run, state, values) if found is not None else []
    given = (*[a for value in values for a in value], *_held(state, run, things))
    if found is not None and found.calls:
        back = _called_back(run, given)
        found = reach(run, frozenset((*functions, *back))) if back is not None else None
    if found is not None and found.attributes and any(isinstance(atom, Type) for atom in given):
        return None  # what a class holds is not what a call is given
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


def _held(state: State, run: Run, things: Iterable[Thing]) -> list[Atom]:
    """What things hold, as far as it was stored."""
    return [a for thing in things for step in run.steps.get(thing, ()) for a in state.parts.get((thing, step), ())]


def _called_back(run: Run, atoms: Iterable[Atom]) -> set[str] | None:
    """The functions of the program among what is given, which may be called; None if that may be anything."""
    found = set[str]()
    for atom in atoms:
        match atom:
            case Number() | Tuple() | Range() | Slice() | Original():
                pass
            case Function(name) | Bound(Function(name)):
                found.add(name)
            case Library(path) if is_plain(path):
                pass
            case Ref(thing) if is_class(run, kind_of(thing)):
                own = member(run, kind_of(thing), "__call__")
                found |= {one.function for one in (own, *below(run, thing, "__call__")) if one is not None}
            case Ref(thing) if kind_of(thing) in (*CONTAINERS, "array", "number"):
                pass
            case Ref(thing) if is_passed(run, atom, is_called=True) and not by_default(run, atom):
                pass
            case _:
                return None
    return found


def _change(run: Run, state: State, thing: Thing, found: Reach) -> None:
    """A thing may be changed in the parts that the functions set."""
    if kind_of(thing) == "number":
        return
    run.overwrite(thing, None, is_sure=False)
    forget(state, thing)
    for step in list(run.steps.get(thing, ())):
        is_set = bool({step[1:], ALL} & found.attributes) if step.startswith(".") else ITEMS in found.attributes
        value = state.parts.get((thing, step))
        if is_set and value is not None:
            state.parts[thing, step] = join(value, _SET)
