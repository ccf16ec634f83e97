"""What libraries may call of what they are handed: functions, what classes of the program define for them, and what
containers and objects of libraries hold of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from adlint.interpret.memory.atoms import PASSED
from adlint.interpret.views import described
from adlint.models import objects, protocols
from adlint.models.storage import is_harmless
from adlint.storage.definitions.members import is_class, member, methods, methods_of
from adlint.storage.frame import Frame
from adlint.storage.invocation import graph
from adlint.storage.invocation.calls import Given
from adlint.storage.invocation.meaning import meant
from adlint.storage.parameters.supposed import is_held, is_passed
from adlint.storage.run import Run
from adlint.storage.state import State
from adlint.storage.things.kinds import CONTAINERS, library_of
from adlint.storage.things.memory import NESTED, kind_of
from adlint.storage.things.values import (
    GIVEN_BACK,
    HANDED,
    NOTHING,
    Atom,
    Bound,
    Early,
    Function,
    Library,
    Made,
    Method,
    Ref,
    Tuple,
    Type,
    Unknown,
    Value,
)

_NOT_KNOWN = Unknown("what is passed to be called is not known")


def callees(f: Frame, state: State, at: int, path: str, given: Given) -> dict[Atom, None]:
    """What a library's function may call of what it is handed, in containers to a depth."""
    return _callees(f, state, path, given.values, NESTED) | dict.fromkeys(_told(f, at, path, given))


def held_by(run: Run, state: State, ref: Ref) -> Value:
    """What an object of a library may call of what it was handed when it was made."""
    return run.get(state, ref.thing, HANDED) if isinstance(ref.thing, Made) else NOTHING


def is_opaque(run: Run, ref: Ref) -> bool:
    """Whether an object of a library was handed what it may call before the piece began."""
    path = library_of(kind_of(ref.thing))
    return bool(path) and run.stood(ref.thing) and objects.calls_inside(path)


def called_argument(f: Frame, at: int, given: Given, position: int) -> Value:
    """What is called of an argument that is passed to be called: what the values say, and what the call graph does."""
    value = given.positional[position]
    closed = tuple([atom for atom in value if not _is_open(f.run, atom)])
    return (*closed, *_meant(f, value, _passed(f, at).get(position)))


def _told(f: Frame, at: int, path: str, given: Given) -> Iterator[Atom]:
    """What the call graph knows of what is passed to be called, where the values do not say; else something unknown. Of
    what may be called, the functions that it knows.
    """
    passed = _passed(f, at)
    called: set[int | str | None] = {*protocols.called_positions(path)}
    called |= {name for name, _ in given.keywords if protocols.calls_keyword(path, name)}
    for key, value in (*enumerate(given.positional), *given.keywords):
        if key in called:
            yield from _meant(f, value, passed.get(key))
        elif key in passed and protocols.calls_functions(path):
            yield from (one for one in _meant(f, value, passed[key]) if name_of(one))


def _passed(f: Frame, at: int) -> dict[int | str | None, described.Value]:
    """What the call graph knows of the arguments of a call, by position and by keyword."""
    fact = graph.told(f, at)
    return {**dict(enumerate(fact.arguments)), **dict(fact.keywords)} if fact is not None else {}


def _meant(f: Frame, value: Value, known: described.Value | None) -> Iterator[Atom]:
    open_ones = tuple([atom for atom in value if _is_open(f.run, atom)])
    called = [atom for atom in open_ones if not _is_copy(atom)] or open_ones
    others = tuple([atom if _is_passed(f, atom) else _NOT_KNOWN for atom in called])
    for atom in described.atoms(known) if open_ones and known is not None else ():
        if atom == PASSED and is_held(f.run, open_ones):
            yield Bound(GIVEN_BACK, open_ones)
            continue
        for one in meant(f, atom, open_ones):
            is_known = not (isinstance(one, Bound) and isinstance(one.callee, Unknown))
            yield from (one,) if is_known else others
    if known is None:
        yield from others


def _is_passed(f: Frame, atom: Atom) -> bool:
    return isinstance(atom, Ref) and is_passed(f.run, atom, is_called=True)


def _is_copy(atom: Atom) -> bool:
    """Whether it is what an item would be if it were one of an array: a number, or a part that is copied."""
    return isinstance(atom, Ref) and kind_of(atom.thing) in ("array", "number")


def _is_open(run: Run, atom: Atom) -> bool:
    """Whether the value does not say what is called: something of which no class is known, or only what holds it."""
    if not isinstance(atom, Ref):
        return isinstance(atom, Unknown)
    kind = kind_of(atom.thing)
    return not is_class(run, kind) and not objects.is_called_safely(library_of(kind))


def name_of(callee: Atom) -> str:
    """The function of the program that a call back runs; "" if it is none, or not a single one."""
    match callee:
        case Function(name):
            return name
        case Bound(inner, _):
            return name_of(inner)
        case _:
            return ""


def _callees(f: Frame, state: State, path: str, values: Iterable[Value], depth: int) -> dict[Atom, None]:
    """What may be called of what is handed, in containers to a depth; nearest first, each thing once."""
    found: dict[Atom, None] = {}
    visited: set[Atom] = set()
    atoms = [atom for value in values for atom in value]
    for left in range(depth, -1, -1):
        new = [atom for atom in dict.fromkeys(atoms) if atom not in visited]
        visited.update(new)
        atoms = []
        for atom in new:
            found |= dict.fromkeys(_called(f, state, path, atom, is_passed=left == NESTED))
            atoms += _held(f, state, atom)
    return found


def held_within(f: Frame, state: State, value: Value) -> Value:
    """What containers hold, to a depth."""
    found: dict[Atom, None] = {}
    atoms: list[Atom] = [*value]
    for _ in range(NESTED):
        atoms = [inner for atom in atoms for inner in _held(f, state, atom) if inner not in found]
        found |= dict.fromkeys(atoms)
    return tuple(found)


def _held(f: Frame, state: State, atom: Atom) -> Iterator[Atom]:
    """What a container holds."""
    match atom:
        case Tuple(items):
            yield from (inner for value in items for inner in value)
        case Ref(thing) if kind_of(thing) in CONTAINERS:
            for step in f.run.steps.get(thing, ()):
                yield from f.run.get(state, thing, step)
        case _:
            pass


def _called(f: Frame, state: State, path: str, atom: Atom, *, is_passed: bool) -> Iterator[Atom]:
    """What may be called of one thing that is handed: one that `is_passed` itself, or that something holds."""
    match atom:
        case Bound() if not is_passed and not name_of(atom):
            pass  # a method of a library's object
        case Bound(Method(name), receiver) if not protocols.called_positions(path) and _is_field(receiver, name):
            pass
        case Function() | Bound() | Early() if protocols.calls_functions(path):
            yield atom
        case Library() if protocols.maps(path):
            yield atom
        case Type() if protocols.calls_functions(path):
            yield atom
            yield from _of_object(f, path, atom.name, methods(f.run, atom.name), (atom,))
            yield from _of_object(f, path, atom.name, methods_of(f.run, atom), (atom,))
        case Type(cls):
            yield from _of_object(f, path, cls, methods_of(f.run, atom), (atom,))
        case Ref(thing):
            yield from _of_object(f, path, kind_of(thing), methods_of(f.run, atom), (atom,))
            if protocols.asked_by(path) is None:
                yield from held_by(f.run, state, atom)
                if is_opaque(f.run, atom):
                    yield Unknown("nothing is known of what it was handed")
        case _:
            pass


def _is_field(receiver: Value, name: str) -> bool:
    """Whether it is no method that arrays have, but a field of what a library gives that holds arrays under names."""
    of_arrays = bool(receiver) and all(
        isinstance(atom, Ref) and kind_of(atom.thing) in ("array", "number") for atom in receiver
    )
    return of_arrays and not is_harmless(name)


def _of_object(
    f: Frame, path: str, kind: str, own: list[tuple[str, str]], receiver: Value
) -> Iterator[Atom]:
    """The methods of an object of the program that a library's function may run."""
    if not is_class(f.run, kind):
        return
    asked = protocols.asked_by(path)
    is_kin = asked is None and any(_package(base) == _package(path) for base in _bases(f.run, kind))
    for name, function in own:
        by_itself = protocols.is_asked(name, asked) or protocols.runs_by_name(path, name)
        runs = by_itself or (is_kin and protocols.runs_inherited(path, name))
        if runs and not f.run.recursive.get(function):
            yield Bound(Function(function), receiver)


def inherited(f: Frame, ref: Ref, path: str) -> Iterator[Atom]:
    """The methods of an object of the program that one may run that it inherits from a library's class."""
    kind, name = kind_of(ref.thing), path.rpartition(".")[2]
    bases = _bases(f.run, kind) if is_class(f.run, kind) and member(f.run, kind, name) is None else []
    asked = protocols.asked_by(path) if path in protocols.CHECKS else None
    for own, function in methods_of(f.run, ref) if bases else ():
        if asked is not None and own not in asked:
            continue
        if not f.run.recursive.get(function) and any(protocols.runs_inherited(base, own) for base in bases):
            yield Bound(Function(function), (ref,))


def _bases(run: Run, cls: str) -> list[str]:
    """The classes of libraries that a class of the program inherits from, whose methods are written in Python."""
    return [base for base in run.orders.get(cls, ()) if ":" not in base and not protocols.is_plain(base)]


def _package(path: str) -> str:
    return path.partition(".")[0]
