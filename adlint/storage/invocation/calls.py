"""Calls: functions of the program are evaluated where the call stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from adlint import ir
from adlint.storage.bounds.bounding import bounded
from adlint.storage.definitions.decorated import in_place_of
from adlint.storage.definitions.defaults import default, made_once
from adlint.storage.definitions.defined import Member
from adlint.storage.definitions.members import below, special, subjects
from adlint.storage.frame import Frame
from adlint.storage.invocation.graph import is_called
from adlint.storage.location.places import ANY, Place
from adlint.storage.recursion import cut, ended, goes_on, kinds
from adlint.storage.run import AGAIN, DEEP, Run
from adlint.storage.state import Part, State
from adlint.storage.things.kinds import CONTAINERS
from adlint.storage.things.making import make
from adlint.storage.things.memory import disturb, kind_of, put, read, touch
from adlint.storage.things.values import (
    BODY,
    NOTHING,
    PASSING,
    Atom,
    Early,
    Entry,
    Function,
    Made,
    Number,
    Ref,
    Thing,
    Unknown,
    Value,
    Variables,
    join,
    joined,
    mapped,
    refs,
)


class Given(Struct, frozen=True, gc=False):
    """What a call passes; `spread` is what any further argument may be, where some are spread out. Of the keywords that
    are `perhaps` passed the default may be taken. Where the call may be of several methods, `reading` says whether one
    of them has read all of it, so that others need not.
    """

    positional: tuple[Value, ...] = ()
    keywords: tuple[tuple[str, Value], ...] = ()
    spread: Value = NOTHING
    perhaps: frozenset[str] = frozenset()
    reading: list[State] | None = None

    @property
    def values(self) -> tuple[Value, ...]:
        """All that is passed."""
        return (*self.positional, *[value for _, value in self.keywords], self.spread)

    @property
    def refs(self) -> tuple[Ref, ...]:
        """The things that are passed."""
        return tuple([ref for value in self.values for ref in refs(value)])

    def read(self, run: Run, state: State) -> None:
        """All that is passed is read, but for what is to be written."""
        if self.reading is not None:
            if any(one is state for one in self.reading):
                return
            self.reading.append(state)
        for name, value in self.keywords:
            if name != "out":
                read(run, state, value)
        for value in (*self.positional, self.spread):
            read(run, state, value)

    def shared(self) -> Given:
        """The same, for several methods that may be called."""
        return Given(self.positional, self.keywords, self.spread, self.perhaps, [])

    def behind(self, receiver: Value) -> Given:
        """The same with a first argument before the others."""
        return Given((receiver, *self.positional), self.keywords, self.spread, self.perhaps)

    @property
    def surely(self) -> Given:
        """The same, with what is perhaps passed by its name as what any further argument may be; but `out`."""
        unsure = self.perhaps - {"out"}
        if not unsure:
            return self
        named = tuple([(name, value) for name, value in self.keywords if name not in unsure])
        others = [value for name, value in self.keywords if name in unsure]
        return Given(self.positional, named, join(self.spread, joined(others)), self.perhaps - unsure)

    def keyword(self, name: str) -> Value:
        """A keyword argument; nothing if it is not given."""
        return dict(self.keywords).get(name, NOTHING)


PARAMETER = -1  # the operation that makes what a parameter collects
FEW = 12  # callees of one call that are looked into; with more, it may be something unknown, too
_CUT = "it is called too deep in calls to be looked into"


def call_perhaps(f: Frame, state: State, at: int, callee: Function, given: Given, *, certain: bool) -> Value:
    """The result of a function that is called surely, if that is `certain`; else the call may not happen at all."""
    if certain:
        return call_function(f, state, at, callee, given)
    way = state.copy()
    result = call_function(f, way, at, callee, given)
    state.become((state, way), f.run.default)
    return result


def call_own(
    f: Frame, state: State, at: int, name: str, found: Member, given: Given, *, certain: bool, sets: bool = False
) -> Value:
    """The result of what the class of a thing, which is the first of what is given, defines by a name, or of what the
    classes below that define in its place, if it may be of such; of the function that sets it, if it `sets` something.
    """
    members = (found, *below(f.run, refs(given.positional[0])[0].thing, name))
    several = [one for m in members if (one := m.setter if sets else m.function)]
    return _call_one(f, state, at, several, given, certain=certain)


def call_special(
    f: Frame, state: State, at: int, names: tuple[str, ...], given: Given, *, certain: bool
) -> tuple[Value, bool]:
    """The result of what Python runs of a thing, the first that is given: of some methods the first that its class has;
    and whether its class surely has one. If not, `state` is, too, what it was.
    """
    members, is_all = special(f.run, subjects(given.positional[0])[0], names)
    if not members:
        return NOTHING, False
    before = state.copy()
    result = _call_one(f, state, at, [one.function for one in members], given, certain=certain)
    if not is_all:
        state.become((state, before), f.run.default)
    return result, is_all


def _call_one(f: Frame, state: State, at: int, functions: Iterable[str], given: Given, *, certain: bool) -> Value:
    """The result of one of some functions."""

    def called(one: Atom, way: State) -> Value:
        if isinstance(one, Function):
            return call_perhaps(f, way, at, one, given, certain=certain)
        touch(f.run, way, given.values, "it may be one of many functions that runs here")
        return (one, *given.refs)

    return one_of(f, state, few(tuple([Function(one) for one in dict.fromkeys(functions)])), called)


def few(callees: Value) -> Value:
    """As many of those that may be called as are looked into; with more, it may be something unknown, too."""
    return callees if len(callees) <= FEW else (*callees[:FEW], Unknown("it may be one of many functions"))


def one_of(f: Frame, state: State, callees: Value, called: Callable[[Atom, State], Value]) -> Value:
    """The result of calling one of several, each from the same state; `state` becomes where all ways meet."""
    if len(callees) == 1:
        return called(callees[0], state)
    ways = [(atom, state.copy()) for atom in callees]
    result = joined([called(atom, way) for atom, way in ways])
    state.become([way for _, way in ways], f.run.default)
    return result


def call_function(f: Frame, state: State, at: int, callee: Function, given: Given) -> Value:
    """The result of a function of the program; `state` becomes the one behind the call."""
    run = f.run
    function = run.body(callee.name)
    others = in_place_of(f, callee.name) if function.replaceable else (callee.name,)
    if not others:
        run.wonder("it is not known what a decorator makes of the function that is called")
    elif others != (callee.name,):
        several = few(tuple([Function(one) for one in others]))
        return one_of(f, state, several, lambda one, way: _in_its_place(f, way, at, one, given))
    depth = len(run.recursive.get(callee.name, ()))
    if goes_on(run, callee.name, given.values):
        disturb(run, state, given.values)
        cut(run, callee.name, given.values)
        return NOTHING
    if len(run.inside) > DEEP or depth >= AGAIN or run.spent > run.room:
        known = bounded(run, state, (callee.name,), given.values) if callee.outer is None else None
        if known is not None:
            return known
        touch(run, state, given.values, _CUT)
        return join((Unknown(_CUT),), given.refs)
    is_unseen = not is_called(f, at, callee.name)
    if function.is_generator:
        made = make(f, state, at, "generator")
        early = given.surely
        body = Early((callee,), early.positional, early.keywords, early.spread)
        put(run, state, made, BODY, (body,), certain=True)
        if not (is_unseen or run.unseen):
            run.begun[callee.name] = None
        return _given(f, state, callee.name, (Ref(made),))
    behind, result = evaluated(f, state, callee, given, is_unseen=is_unseen)[1:]
    state.parts = state.parts if behind is None else behind.parts
    if behind is None:
        return NOTHING
    return _given(f, state, callee.name, result)


def _given(f: Frame, state: State, function: str, result: Value) -> Value:
    """What a function gives that is called, if what it gives is kept, too."""
    module, _, name = function.partition(":")
    is_kept = f.run.names.is_kept(function)
    return kept(f.run, state, Place(f"{name}()", (), "global", module), result) if is_kept else result


def _in_its_place(f: Frame, state: State, at: int, callee: Atom, given: Given) -> Value:
    """The result of what a decorator has put in the place of a function: of an object that it has made, too."""
    if not isinstance(callee, Function):
        touch(f.run, state, given.values, _CUT)
        return (callee, *given.refs)
    is_object = callee.name.endswith(".__call__")
    return call_function(f, state, at, callee, given.behind((Unknown("a decorator"),)) if is_object else given)


def kept(run: Run, state: State, place: Place, value: Value) -> Value:
    """What a cache gives: what it keeps at a place for all who ask, which may have been made just now."""

    def is_passing(atom: Atom) -> bool:
        return isinstance(atom, Ref) and (atom.thing, PASSING) in state.parts

    def standing(atom: Atom) -> Atom:
        kind = kind_of(atom.thing) if isinstance(atom, Ref) and isinstance(atom.thing, Made) else ""
        is_held = kind in ("array", *CONTAINERS - {"generator"}) and not is_passing(atom)
        return Ref(Entry(place, kind)) if is_held else atom

    there = mapped(value, standing)
    # of others it matters what they were made of, too
    others = [atom for atom in there if isinstance(atom, Ref) and isinstance(atom.thing, Made)]
    kinds = ["generator" if is_passing(atom) else kind_of(atom.thing) for atom in others]
    again = tuple([Ref(Entry(place, kind)) for kind in kinds])
    inner = [atom.name for atom in there if isinstance(atom, Function) and atom.outer is not None]
    if any(run.body(name).nonlocals for name in inner):
        run.wonder("a cache keeps a function that changes variables around it")
    return join(there, again)


def resume(f: Frame, state: State, generator: Thing) -> None:
    """A generator goes on: any part of its body may run, and then it waits, or is at its end."""
    run = f.run
    for atom in run.get(state, generator, BODY):
        if isinstance(atom, Early) and isinstance(atom.callee[0], Function):
            given = Given(atom.positional, atom.keywords, atom.spread)
            name = atom.callee[0].name
            if len(run.recursive.get(name, ())) >= AGAIN:
                touch(run, state, given.values, _CUT)
                continue
            is_unseen = name not in run.begun
            inner, behind, _ = evaluated(f, state.copy(), atom.callee[0], given, is_unseen=is_unseen)
            ways = [State(_left(run, one, inner.variables)) for one in inner.suspended]
            state.become((state, behind, *ways), run.default)
            put(run, state, generator, ANY, inner.yielded, certain=False)


def evaluated(
    f: Frame,
    state: State,
    callee: Function,
    given: Given,
    *,
    is_unseen: bool,
    within: Callable[[State, Value], State | None] | None = None,
) -> tuple[Frame, State | None, Value]:
    """The frame of a call, the state behind it without its variables, and its result; `within` runs where it yields."""
    run, function = f.run, f.run.body(callee.name)
    run.unseen += is_unseen
    variables = run.enter(callee.name, callee.outer)
    run.recursive.setdefault(callee.name, []).append(kinds(given.values))
    if callee.outer is not None:
        run.outer[variables] = callee.outer
    _bind(run, state, variables, function, dict(callee.defaults), given)
    inner = Frame(run, callee.name, variables, callee.outer)
    inner.within = within
    inner.raised += [[]] if f.raised else []
    behind, result = run.machine.evaluate(inner, state.copy())
    run.leave()
    run.unseen -= is_unseen
    ended(run, callee.name, join(result, inner.yielded))
    run.recursive[callee.name].pop()
    for left in inner.raised:
        f.raised[-1] += [State(_left(run, one, variables)) for one in left]
    return inner, None if behind is None else State(_left(run, behind, variables)), result


def _left(run: Run, behind: State, variables: Variables) -> dict[Part, Value]:
    """The parts behind a call: its variables are gone, but for those that functions see that it has made."""
    shared = run.shared(variables.function)
    return {part: value for part, value in behind.parts.items() if part[0] != variables or part[1] in shared}


def _bind(
    run: Run, state: State, variables: Variables, function: ir.Function, defaults: dict[str, Value], given: Given
) -> None:
    """Set the parameters of a call."""
    named = dict(given.keywords)
    waiting = list(given.positional)
    for parameter in function.parameters:
        name = parameter.name
        match parameter.kind:
            case "*":
                held = {f"[{n}]": value for n, value in enumerate(waiting)}
                value = _collect(run, state, variables, "tuple", held, given.spread)
                waiting = []
            case "**":
                held = {f"[{key!r}]": value for key, value in named.items()}
                value = _collect(run, state, variables, "dict", held, given.spread)
            case "keyword":
                value = named.pop(name, NOTHING)
            case _:
                value = waiting.pop(0) if waiting else named.pop(name, NOTHING)
        if not value or name in given.perhaps:
            value = join(join(value, given.spread), defaults.get(name) or _default(run, variables.function, parameter))
        state.parts[variables, name] = value or (Unknown("an argument that is not given"),)


def _default(run: Run, function: str, parameter: ir.Parameter) -> Value:
    if parameter.default is not None:
        return (Number(parameter.default),)
    if not parameter.has_default:
        return NOTHING
    known = default(run.names, function, parameter.name)
    kind = "" if known else made_once(run.names, function, parameter.name)
    if kind:
        module, _, name = function.partition(":")
        return (Ref(Entry(Place(f"{name}({parameter.name})", (), "global", module), kind)),)
    return known or (Unknown("a default"),)


def _collect(
    run: Run, state: State, variables: Variables, kind: str, held: dict[str, Value], spread: Value
) -> Value:
    made = Made(variables.function, PARAMETER, kind, variables.call)
    for step, value in held.items():
        put(run, state, made, step, value, certain=True)
    if spread:
        put(run, state, made, ANY, spread, certain=True)
    return (Ref(made),)
