"""The use and out sets of a function and of the pieces in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from adlint import ir
from adlint.interpret.facts import Facts
from adlint.interpret.program import Program
from adlint.storage.called import Callers
from adlint.storage.control import block, evaluate_body
from adlint.storage.defaults import made_once
from adlint.storage.evidence import kinds, ranks
from adlint.storage.frame import Frame
from adlint.storage.invoke import apply
from adlint.storage.liveness import deleted, surely_set
from adlint.storage.memory import changeable, is_single, kind_of, read, read_number
from adlint.storage.names import Names
from adlint.storage.places import ANY, Path, Place, reduced
from adlint.storage.run import ALL, OPERATIONS, Begin, Machine, Run
from adlint.storage.seen import Done, Step
from adlint.storage.state import Part, State, met
from adlint.storage.taking import settle, unread
from adlint.storage.values import (
    BODY,
    CONTENT,
    CURSOR,
    ENDS,
    LAST,
    LATEST,
    STANDING,
    Atom,
    Entry,
    Globals,
    Made,
    Number,
    Ref,
    Taken,
    Thing,
    Value,
    Variables,
    refs,
)

MACHINE = Machine(evaluate_body, apply)
DEEP = 3  # steps from a variable to the things that a piece finds


class Storage(Struct, frozen=True):
    """What a piece reads and writes of what was there when it began, each with the calls and the operation by which
    that is seen first; `identified` are items of which parts are set, so that it matters which things they are;
    `unknown` are the operations of which it is not known what they touch, `supposed` those of which that is not known
    either, but that are taken to be reentrant; `advanced` the iterators that were asked for items, `acts` what is done
    to the outside. `rebound` are the places where another thing was put, `unguarded` those that are surely written
    though something may be there, `unsure` those that may be, `restored` those that are in the end what they were,
    `reached` those of which it matters which thing stood there; `draws` the operations that draw from a hidden
    generator, where none is set to a known state, `masks` what dropout draws; `shared` are parameters that are by
    default the same container in all calls.
    """

    used: tuple[tuple[Path, tuple[Step, ...]], ...]
    written: tuple[tuple[Path, tuple[Step, ...]], ...]
    identified: tuple[tuple[Path, tuple[Step, ...]], ...]
    unknown: tuple[tuple[Step, str], ...]
    supposed: tuple[tuple[Step, str], ...]
    advanced: tuple[tuple[Place, tuple[Step, ...]], ...]
    acts: tuple[Done, ...]
    rebound: frozenset[Place]
    unguarded: Mapping[Place, tuple[Step, ...]]
    unsure: Mapping[Place, tuple[Step, ...]]
    restored: frozenset[Place]
    reached: frozenset[Place]
    draws: tuple[tuple[Step, str], ...]
    masks: tuple[Done, ...]
    shared: frozenset[str]

    @property
    def use(self) -> tuple[Path, ...]:
        """The paths whose value on entry may be read."""
        return tuple(path for path, _ in self.used)

    @property
    def out(self) -> tuple[Path, ...]:
        """The paths that may be written."""
        return tuple(path for path, _ in self.written)


class Solved(Struct, frozen=True):
    """The storage of a function, and the states `before` operations that were marked, and in which an iteration of a
    loop may begin.
    """

    function: str
    storage: Storage
    before: Mapping[int, Begin]
    bodies: Mapping[int, Begin]
    run: Run


def solve(
    program: Program,
    facts: Mapping[str, Facts],
    orders: Mapping[str, tuple[str, ...]],
    above: Mapping[str, Sequence[str]],
    function: str,
    marked: frozenset[int] = frozenset(),
) -> Solved:
    """The use and out sets of a function of the program; the states before the `marked` operations are kept. `above`
    has the callers of each function.
    """
    root = Variables(function, 0)
    path = Names(program, orders, {}).path
    passed = Callers(program, path, facts, above).passed_kinds(function)
    known = {**passed, **kinds(program, path, function)}
    body = program.functions[function]
    own = frozenset(parameter.name for parameter in body.parameters) | body.bound - body.globals
    names = Names(program, orders, known, ranks(program, path, function), own)
    run = Run(program, facts, orders, names, root, MACHINE, marked=marked)
    frame = Frame(run, function, root, None)
    run.here.append((function, 0))
    behind, result = evaluate_body(frame, State({}))
    if behind is not None:
        _end(run, behind, (result, frame.yielded))
    return Solved(function, storage(run), run.entered, run.bodies, run)


def piece(solved: Solved, operations: ir.Block, before: Begin) -> Storage:
    """The use and out sets of some operations of a function; what stands `before` them is what they begin with."""
    old = solved.run
    run = Run(old.program, old.facts, old.orders, old.names, old.root, MACHINE, is_piece=True)
    run.steps = {thing: dict(steps) for thing, steps in old.steps.items()}
    run.contained = old.contained
    run.outer = dict(old.outer)
    run.attributes = dict(old.attributes)
    run.ways = dict(old.ways)
    run.extents = dict(old.extents)
    run.inside = [-1]  # what the piece makes is not what the function had made before
    run.bounds = before.bounds
    body = run.body(solved.function)
    first = operations[0].at if operations else 0
    sure = frozenset(parameter.name for parameter in body.parameters) | surely_set(body.body, first)
    start = _begun(run, before.state, sure - deleted(body), [place for place, _ in old.seen.written])
    frame = Frame(run, solved.function, run.root, None)
    run.room = min(OPERATIONS, max(0, ALL - old.spent))
    frame.temps = {at: unread(value) for at, value in before.temps.items()}  # what was taken before is theirs
    run.here.append((solved.function, 0))
    ended = block(frame, start, operations)
    old.spent += run.spent
    behind = met((ended, *frame.breaks, *frame.continues, *[s for s, _ in frame.returned]), run.default)
    if behind is not None:
        _end(run, behind, tuple(value for _, value in frame.returned))
    return storage(run)


def _begun(run: Run, before: State, sure: frozenset[str], written: Sequence[Place]) -> State:
    """The state in which a piece begins: what it finds has names, and is as it was; `sure` variables have a value;
    `written` are the places that the function writes anywhere.
    """
    parts = {part: value for part, value in before.parts.items() if part[1] not in (CONTENT, ENDS, LAST, LATEST)}
    waiting = [(*part, place, DEEP) for part in parts for place in _standing(run, part)]
    while waiting:
        thing, key, place, depth = waiting.pop(0)
        value = parts[thing, key]
        parts[thing, key] = tuple([_named(atom, place) for atom in value])
        for atom in value:
            if not isinstance(atom, Ref) or not isinstance(atom.thing, Entry | Made):
                continue
            known = run.paths_of(atom.thing)
            if atom.view is not None:
                shown = run.views.setdefault(atom.thing, {})
                shown[place] = (*shown.get(place, ()), atom.view)
                continue
            if place in known:
                continue
            run.places[atom.thing] = (*known, place)
            steps = run.steps.get(atom.thing, ()) if depth and not known else ()
            there = [step for step in steps if (atom.thing, step) in parts]
            waiting += [(atom.thing, step, place.at(step), depth - 1) for step in there]
    named = _surely_named(run, before.parts, sure, written)
    run.views = {thing: places for thing, places in run.views.items() if thing not in named}
    return State(parts)


def _surely_named(
    run: Run, parts: Mapping[Part, Value], sure: frozenset[str], written: Sequence[Place]
) -> set[Thing]:
    """The things of which a variable surely is the name, or that are where they were when the function began: what is
    read and written of them needs no name of a view. Items of containers that are `written` may have been replaced, of
    which a view may be all that is left.
    """
    standing = {place: value for part, value in parts.items() for place in _standing(run, part)}
    found: set[Thing] = set()
    for place, value in standing.items():
        is_one = place.kind != "local" or place.root in sure
        is_one = is_one and not place.steps and len(value) == 1
        if is_one and isinstance(value[0], Ref) and value[0].view is None:
            found.add(value[0].thing)
    for thing in run.views:
        if isinstance(thing, Entry) and all(_is_same(standing, place) for place in thing.place.prefixes):
            found.add(thing)
    return {thing for thing in found if is_single(thing) and (kind_of(thing) == "array" or _is_kept(thing, written))}


def _is_kept(thing: Thing, written: Sequence[Place]) -> bool:
    """Whether something holds in all of the function what it held when that began."""
    return isinstance(thing, Entry) and not any(
        place == thing.place or place.is_below(thing.place) for place in written
    )


def _is_same(standing: Mapping[Place, Value], place: Place) -> bool:
    """Whether what stands at a place is what stood there when the function began."""
    if place.beside in standing:  # an item was set, it may be this one
        return False
    value = standing.get(place, (Ref(Entry(place)),))
    ref = value[0] if len(value) == 1 else None
    return isinstance(ref, Ref) and ref.view is None and isinstance(ref.thing, Entry) and ref.thing.place == place


def _standing(run: Run, part: Part) -> Iterator[Place]:
    """The place of a part that can be reached without what the function had made before."""
    thing, key = part
    if thing == run.root and isinstance(key, str):
        yield Place(key)
    elif isinstance(thing, Entry | Globals):
        yield from _places(run, part)


def _named(atom: Atom, place: Place) -> Atom:
    """A number, or a copy, is what stands at the place from now on, wherever it was taken from."""
    match atom:
        case Ref(Taken(kind=kind)) | Ref(Entry(kind="number" as kind)):
            return Ref(Entry(place, kind))
        case Number():
            return Ref(Entry(place, "number"))
        case _:
            return atom


def _end(run: Run, state: State, results: tuple[Value, ...]) -> None:
    """Whoever goes on sees what was stored and what is returned: of what is not an object of a class, the content."""
    for value in results:
        _seen(run, state, value)
        if not run.is_piece:  # not only which things are returned, but what these hold
            read(run, state, tuple(changeable(tuple(_looked_at(run, state, value)))))
    shared = run.shared(run.root.function)
    settle(run, State({part: held for part, held in state.parts.items() if part[0] != run.root or part[1] in shared}))
    for (thing, key), stands in state.parts.items():
        if key == CURSOR and stands == STANDING:  # it was moved, and put back
            for place in run.paths_of(thing):
                run.seen.advanced.pop(place, None)
                run.restored.add(place)
    for part in run.stored:
        if part in state.parts:
            before = run.default(part)
            if state.parts[part] == before:
                run.restored.update(_places(run, part))
            there = set(_standing(run, part))  # what stays where it was is not looked at
            new = [a for a in state.parts[part] if (a not in before and _origin(a) not in there) or _is_named(run, a)]
            _seen(run, state, tuple(new))


def _origin(atom: Atom) -> Place | None:
    """Where something stood when the piece began."""
    return atom.thing.place if isinstance(atom, Ref) and isinstance(atom.thing, Entry) else None


def _is_named(run: Run, atom: Atom) -> bool:
    """Whether something is any of several items, and a variable names it, which may have been put among them."""
    place = _origin(atom)
    return place is not None and ANY in place.steps and isinstance(atom, Ref) and len(run.paths_of(atom.thing)) > 1


def _places(run: Run, part: Part) -> Iterator[Place]:
    """The places of a part."""
    thing, key = part
    if isinstance(thing, Globals):
        yield Place(str(key), (), "global", thing.module)
    elif isinstance(key, str):
        yield from (place.at(key) for place in run.paths_of(thing))


def _seen(run: Run, state: State, value: Value) -> None:
    """What was stored or returned may be looked at; not objects of classes, and in the middle of a function, where the
    same variables still name what they did, numbers alone.
    """
    read_number(run, state, tuple(_looked_at(run, state, value)))
    for ref in refs(value):
        if kind_of(ref.thing) == "generator":  # whoever asks it for items runs its body
            read(run, state, run.get(state, ref.thing, BODY))


def _opened(run: Run, state: State, value: Value) -> Iterator[Atom]:
    """A value, with what is in the containers and objects that were made since the piece began."""
    waiting, opened = list(value), set[Thing]()
    while waiting:
        atom = waiting.pop()
        yield atom
        thing = atom.thing if isinstance(atom, Ref) else None
        if isinstance(thing, Made) and not run.stood(thing) and thing not in opened:
            opened.add(thing)
            waiting += [inner for step in run.steps.get(thing, ()) for inner in state.parts.get((thing, step), ())]


def _looked_at(run: Run, state: State, value: Value) -> Iterator[Atom]:
    return (atom for atom in _opened(run, state, value) if _is_looked_at(run, atom))


def _is_looked_at(run: Run, atom: Atom) -> bool:
    if not isinstance(atom, Ref):
        return True
    kind, view = kind_of(atom.thing), atom.view
    is_sliced = view is not None and view.exact and not view.fixed  # and so is no number
    return kind in ("number", "") and not is_sliced if run.is_piece else ":" not in kind


def _is_shared(run: Run, parameter: ir.Parameter) -> bool:
    return parameter.has_default and bool(made_once(run.names, run.root.function, parameter.name))


def storage(run: Run) -> Storage:
    """What a run has seen."""
    seen = run.seen
    return Storage(
        reduced(seen.used, seen.holders),
        reduced(seen.written, seen.holders),
        reduced(seen.identified),
        tuple(seen.unknown.items()),
        tuple(seen.supposed.items()),
        tuple(seen.advanced.items()),
        tuple(seen.acts.values()),
        frozenset(seen.rebound),
        dict(seen.unguarded),
        {place: chain for place, chain in seen.unsure.items() if place.kind != "local"},
        frozenset(run.restored),
        frozenset(seen.reached),
        () if seen.seeds else tuple(seen.draws.items()),
        () if seen.seeds else tuple(seen.masks.values()),
        frozenset(one.name for one in run.body(run.root.function).parameters if _is_shared(run, one)),
    )
