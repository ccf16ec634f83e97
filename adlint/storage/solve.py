"""The use and out sets of a function and of the pieces in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from adlint import ir
from adlint.interpret.program import Program
from adlint.interpret.views.facts import Facts
from adlint.models.objects import stands_outside
from adlint.sections import View
from adlint.storage.begun import begun, places, standing
from adlint.storage.definitions.decorated import runs
from adlint.storage.definitions.defaults import made_once
from adlint.storage.definitions.names import Names
from adlint.storage.definitions.sharing import may_touch
from adlint.storage.flow.control import block, evaluate_body
from adlint.storage.flow.liveness import deleted, given, set_anew, surely_set, used_from_before
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given, call_function
from adlint.storage.invocation.invoke import apply
from adlint.storage.location.places import ANY, Path, Place, reduced
from adlint.storage.location.texts import is_by_chance
from adlint.storage.parameters.called import Callers
from adlint.storage.parameters.evidence import kinds, ranks
from adlint.storage.run import ALL, OPERATIONS, Begin, Machine, Run
from adlint.storage.seen import Done, Seen, Step
from adlint.storage.state import State, met
from adlint.storage.things.kinds import library_of
from adlint.storage.things.memory import changeable, kind_of, look_into, read, still_there
from adlint.storage.things.taking import numbered, settle, unread
from adlint.storage.things.values import (
    BODY,
    CONTENT,
    CURSOR,
    NOTHING,
    STANDING,
    Atom,
    Entry,
    Function,
    Made,
    Ref,
    Thing,
    Value,
    Variables,
    refs,
)

_OUTER = frozenset({"global", "class", "closure"})  # the kinds of variables that are no function's own
MACHINE = Machine(evaluate_body, apply)


class Storage(Struct, frozen=True):
    """What a piece reads and writes of what was there when it began, each with the calls and the operation by which
    that is seen first; `identified` are items of which parts are set, so that it matters which things they are;
    `unknown` are the operations of which it is not known what they touch, `supposed` those of which that is not known
    either, but that are taken to be reentrant; `advanced` the iterators that were asked for items, `acts` what is done
    to the outside. `rebound` are the places where another thing was put, `unguarded` those that are surely written
    though something may be there, `unsure` those that may be, `restored` those that are in the end what they were,
    `reached` those of which it matters which thing stood there; `draws` the operations that draw from a hidden
    generator, where none is set to a known state, `masks` what dropout draws; `shared` are parameters that are by
    default the same container in all calls, `doubled` what may change under another name than it is read, `outside` the
    places that are written of what arguments lead to, and is of a kind that no snapshot holds.
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
    doubled: tuple[tuple[Step, str], ...]
    outside: frozenset[Place]

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
    if body.replaceable:
        _as_called(run)
    return Solved(function, storage(run), run.entered, run.bodies, run)


def _as_called(run: Run) -> None:
    """What decorators put in the place of the function runs where that is called by its name, and counts, too."""
    function, state = run.root.function, State({})
    around = runs(run, function)
    if around in ("", function):
        return
    frame, body = Frame(run, function, run.root, None), run.body(function)
    named = [parameter.name for parameter in body.parameters if parameter.kind == "keyword"]
    given = Given(
        tuple([frame.value(state, name) for name in body.positional]),
        tuple([(name, frame.value(state, name)) for name in named]),
    )
    call_function(frame, state, 0, Function(around), given)


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
    frame = Frame(run, solved.function, run.root, None)
    frame.temps = {at: unread(value) for at, value in before.temps.items()}  # what was taken before is theirs
    held = [at for at in used_from_before(operations) if at in frame.temps]
    written = [place for place, _ in old.seen.written]
    anew = set_anew(operations) - run.shared(solved.function)
    start = begun(run, before.state, sure - deleted(body), written, anew, [frame.temps[at] for at in held])
    run.given = given(operations) & anew
    if run.given:
        frame.temps.update({at: numbered(frame.temps[at]) for at in held})
    run.room = min(OPERATIONS, max(0, ALL - old.spent))
    run.here.append((solved.function, 0))
    ended = block(frame, start, operations)
    old.spent += run.spent
    behind = met((ended, *frame.breaks, *frame.continues, *[s for s, _ in frame.returned]), run.default)
    if behind is not None:
        _end(run, behind, tuple(value for _, value in frame.returned))
    return storage(run)


def _end(run: Run, state: State, results: tuple[Value, ...]) -> None:
    """Whoever goes on sees what was stored and what is returned: of what is not an object of a class, the content."""
    for value in results:
        _seen(run, state, value)
        if any(is_by_chance(run, one) for one in _values(run, state, value)):
            run.acts("name", NOTHING, "it gives the name of a temporary file or a thread, another one each time")
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
            if state.parts[part] == before and not any(_is_altered(run, state, ref.thing) for ref in refs(before)):
                run.restored.update(places(run, part))
            if part[0] == run.root and part[1] in run.given:
                continue  # it is what it was given
            there = set(standing(run, part))  # what stays where it was is not looked at
            new = [a for a in state.parts[part] if (a not in before and _origin(a) not in there) or _is_named(run, a)]
            _seen(run, state, tuple(new))


def _is_altered(run: Run, state: State, thing: Thing) -> bool:
    """Whether something in a thing may have been written: what stands at its place may be no other."""
    is_gone = run.get(state, thing, CONTENT) != run.default((thing, CONTENT))
    return is_gone or any(place in run.seen.altered for place in run.paths_of(thing))


def _origin(atom: Atom) -> Place | None:
    """Where something stood when the piece began."""
    return atom.thing.place if isinstance(atom, Ref) and isinstance(atom.thing, Entry) else None


def _is_named(run: Run, atom: Atom) -> bool:
    """Whether a variable names something, too, from which it may have been put where it is."""
    return _origin(atom) is not None and isinstance(atom, Ref) and len(run.paths_of(atom.thing)) > 1


def _seen(run: Run, state: State, value: Value) -> None:
    """What was stored or returned may be looked at; not objects of classes, and in the middle of a function, where the
    same variables still name what they did, numbers alone.
    """
    _read_number(run, state, tuple(_looked_at(run, state, value)))
    for ref in refs(value):
        if kind_of(ref.thing) == "generator":  # whoever asks it for items runs its body
            read(run, state, run.get(state, ref.thing, BODY))


def _read_number(run: Run, state: State, value: Value) -> None:
    """A value is read as far as it is a number; of any item of what may be a container, it is what that holds."""
    others: list[Atom] = []
    for atom in value:
        match atom:
            case Ref(thing, view) if view is not None and _is_any_item(view) and kind_of(thing) != "array":
                look_into(run, state, Ref(thing))
            case Ref(Entry(Place(steps=(*_, step))) as thing, None) if step == ANY and still_there(run, state, atom):
                run.use_number(thing)
            case _:
                others.append(atom)
    read(run, state, tuple(others))


def _is_any_item(view: View) -> bool:
    return not view.fixed and [axis for axis, _ in view.lost] == [0]


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


def _values(run: Run, state: State, value: Value) -> Iterator[Value]:
    """A value, and those that new containers and objects in it hold."""
    yield value
    for ref in [atom for atom in _opened(run, state, value) if isinstance(atom, Ref) and not run.stood(atom.thing)]:
        yield from (state.parts.get((ref.thing, step), NOTHING) for step in run.steps.get(ref.thing, ()))


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


def _written(seen: Seen) -> tuple[tuple[Path, tuple[Step, ...]], ...]:
    """What was written; apart from that, what was put once where nothing was: what is in that may be written, too."""
    again = {*seen.unguarded, *seen.unsure}
    others = {path: chain for path, chain in seen.written.items() if path[0] in again}
    once = {path: chain for path, chain in seen.written.items() if path[0] not in again}
    return (*reduced(others, seen.holders), *reduced(once, seen.holders))


def storage(run: Run) -> Storage:
    """What a run has seen."""
    seen, outside = run.seen, _outside(run)
    return Storage(
        reduced(seen.used, seen.holders),
        _written(seen),
        reduced(seen.identified),
        tuple(seen.unknown.items()),
        tuple(seen.supposed.items()),
        tuple(seen.advanced.items()),
        tuple(seen.acts.values()),
        frozenset(seen.rebound),
        dict(seen.unguarded),
        {place: chain for place, chain in seen.unsure.items() if place.kind != "local" or place in outside},
        frozenset(run.restored),
        frozenset(seen.reached),
        () if seen.seeds else tuple(seen.draws.items()),
        () if seen.seeds else tuple(seen.masks.values()),
        frozenset(one.name for one in run.body(run.root.function).parameters if _is_shared(run, one)),
        tuple(dict.fromkeys(_doubled(run))),
        outside,
    )


def _outside(run: Run) -> frozenset[Place]:
    """The places that are written of what arguments lead to, and lie in what no snapshot holds."""
    places = {place for place, _ in run.seen.written if place.kind == "local" and place.root != ANY}
    return frozenset(place for place in places if any(stands_outside(library_of(kind)) for kind in _kinds(run, place)))


def _kinds(run: Run, place: Place) -> Iterator[str]:
    """The kinds of what stands at a place, and of what leads to it, as far as they are known."""
    thing = Entry(Place(place.root), run.names.kinds.get(place.root, ""))
    yield thing.kind
    for step in place.steps:
        inner = next((ref.thing for ref in refs(run.names.member(thing.place, thing.kind, step))), None)
        if not isinstance(inner, Entry):
            return
        thing = inner
        yield thing.kind


def _doubled(run: Run) -> Iterator[tuple[Step, str]]:
    """What may change under another name than it is read."""
    seen = run.seen
    read = {place for place, _ in seen.used if place.kind in _OUTER}
    for (place, _), chain in seen.written.items() if read else ():
        if place.kind not in _OUTER or place in run.restored:
            continue
        for other in read:
            modules = {one.module.partition(":")[0] for one in (place, other)}
            several = map(run.names.sharing, sorted(modules))
            if any(may_touch(one, place, other, is_rebound=place in seen.rebound) for one in several):
                yield chain[-1], f"`{place.text}` may be a part of what `{other.root}` is, which is read"
