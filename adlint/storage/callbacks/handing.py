"""Calls back: what a library is handed is called with what else it is handed.

What a library surely calls is judged as a call of the function is. Of the rest it is not known whether it is called: if
that would do what a second run does not undo, it is unknown what the library does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import partial

from adlint.models import protocols
from adlint.storage.bounds.bounding import bounded
from adlint.storage.callbacks.handed import callees, held_by, held_within, inherited, is_opaque, name_of
from adlint.storage.definitions.members import methods_of, subjects
from adlint.storage.flow.loops import repeated
from adlint.storage.frame import Frame
from adlint.storage.invocation import graph
from adlint.storage.invocation.calls import Given
from adlint.storage.operation.iterating import asked, iterated
from adlint.storage.run import Run
from adlint.storage.state import State
from adlint.storage.things.kinds import CONTAINERS
from adlint.storage.things.memory import kind_of, put, touch
from adlint.storage.things.values import (
    HANDED,
    NOTHING,
    NUMBER,
    Atom,
    Bound,
    Early,
    Function,
    Library,
    Made,
    Ref,
    Thing,
    Tuple,
    Unknown,
    Value,
    join,
    joined,
    refs,
)

CALLABLE = (Function, Bound, Early)
DEEPEST = 3  # calls back in calls back that are followed
MOST = 40  # calls back of what is not passed itself that are followed in a run
_ITERATORS = (".__iter__", ".__reversed__")  # methods that Python runs to go through what they give
EACH = 250  # operations that are gone through in one of them before calls are no longer looked into


def called_back(f: Frame, state: State, at: int, path: str, given: Given) -> Value:
    """The results of what a library's function may call, any number of times, with what else it is handed."""
    found = callees(f, state, at, path, given)
    if not found or protocols.calls_later(path):
        return NOTHING
    kinds = (*CALLABLE, Library) if protocols.maps(path) else CALLABLE
    direct = {atom for value in given.values for atom in value if isinstance(atom, kinds)}
    others: Value = NUMBER
    for value in given.values:
        kept = tuple([a for a in value if not isinstance(a, kinds)])
        others = join(join(others, kept), iterated(f, state, kept, at) if direct & found.keys() else NOTHING)
        if path == "itertools.starmap":
            rows = tuple([a for a in iterated(f, state, kept, at) if isinstance(a, Ref | Tuple)])
            others = join(others, iterated(f, state, rows, at))

    def once() -> Value:
        return joined([_called(f, state, at, path, one, others, is_direct=one in direct) for one in found])

    return repeated(f, state, once)


def keep(f: Frame, state: State, at: int, path: str, given: Given, made: Value) -> None:
    """What a library has made holds what it may call of what it was handed."""
    found = callees(f, state, at, path, given)
    held = tuple([atom for atom in found if not isinstance(atom, Bound) or name_of(atom)])
    for ref in refs(made) if held else ():
        if isinstance(ref.thing, Made) and kind_of(ref.thing) not in CONTAINERS:
            put(f.run, state, ref.thing, HANDED, held, certain=False)


def by_method(f: Frame, state: State, at: int, base: Value, path: str, given: Given) -> Value:
    """The results of what a method of a library's object may call: what it is handed, what the object was, and what the
    class of the object defines.
    """
    result = by_object(f, state, at, base, path, given)
    for ref in refs(base):
        if is_opaque(f.run, ref):
            touch(f.run, state, ((ref,), *given.values), "it is not known what an object was handed that it may call")
        result = join(result, _all_called(f, state, at, path, tuple(inherited(f, ref, path)), given))
    return result


def by_object(f: Frame, state: State, at: int, base: Value, path: str, given: Given) -> Value:
    """The results of what a library's object may call that is called itself: what it is and was handed."""
    result = called_back(f, state, at, path, given)
    for ref in refs(base):
        result = join(result, _all_called(f, state, at, path, held_by(f.run, state, ref), given))
    return result


def _all_called(f: Frame, state: State, at: int, path: str, several: Value, given: Given) -> Value:
    if not several:
        return NOTHING
    others = join(NUMBER, joined(given.values))

    def once() -> Value:
        return joined([_called(f, state, at, path, one, others, is_direct=False) for one in several])

    return repeated(f, state, once)


def applied(f: Frame, state: State, at: int, left: Value, right: Value) -> Value:
    """The results of what an operator calls of what objects of libraries were handed: `A @ x` with an operator."""
    result: Value = NOTHING
    for one, other in ((left, right), (right, left)):
        for ref in refs(one):
            if held_by(f.run, state, ref) or is_opaque(f.run, ref):
                result = join(result, by_method(f, state, at, (ref,), "", Given((other,))))
    return result


def run_special(
    f: Frame, state: State, at: int, value: Value, names: Collection[str], *, within: bool = False
) -> None:
    """Python itself runs special methods of what a value may be: to tell its truth, to write it as a text; and of what
    containers hold, where it goes `within` these.
    """
    for one in subjects((*value, *held_within(f, state, value)) if within else value):
        kind = kind_of(one.thing) if isinstance(one, Ref) else one.name
        own = [function for name, function in methods_of(f.run, one) if name in names]
        for function in own:
            is_sure = len(own) == len(value) == 1
            _called(f, state, at, kind, Bound(Function(function), (one,)), NOTHING, is_direct=is_sure)


def _called(
    f: Frame, state: State, at: int, path: str, callee: Atom, others: Value, *, is_direct: bool
) -> Value:
    """The result of a call back, which may not happen at all; `is_direct` if it is a function that is passed itself."""
    run = f.run
    if callee in run.handed:  # what that leads to is not followed
        if not is_direct:
            return NOTHING
        touch(run, state, (others,), "a function is handed to itself")
        return (Unknown("the result of a function that is handed to itself"), *refs(others))
    if len(run.handed) >= DEEPEST or run.back >= MOST:
        known = bounded(run, state, (name_of(callee),), (_receiver(callee), others)) if name_of(callee) else None
        if known is not None:
            return known
        touch(run, state, (others,), "libraries are handed what hands on to libraries")
        return (Unknown("the result of what libraries are handed"), *refs(others))
    way = state.copy()
    key = (name_of(callee), _kinds(run, callee, others))
    is_sure = is_direct or key[0] in graph.reached(f)
    if not is_sure and key in run.harmless:
        new, gives_back = run.harmless[key]
        return join(new, tuple(refs(others))) if gives_back else new
    before = _noted(run)
    run.back += not is_direct
    run.handed.append(callee)
    reason = "" if is_sure else f"it may be that `{path}` calls what it is handed, which a second run would not undo"
    room = run.room
    run.room = room if is_direct else min(room, run.spent + EACH)
    with _perhaps(run, reason):
        passed = Given((others,) if isinstance(callee, Library) else (), (), others)
        result = run.machine.apply(f, way, at, callee, passed)
        if key[0].endswith(_ITERATORS):
            result = join(result, _gone_through(f, way, result, at))
    run.room = room
    run.handed.pop()
    new = tuple([atom for atom in result if atom not in others])
    if key[0] and _noted(run) == before and all(_is_empty_array(run, ref.thing) for ref in refs(new)):
        run.harmless[key] = new, len(new) < len(result)
    state.become((state, way), run.default)
    return result


def _is_empty_array(run: Run, thing: Thing) -> bool:
    """Whether it is a new array, in which nothing was put."""
    return isinstance(thing, Made) and thing.kind == "array" and not run.stood(thing) and not run.steps.get(thing)


def _gone_through(f: Frame, state: State, iterators: Value, at: int) -> Value:
    """What iterators give that are asked until they end."""
    asking = [partial(asked, f, state, iterator, at, certain=False) for iterator in refs(iterators)]
    return joined([repeated(f, state, ask) for ask in asking])


def _kinds(run: Run, callee: Atom, others: Value) -> frozenset[tuple[str, bool]]:
    """The kinds of things that a call back is given, its receiver among them, and whether they stood there before."""
    return frozenset((kind_of(ref.thing), run.stood(ref.thing)) for ref in refs((*_receiver(callee), *others)))


def _receiver(callee: Atom) -> Value:
    return callee.receiver if isinstance(callee, Bound) else NOTHING


def _noted(run: Run) -> tuple[int, ...]:
    """How much was noted that is more than a read."""
    seen = run.seen
    changes = (seen.written, seen.rebound, seen.unguarded, seen.unsure, seen.advanced)
    return tuple([len(one) for one in (*changes, seen.acts, seen.draws, seen.unknown, seen.supposed)])


@contextmanager
def _perhaps(run: Run, reason: str) -> Iterator[None]:
    """What happens meanwhile may not happen, if there is a reason: what speaks against it leaves it unknown."""
    seen = run.seen
    before = dict(seen.unguarded), dict(seen.acts), dict(seen.advanced)
    yield
    changed = [place for place in seen.unguarded if place not in before[0] and place.kind != "local"]
    if reason and (changed or seen.acts != before[1] or seen.advanced != before[2]):
        seen.unguarded = {place: chain for place, chain in seen.unguarded.items() if place not in changed}
        seen.acts, seen.advanced = before[1:]
        run.wonder(reason)


