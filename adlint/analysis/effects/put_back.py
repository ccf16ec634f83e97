"""Hidden generators whose state is kept, and put back behind what draws from them.

A state of a walk says of a generator, beside that it is seeded (by its name), whether its state is kept, whether it was
seeded then, and whether something was drawn since. A draw while the state is kept counts if that is not put back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from msgspec.structs import replace

from adlint import ir
from adlint.analysis.effects.owning import special
from adlint.analysis.effects.summary import Hazard, Summary
from adlint.analysis.hazards.generators import seeded
from adlint.analysis.paths.paths import Definitions, State
from adlint.analysis.paths.walk import States
from adlint.interpret.views.described import Class, Code, Value, atoms
from adlint.interpret.views.facts import CallFact, Facts
from adlint.models import Effect
from adlint.models.randomness import FORKING, GIVING_STATE

_KEPT, _SEEDED, _DRAWN = " kept", " seeded when it was kept", " drawn since"
_MARKS = (_KEPT, _SEEDED, _DRAWN)


@dataclass
class PutBack:
    """What is known of kept states along the paths of a piece. `drawn` are the draws while the state was kept, by the
    generator; `yielded` the states in which a generator function hands over, if it is one.
    """

    ops: Definitions
    facts: Facts
    drawn: dict[str, list[Hazard]] = field(default_factory=dict)
    yielded: set[State] = field(default_factory=set)

    def keeps(self, fact: CallFact, states: States) -> States:
        """The states behind a call, which may give the state of a hidden generator."""
        for what in {GIVING_STATE[path] for path in fact.paths if path in GIVING_STATE}:
            states = _kept(states, what)
        return states

    def seeds(self, op: ir.Call, what: str, states: States) -> States:
        """The states behind what sets a generator: to the state that was kept, or to another one."""
        if any(self._is_state(one, what) for one in (*op.arguments, *(value for _, value in op.keywords))):
            return put_back(states, what)
        return seeded(states, frozenset({what}))

    def draws(self, hazard: Hazard, states: States) -> States | None:
        """The states behind a draw while the state of the generator is kept on every path; None if it is not."""
        if hazard.effect is not Effect.DRAW or not all(hazard.what + _KEPT in state.seeded for state in states):
            return None
        self.drawn.setdefault(hazard.what, []).append(hazard)
        return seeded(states, frozenset({hazard.what + _DRAWN}))

    def left(self, exits: Iterable[State]) -> list[Hazard]:
        """The draws from generators that some path does not put back."""
        marked = {mark for state in exits for mark in state.seeded}
        return [one for what, found in self.drawn.items() if what + _DRAWN in marked for one in found]

    def told(self, exits: Iterable[State]) -> frozenset[str]:
        """What callers know of generators behind the piece; of a generator function, while it hands over: that it keeps
        a state, if it puts it back in the end.
        """
        behind = _common(exits)
        if not self.yielded:
            return frozenset(mark for mark in behind if not mark.endswith(_MARKS))
        within = _common(self.yielded)
        kept = {mark for mark in within - behind if mark.endswith(_KEPT)}
        return frozenset(mark for mark in within if not mark.endswith(_MARKS)) | kept

    def _is_state(self, operand: ir.Item, what: str) -> bool:
        """Whether an operand is a variable that holds a state of the generator."""
        name = ir.variable(operand, self.ops)
        stored = [op.value for op in self.ops.values() if isinstance(op, ir.Store) and op.name == name]
        facts = [self.facts.call.get(value) for value in stored if isinstance(value, int)]
        return any(GIVING_STATE.get(path) == what for fact in facts if fact is not None for path in fact.paths)


def inherited(states: States, seeds: frozenset[str]) -> States:
    """The states behind what leaves generators so: of a generator function, while it hands over."""
    for mark in seeds:
        if mark.endswith(_KEPT):
            states = _kept(states, mark.removesuffix(_KEPT))
    return seeded(states, frozenset(mark for mark in seeds if not mark.endswith(_KEPT)))


def left_by(fact: CallFact, facts: Facts, callees: Mapping[str, Summary]) -> frozenset[str]:
    """What a call leaves of generators, whichever of several functions it calls, or object it makes."""
    return common([_left_by(atom, facts, callees) for atom in atoms(fact.callees)])


def common(several: list[list[frozenset[str]]]) -> frozenset[str]:
    """What one of several things leaves, each of which runs one function for sure, or it is not known which."""
    found = [one[0] if len(one) == 1 else frozenset[str]() for one in several]
    return frozenset.intersection(*found) if found else frozenset()


def _left_by(callee: Value, facts: Facts, callees: Mapping[str, Summary]) -> list[frozenset[str]]:
    match callee:
        case Code(function) if function in callees:
            return [callees[function].seeds]
        case Class(cls):
            return [one.seeds for one in special(cls, "__init__", facts, callees)]
        case _:
            return []


def begun(op: ir.With, facts: Facts, states: States) -> States:
    """The states in which the body of a `with` begins, of a library's manager that keeps the state of a generator."""
    for what in _forked(_manager(op, facts)):
        states = _kept(states, what)
    return states


def ended(op: ir.With, facts: Facts, callees: Mapping[str, Summary], states: States) -> States:
    """The states behind a `with` whose manager puts back what it keeps: a generator function, or a library's."""
    manager = _manager(op, facts)
    made = atoms(manager.callees) if manager is not None else ()
    seeds = [callees[atom.function].seeds for atom in made if isinstance(atom, Code) and atom.function in callees]
    kept = {mark.removesuffix(_KEPT) for marks in seeds for mark in marks if mark.endswith(_KEPT)}
    for what in kept | _forked(manager):
        states = put_back(states, what)
    return states


def put_back(states: States, what: str) -> States:
    """The states behind what puts the state of a generator back."""
    return frozenset(_put_back(state, what) for state in states)


def _manager(op: ir.With, facts: Facts) -> CallFact | None:
    return facts.call.get(op.manager) if isinstance(op.manager, int) else None


def _forked(manager: CallFact | None) -> set[str]:
    """The generators whose states a library's manager keeps."""
    return {FORKING[path] for path in manager.paths if path in FORKING} if manager is not None else set()


def _kept(states: States, what: str) -> States:
    return frozenset(_keep(state, what) for state in states)


def _keep(state: State, what: str) -> State:
    if what + _DRAWN in state.seeded:  # what is kept now is not what was found
        return replace(state, seeded=state.seeded - {what + _KEPT})
    return replace(state, seeded=state.seeded | {what + _KEPT, *([what + _SEEDED] if what in state.seeded else ())})


def _put_back(state: State, what: str) -> State:
    known = state.seeded
    found = {what} if what + _SEEDED in known else set[str]()
    undone = {what + _DRAWN} if what + _KEPT in known else set[str]()
    return replace(state, seeded=(known - {what, what + _KEPT, what + _SEEDED} - undone) | found)


def _common(states: Iterable[State]) -> frozenset[str]:
    known = [state.seeded for state in states]
    return frozenset.intersection(*known) if known else frozenset()
