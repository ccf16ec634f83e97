"""What libraries call of what they are handed: functions, what classes of the program define for them, and what
containers and objects of libraries hold of these.

What a library surely calls is judged as a call of the function is. Of the rest it is not known whether it is called: if
that would do what a second run does not undo, it is unknown what the library does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from adlint.interpret import described
from adlint.models import objects, protocols
from adlint.storage import graph
from adlint.storage.calls import Given
from adlint.storage.frame import Frame
from adlint.storage.iterating import iterated
from adlint.storage.kinds import CONTAINERS, library_of
from adlint.storage.members import is_class, member, methods
from adlint.storage.memory import NESTED, kind_of, put, touch
from adlint.storage.run import Run
from adlint.storage.state import State
from adlint.storage.values import (
    HANDED,
    NOTHING,
    NUMBER,
    Atom,
    Bound,
    Early,
    Entry,
    Function,
    Library,
    Made,
    Ref,
    Tuple,
    Type,
    Unknown,
    Value,
    join,
    joined,
    refs,
)

CALLABLE = (Function, Bound, Early)
DEEPEST = 3  # calls back in calls back that are followed
MOST = 100  # calls back of what is not passed itself that are followed in a run


def called_back(f: Frame, state: State, at: int, path: str, given: Given) -> Value:
    """The results of what a library's function may call, any number of times, with what else it is handed."""
    callees = _callees(f, state, path, given.values, NESTED) | dict.fromkeys(_told(f, at, path, given))
    if not callees or protocols.calls_later(path):
        return NOTHING
    direct = {atom for value in given.values for atom in value if isinstance(atom, CALLABLE)}
    others: Value = NUMBER
    for value in given.values:
        kept = tuple([a for a in value if not isinstance(a, CALLABLE)])
        others = join(join(others, kept), iterated(f, state, kept, at) if direct & callees.keys() else NOTHING)
    return joined([_called(f, state, at, path, one, others, is_direct=one in direct) for one in callees])


def keep(f: Frame, state: State, path: str, given: Given, made: Value) -> None:
    """What a library has made holds what it may call of what it was handed."""
    callees = _callees(f, state, path, given.values, NESTED)
    held = tuple([atom for atom in callees if not isinstance(atom, Bound) or _function(atom)])
    for ref in refs(made) if held else ():
        if isinstance(ref.thing, Made) and kind_of(ref.thing) not in CONTAINERS:
            put(f.run, state, ref.thing, HANDED, held, certain=False)


def by_method(f: Frame, state: State, at: int, base: Value, path: str, given: Given) -> Value:
    """The results of what a method of a library's object may call: what it is handed, what the object was, and what the
    class of the object defines.
    """
    result = by_object(f, state, at, base, path, given)
    for ref in refs(base):
        if _is_opaque(f.run, ref):
            touch(f.run, state, ((ref,), *given.values), "it is not known what an object was handed that it may call")
        result = join(result, _all_called(f, state, at, path, tuple(_inherited(f, ref, path)), given))
    return result


def by_object(f: Frame, state: State, at: int, base: Value, path: str, given: Given) -> Value:
    """The results of what a library's object may call that is called itself: what it is and was handed."""
    result = called_back(f, state, at, path, given)
    for ref in refs(base):
        result = join(result, _all_called(f, state, at, path, held_by(f.run, state, ref), given))
    return result


def _all_called(f: Frame, state: State, at: int, path: str, callees: Value, given: Given) -> Value:
    others = join(NUMBER, joined(given.values))
    return joined([_called(f, state, at, path, one, others, is_direct=False) for one in callees])


def held_by(run: Run, state: State, ref: Ref) -> Value:
    """What an object of a library may call of what it was handed when it was made."""
    return run.get(state, ref.thing, HANDED) if isinstance(ref.thing, Made) else NOTHING


def applied(f: Frame, state: State, at: int, left: Value, right: Value) -> Value:
    """The results of what an operator calls of what objects of libraries were handed: `A @ x` with an operator."""
    result: Value = NOTHING
    for one, other in ((left, right), (right, left)):
        for ref in refs(one):
            if held_by(f.run, state, ref) or _is_opaque(f.run, ref):
                result = join(result, by_method(f, state, at, (ref,), "", Given((other,))))
    return result


def special(f: Frame, state: State, at: int, value: Value, names: Iterable[str]) -> None:
    """Python itself runs special methods of what a value may be: to tell its truth, to write it as a text."""
    for ref in refs(value):
        kind = kind_of(ref.thing)
        own = [one for name, one in methods(f.run, kind) if name in names] if is_class(f.run, kind) else []
        for function in own:
            is_sure = len(own) == len(value) == 1
            _called(f, state, at, kind, Bound(Function(function), (ref,)), NOTHING, is_direct=is_sure)


def _is_opaque(run: Run, ref: Ref) -> bool:
    """Whether an object of a library was handed what it may call before the piece began."""
    path = library_of(kind_of(ref.thing))
    return bool(path) and run.stood(ref.thing) and objects.calls_inside(path)


def _told(f: Frame, at: int, path: str, given: Given) -> Iterator[Atom]:
    """What the call graph knows of what is passed to be called, where the values do not say; else something unknown."""
    fact = graph.told(f, at)
    passed = dict(enumerate(fact.arguments)) if fact is not None else {}
    named = dict(fact.keywords) if fact is not None else {}
    for position in protocols.called_positions(path):
        if position < len(given.positional):
            yield from _meant(f, given.positional[position], passed.get(position))
    for name, value in given.keywords:
        if protocols.calls_keyword(path, name):
            yield from _meant(f, value, named.get(name))


def _meant(f: Frame, value: Value, known: described.Value | None) -> Iterator[Atom]:
    open_ones = tuple([atom for atom in value if isinstance(atom, Unknown) or _is_open(atom)])
    for atom in described.atoms(known) if open_ones and known is not None else ():
        match atom:
            case described.Code(function, receiver) if function in f.run.program.functions:
                yield Bound(Function(function), open_ones) if receiver is not None else Function(function)
            case described.External(path):
                yield Library(path)
            case _:
                yield Unknown("what is passed to be called is not known")
    if open_ones and known is None:
        yield Unknown("what is passed to be called is not known")


def _is_open(atom: Atom) -> bool:
    return isinstance(atom, Ref) and isinstance(atom.thing, Entry) and kind_of(atom.thing) == ""


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
        touch(run, state, (others,), "libraries are handed what hands on to libraries")
        return (Unknown("the result of what libraries are handed"), *refs(others))
    way = state.copy()
    run.back += not is_direct
    run.handed.append(callee)
    key = (_function(callee), _kinds(callee, others))
    if is_direct or key[0] in graph.reached(f):
        result = run.machine.apply(f, way, at, callee, Given((), (), others))
    elif key in run.harmless:
        result = run.harmless[key]
    else:
        before = _noted(run)
        with _perhaps(run, f"it may be that `{path}` calls what it is handed, which a second run would not undo"):
            result = run.machine.apply(f, way, at, callee, Given((), (), others))
        if key[0] and _noted(run) == before and not refs(result):
            run.harmless[key] = result
    run.handed.pop()
    state.become((state, way), run.default)
    return result


def _kinds(callee: Atom, others: Value) -> frozenset[str]:
    """The kinds of things that a call back is given, its receiver among them."""
    receiver = callee.receiver if isinstance(callee, Bound) else NOTHING
    return frozenset(kind_of(ref.thing) for ref in refs((*receiver, *others)))


def _noted(run: Run) -> tuple[int, ...]:
    """How much was noted that is more than a read."""
    seen = run.seen
    changes = (seen.written, seen.rebound, seen.unguarded, seen.unsure, seen.advanced)
    return tuple([len(one) for one in (*changes, seen.acts, seen.draws, seen.unknown)])


@contextmanager
def _perhaps(run: Run, reason: str) -> Iterator[None]:
    """What happens meanwhile may not happen: what speaks against a second run leaves it unknown."""
    seen = run.seen
    before = dict(seen.unguarded), dict(seen.acts), dict(seen.advanced)
    yield
    changed = [place for place in seen.unguarded if place not in before[0] and place.kind != "local"]
    if changed or seen.acts != before[1] or seen.advanced != before[2]:
        seen.unguarded = {place: chain for place, chain in seen.unguarded.items() if place not in changed}
        seen.acts, seen.advanced = before[1:]
        run.wonder(reason)


def _function(callee: Atom) -> str:
    match callee:
        case Function(name):
            return name
        case Bound(inner, _):
            return _function(inner)
        case _:
            return ""


def _callees(f: Frame, state: State, path: str, values: Iterable[Value], depth: int) -> dict[Atom, None]:
    """What may be called of what is handed, in containers to a depth."""
    found: dict[Atom, None] = {}
    asked = protocols.asked_by(path)
    for atom in (atom for value in values for atom in value):
        match atom:
            case Bound() if depth < NESTED and not _function(atom):
                pass  # a method of a library's object
            case Function() | Bound() | Early() if protocols.calls_functions(path):
                found[atom] = None
            case Type() if protocols.calls_functions(path):
                found[atom] = None
                found |= dict.fromkeys(_of_object(f, path, atom.name, (atom,)))
            case Tuple(items) if depth:
                found |= _callees(f, state, path, items, depth - 1)
            case Ref(thing):
                found |= dict.fromkeys(_of_object(f, path, kind_of(thing), (atom,)))
                if asked is None:
                    found |= dict.fromkeys(held_by(f.run, state, atom))
                    if _is_opaque(f.run, atom):
                        found[Unknown("nothing is known of what it was handed")] = None
                held = [f.run.get(state, thing, step) for step in f.run.steps.get(thing, ())]
                if depth and held and kind_of(thing) in CONTAINERS:
                    found |= _callees(f, state, path, held, depth - 1)
            case _:
                pass
    return found


def _of_object(f: Frame, path: str, kind: str, receiver: Value) -> Iterator[Atom]:
    """The methods of an object of the program that a library's function may run."""
    if not is_class(f.run, kind):
        return
    asked = protocols.asked_by(path)
    is_kin = asked is None and any(_package(base) == _package(path) for base in _bases(f.run, kind))
    for name, function in methods(f.run, kind):
        runs = protocols.is_asked(name, asked) or (is_kin and protocols.runs_inherited(path, name))
        if runs and not f.run.recursive.get(function):
            yield Bound(Function(function), receiver)


def _inherited(f: Frame, ref: Ref, path: str) -> Iterator[Atom]:
    """The methods of an object of the program that one may run that it inherits from a library's class."""
    kind, name = kind_of(ref.thing), path.rpartition(".")[2]
    bases = _bases(f.run, kind) if is_class(f.run, kind) and member(f.run, kind, name) is None else []
    for own, function in methods(f.run, kind) if bases else ():
        if not f.run.recursive.get(function) and any(protocols.runs_inherited(base, own) for base in bases):
            yield Bound(Function(function), (ref,))


def _bases(run: Run, cls: str) -> list[str]:
    """The classes of libraries that a class of the program inherits from, whose methods are written in Python."""
    return [base for base in run.orders.get(cls, ()) if ":" not in base and not protocols.is_plain(base)]


def _package(path: str) -> str:
    return path.partition(".")[0]
