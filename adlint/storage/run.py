"""One run over a piece of code: what it shares."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from operator import is_
from typing import TYPE_CHECKING

from msgspec import Struct

from adlint import ir
from adlint.analysis.hazards.first_times import first_times
from adlint.interpret.program import Program
from adlint.interpret.views.facts import Facts
from adlint.sections import Section, View, region
from adlint.storage.definitions.names import Names
from adlint.storage.flow.liveness import seen_inside
from adlint.storage.location.places import ANY, END, SLOTS, Path, Place
from adlint.storage.location.regions import NAMELESS, Region, common, extents
from adlint.storage.seen import Seen, Step, Watch
from adlint.storage.state import Part, State
from adlint.storage.things.kinds import CONTAINERS
from adlint.storage.things.values import (
    CONTENT,
    CURSOR,
    LAST,
    LATEST,
    NOTHING,
    STANDING,
    UNTOLD,
    Atom,
    Entry,
    Globals,
    Made,
    Number,
    Original,
    Ref,
    Taken,
    Thing,
    Value,
    Variables,
)
from adlint.symbolic import Bounds, Polynomial

if TYPE_CHECKING:
    from adlint.storage.bounds.contained import Reach
    from adlint.storage.frame import Frame
    from adlint.storage.invocation.calls import Given

OPERATIONS = 10_000  # that are gone through in a function or a piece; past it, a call is not looked into
ALL = 50_000  # in a function with all of its pieces
DEEP = 12  # calls in calls
AGAIN = 3  # evaluations of a function in itself

Kinds = frozenset[tuple[str, str]]  # of things that are passed or given


class Machine(Struct, frozen=True):
    """The parts of the evaluation that all others come back to."""

    evaluate: Callable[[Frame, State], tuple[State | None, Value]]
    apply: Callable[[Frame, State, int, Atom, Given], Value]


class Begin(Struct, frozen=True):
    """Where a piece begins: the state, temporaries, and what the indices of the loops around it are at least."""

    state: State
    temps: dict[int, Value]
    bounds: Bounds


@dataclass(slots=True)
class Run:
    """The state of a run. `orders` are the classes of the program with their bases in the order of lookup, `places`
    the access paths by which things that the function had made before the piece can be reached, `here` the
    operations on the way from the piece to where it is.
    """

    program: Program
    facts: Mapping[str, Facts]
    orders: Mapping[str, tuple[str, ...]]
    names: Names
    root: Variables
    machine: Machine
    is_piece: bool = False
    seen: Seen = field(default_factory=Seen)
    places: dict[Thing, tuple[Place, ...]] = field(default_factory=dict)
    views: dict[Thing, dict[Place, tuple[View, ...]]] = field(default_factory=dict)  # of it, and their places
    attributes: dict[Thing, tuple[Value, str]] = field(default_factory=dict)  # of what they are one, by what name
    unseen: int = 0  # calls around that the call graph does not have
    begun: dict[str, None] = field(default_factory=dict)  # generators whose calls it has
    marked: frozenset[int] = frozenset()  # the operations of the function itself before which the state is kept
    given: frozenset[str] = frozenset()  # variables that hold what the piece is given, as the item of a loop
    entered: dict[int, Begin] = field(default_factory=dict)  # these states
    bodies: dict[int, Begin] = field(default_factory=dict)  # in which an iteration of its loops may begin
    here: list[Step] = field(default_factory=list)
    recursive: dict[str, list[Kinds]] = field(default_factory=dict)  # the calls of a function that are going on
    handed: list[Atom] = field(default_factory=list)  # functions that a library was handed, and is calling
    methods: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # of classes, by name
    reporting: dict[str, bool] = field(default_factory=dict)  # handlers that keep to themselves what they keep
    running: dict[str, str] = field(default_factory=dict)  # what runs where decorated functions are called
    telling: dict[str, bool] = field(default_factory=dict)  # methods by name: whether they only tell what objects hold
    back: int = 0  # calls back by libraries that were followed
    contained: dict[frozenset[str], Reach | None] = field(default_factory=dict)  # what calls of functions may touch
    # what calls back gave that did no more than to read, by the kinds of what they were given: what is new, and whether
    # they gave some of that back
    harmless: dict[tuple[str, frozenset[tuple[str, bool]]], tuple[Value, bool]] = field(default_factory=dict)
    # what functions that were cut in themselves were passed last, and what they gave
    deepest: dict[str, tuple[Kinds, Kinds]] = field(default_factory=dict)
    stored: dict[Part, None] = field(default_factory=dict)  # what was there when it began and was set
    filed: dict[Thing, None] = field(default_factory=dict)  # files of libraries that were read
    removed: dict[tuple[Thing, Value], Step] = field(default_factory=dict)  # parts of such files, by their names
    asked: dict[Value, str] = field(default_factory=dict)  # what hangs on whether files are there
    moved: dict[Value, None] = field(default_factory=dict)  # files that were moved away where they were there
    kept: dict[str, Value] = field(default_factory=dict)  # states of hidden generators
    created: dict[Value, bool] = field(default_factory=dict)  # files and folders, and whether as temporary ones
    named: dict[Thing, Value] = field(default_factory=dict)  # by paths that are objects
    # files that were read before they were written, each time with the way that it was on, if that leaves the function
    loaded: dict[Value, tuple[frozenset[Step] | None, ...]] = field(default_factory=dict)
    looked: set[tuple[Thing | str, str]] = field(default_factory=set)  # attributes of arrays and libraries' modules
    caught: int = 0  # `try` statements around that go on where something fails
    watches: list[Watch] = field(default_factory=list)  # the ways that it is on
    restored: set[Place] = field(default_factory=set)  # what is in the end what it was
    made: dict[Made, tuple[Made, int]] = field(default_factory=dict)  # with the step at which it was made last
    steps: dict[Thing, dict[str, None]] = field(default_factory=dict)  # the parts that were ever written
    outer: dict[Variables, Variables] = field(default_factory=dict)  # around the variables of calls
    ways: dict[tuple[Step, ...], int] = field(default_factory=dict)  # to calls, by the calls that lead there
    inside: list[int] = field(default_factory=lambda: [0])  # the calls that are going on
    spent: int = 0
    room: int = OPERATIONS
    extents: dict[Thing, tuple[Polynomial, ...]] = field(default_factory=dict)  # of arrays
    # regions of views, and what is left of regions, as they were found in these bounds
    viewed: tuple[Bounds, dict[View, Section]] = field(default_factory=lambda: ({}, {}))
    rests: tuple[Bounds, dict[tuple[Original, Region], tuple[Region, ...]]] = field(default_factory=lambda: ({}, {}))
    bounds: Bounds = field(default_factory=dict)  # what indices are at least
    lower: dict[str, tuple[str, ...]] = field(default_factory=dict)  # the classes that inherit from classes
    shared_names: dict[tuple[str, str], bool] = field(default_factory=dict)  # of classes, and all of their objects
    exposed: dict[Thing, tuple[object, ...]] = field(default_factory=dict)  # to what is unknown, with who has seen it
    visible: dict[str, frozenset[str]] = field(default_factory=dict)  # the variables of functions that others see

    @property
    def receiver(self) -> Place | None:
        """The place of what the method that is looked at is called on; None if it is no method."""
        owner = self.program.enclosing(self.root.function)
        around = self.program.functions.get(owner) if owner else None
        positional = self.body(self.root.function).positional
        return Place(positional[0]) if positional and around is not None and around.kind == "class" else None

    def shared(self, function: str) -> frozenset[str]:
        """The variables of a function that functions which it makes may see, later, too."""
        found = self.visible.get(function)
        if found is None:
            found = self.visible[function] = seen_inside(self.program, function)
        return found

    def classes_below(self, cls: str) -> tuple[str, ...]:
        """The classes of the program that inherit from a class."""
        found = self.lower.get(cls)
        if found is None:
            found = self.lower[cls] = tuple([one for one, order in self.orders.items() if one != cls and cls in order])
        return found

    def body(self, name: str) -> ir.Function:
        """The function of that name."""
        return self.program.functions[name]

    def _is_first(self, chain: Iterable[Step]) -> bool:
        """Whether one of the operations is one that a second run does not do again."""
        bodies = self.program.functions
        return any(function in bodies and at in first_times(bodies[function]) for function, at in chain)

    def default(self, part: Part) -> Value:
        """What a part was when the piece began."""
        thing, key = part
        if key == CONTENT:
            return (Original(),) if self.stood(thing) else NOTHING
        if not isinstance(key, str):
            return STANDING if key == CURSOR else UNTOLD if key in (LAST, LATEST) else NOTHING
        match thing:
            case Entry(place, kind):
                return self.names.member(place, kind, key)
            case Globals(module):
                return self.names.global_variable(module, key)
            case Variables(function, 0):
                if thing == self.root and not self.is_piece and self._is_unbound(key):
                    return NOTHING
                return self.names.variable(function, key, is_own=function == self.root.function)
            case Made(kind=cls) if ":" in cls:
                return self.names.class_attribute(cls, key)
            case _:
                return NOTHING

    def _is_unbound(self, name: str) -> bool:
        """Whether a variable of the function has no value when it begins."""
        body = self.body(self.root.function)
        return name in body.bound and not any(parameter.name == name for parameter in body.parameters)

    def get(self, state: State, thing: Thing, key: object) -> Value:
        """A part of a thing."""
        part = (thing, key)
        found = state.parts.get(part)
        return self.default(part) if found is None else found

    def sizes(self, thing: Thing) -> tuple[Polynomial, ...]:
        """The sizes of an array along its first axes, by the name of a place where it can be found."""
        found = self.extents.get(thing)
        if found is None:
            paths = self.paths_of(thing)
            name = paths[0].text if paths else f"{NAMELESS}{len(self.extents)}"
            found = self.extents[thing] = extents(name)
        return found

    def elements(self, view: View | None) -> Region:
        """The elements of an array that are in a view."""
        if view is None:
            return None
        if self.viewed[0] is not self.bounds:
            self.viewed = (self.bounds, {})
        found = self.viewed[1].get(view)
        if found is None:
            found = self.viewed[1][view] = region(view, self.bounds)
        return found

    def left_over(self, key: tuple[Original, Region]) -> tuple[Region, ...] | None:
        """What is known to be left of a region, in these bounds."""
        if self.rests[0] is not self.bounds:
            self.rests = (self.bounds, {})
        return self.rests[1].get(key)

    def paths_of(self, thing: Thing) -> tuple[Place, ...]:
        """The access paths of a thing that was there when the piece began."""
        found = self.places.get(thing)
        if found is not None:
            return found
        return (thing.place,) if isinstance(thing, Entry) else ()

    def stood(self, thing: Thing) -> bool:
        """Whether a thing, or a view of it, was there when the piece began."""
        return bool(self.paths_of(thing)) or thing in self.views

    def _seen_in(self, thing: Thing, region: Region, noted: Collection[Path] = ()) -> Iterator[Place]:
        """The places of views of a thing that may show some of a region of it, but those that are `noted` already."""
        for place, views in self.views.get(thing, {}).items():
            if (place, None) not in noted and any(common(self.elements(view), region, self.bounds) for view in views):
                yield place

    def use(self, thing: Thing, region: Region, side: str = "used") -> None:
        """Note a read, if the thing was there when the piece began, or was taken from one that was; or (`identified`)
        that a part of what stands there is set, so that it matters which thing that is.
        """
        paths = self.paths_of(thing)
        if isinstance(thing, Taken) and not paths:
            for part in thing.parts:
                self.use(thing.thing, part, side)
        for watch in self.watches:
            watch.read.update(paths)
        if self.seen.is_known(side, thing, region):
            return
        for place in paths:
            self.seen.note(side, (place, region), tuple(self.here))
        for place in self._seen_in(thing, region, getattr(self.seen, side)):
            self.seen.note(side, (place, None), tuple(self.here))

    def use_slots(self, thing: Thing) -> None:
        """Note that it is read what a container holds, and not what its items hold."""
        for place in self._holding(thing):
            self.seen.note("used", (self._slots(place), None), tuple(self.here))
        for watch in self.watches:
            watch.read.update(self.paths_of(thing))

    def use_end(self, thing: Thing) -> None:
        """Note that it is read where a list ends."""
        for place in self._holding(thing):
            self.seen.note("used", (place.at(END), None), tuple(self.here))

    def use_number(self, thing: Thing) -> None:
        """Note that something is read, if it is a number: any item as all that its container holds."""
        for place in (*self.paths_of(thing), *self.views.get(thing, ())):
            self.use_at(place)

    def use_at(self, place: Place) -> None:
        """Note that the number that stands at a place is read."""
        is_any = place.steps[-1:] == (ANY,)
        self.seen.note("used", (self._slots(place.above) if is_any else place, None), tuple(self.here))
        for watch in self.watches:
            watch.read.add(place)

    def write_slots(self, thing: Thing) -> None:
        """Note that a container holds something else from now on."""
        self.reach(thing)
        for place in self._holding(thing):
            self.write(self._slots(place))

    def write_end(self, thing: Thing) -> None:
        """Note that a list holds more from now on, behind what it held."""
        self.reach(thing)
        for place in self._holding(thing):
            self.write(place.at(END))

    def _holding(self, thing: Thing) -> tuple[Place, ...]:
        """The places of what a container holds: views of one are its items, for which it is the same."""
        is_container = isinstance(thing, Entry) and thing.kind in CONTAINERS
        return (*self.paths_of(thing), *(() if is_container else self.views.get(thing, ())))

    def _slots(self, place: Place) -> Place:
        """What a container holds, apart from what its items hold; of numbers, that is all of it."""
        return place if self.names.item_kind(place) == "number" else place.at(SLOTS)

    def rebind(self, place: Place, *, is_sure: bool = True) -> None:
        """Note that another thing is put in a place."""
        self.change(place, tuple(self.here), is_sure=is_sure, is_bound=not place.steps)
        self.seen.note("written", (place, None), tuple(self.here))
        self.seen.rebound[place] = None

    def overwrite(self, thing: Thing, region: Region, *, is_sure: bool = True) -> None:
        """Note a write, if the thing was there when the piece began."""
        self.reach(thing)
        self.seen.altered.update(dict.fromkeys(self.paths_of(thing)))
        for place in self.paths_of(thing):
            self.write(place, region, is_sure=is_sure)
        for place in self._seen_in(thing, region):
            self.write(place, None, is_sure=is_sure)

    def expose(self, thing: Thing, *, is_written: bool) -> None:
        """Note that something unknown may read a thing, and write it; once, as long as the same look on."""
        sight = (self.seen, *self.watches)
        known = self.exposed.get(thing, ())
        if len(known) == len(sight) and all(map(is_, known, sight)):
            return
        self.exposed[thing] = sight
        self.use(thing, None)
        if is_written:
            self.overwrite(thing, None, is_sure=False)

    def reach(self, thing: Thing) -> None:
        """Note that it matters which thing stood at its place when the piece began."""
        self.seen.reached.update(dict.fromkeys((*self.paths_of(thing), *self.views.get(thing, ()))))

    def write(self, place: Place, region: Region = None, *, is_sure: bool = True) -> None:
        """Note a write; one that is not sure may not happen at all, for all that is known."""
        self.change(place, tuple(self.here), is_sure=is_sure)
        self.seen.note("written", (place, region), tuple(self.here))

    def change(self, place: Place, chain: tuple[Step, ...], *, is_sure: bool = True, is_bound: bool = False) -> None:
        """Note that a second run may change a place again, unless something is put there once; that a variable is bound
        is known of both ways.
        """
        if self._is_first(chain):
            return
        for watch in self.watches:
            if watch.covers(place):
                watch.filled.setdefault(place, (chain, is_sure))
            elif not is_bound or place.kind != "local":
                watch.besides.setdefault(place, (place, None) in self.seen.written)
        if not any(watch.covers(place) for watch in self.watches):
            noted = self.seen.unguarded if is_sure else self.seen.unsure
            noted.setdefault(place, chain)

    @contextmanager
    def only_once(self, thing: Thing) -> Iterator[None]:
        """What is put into a thing meanwhile is put where nothing was, and found there otherwise."""
        self.watches.append(Watch(frozenset(self.paths_of(thing))))
        yield
        self.watches.pop()

    def wonder(self, reason: str) -> None:
        """Note that it is not known what the operation touches."""
        self.seen.unknown.setdefault(self.here[-1], reason)

    def suppose(self, reason: str) -> None:
        """Note that it is not known what the operation touches, and taken to be reentrant."""
        self.seen.supposed.setdefault(self.here[-1], reason)

    def acts(self, how: str, on: Value, text: str, effect: str = "IO") -> None:
        """Note what is done to the outside, once for each way of doing it to each thing."""
        if not self._is_first(self.here):
            self.seen.acts.setdefault((how, on), (tuple(self.here), text, effect))

    def enter(self, function: str, outer: Variables | None = None) -> Variables:
        """The variables of a call: the same as before, if it is called again by the same way, with the same `outer`."""
        way = (*self.here, (function, 0 if outer is None else outer.call))
        number = self.ways.setdefault(way, len(self.ways) + 1)
        self.inside.append(number)
        return Variables(function, number)

    def leave(self) -> None:
        """The innermost call is over."""
        self.inside.pop()


def is_number(value: Value) -> bool:
    """Whether a value surely is what nobody can change."""
    return bool(value) and all(
        isinstance(atom, Number)
        or (isinstance(atom, Ref) and isinstance(atom.thing, Entry | Taken) and atom.thing.kind == "number")
        for atom in value
    )
