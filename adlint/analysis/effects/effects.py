"""Effects and resources of a function, path by path, with the summaries of its callees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial

from msgspec.structs import replace

from adlint import ir
from adlint.analysis.effects.changes import CHANGES, NONE, Changes, is_anew
from adlint.analysis.effects.dropping import is_asked, is_harmless, is_place, stays
from adlint.analysis.effects.gathering import Hazards
from adlint.analysis.effects.holding import Holding
from adlint.analysis.effects.ledger import Ledger
from adlint.analysis.effects.locks import lock_of
from adlint.analysis.effects.owning import special
from adlint.analysis.effects.passed import Passing, handed_to
from adlint.analysis.effects.put_back import PutBack, begun, common, ended, inherited, left_by
from adlint.analysis.effects.receivers import object_of
from adlint.analysis.effects.summary import CHAIN, FAR, LIVING, NEAR, Hazard, Open, Summary, living, parted
from adlint.analysis.hazards.cached import Once, keeps_put, once, puts
from adlint.analysis.hazards.generators import is_seeded, seeded
from adlint.analysis.numerical.array_operands import is_given_array
from adlint.analysis.paths.arguments import (
    is_class,
    is_container,
    is_excused,
    is_of_class,
    is_told,
    peer,
    tag,
    to_nobody,
)
from adlint.analysis.paths.needs import Needs, at_call, given, needs, unknown
from adlint.analysis.paths.paths import defined, forget, key
from adlint.analysis.paths.shown import shows
from adlint.analysis.paths.uses import Uses, is_made_with, is_steady, used_in
from adlint.analysis.paths.walk import States, Tokens, Walk, held, without
from adlint.interpret.views.described import (
    MANY,
    Class,
    Code,
    External,
    Instance,
    Parameter,
    Part,
    Unknown,
    Value,
    atoms,
)
from adlint.interpret.views.facts import CallFact, Facts
from adlint.interpret.views.resources import acquires, wrapped
from adlint.models import REMOVING, STAYING, TEMPORARY, Effect, Model, models, releasing
from adlint.models.mpi import PERHAPS
from adlint.models.randomness import TOLD_BY

Summaries = Mapping[str, Summary]
Handed = Mapping[int, tuple[str, ...]]
_FOLLOWED = {**dict.fromkeys(CHANGES, NEAR), **dict.fromkeys((Effect.SEND, Effect.RECEIVE), FAR)}  # calls; CHAIN others
_ADOPTS = frozenset("enter_context enterContext push enter_async_context callback finalize register".split())


def summarize(
    function: ir.Function,
    identity: str,
    facts: Facts,
    callees: Summaries,
    handed: Handed,
    changes: Changes = NONE,
    body: ir.Block | None = None,
) -> Summary:
    """The summary of a function, or of the piece `body` of it; `handed` are the functions that calls are given and
    taken to call, `changes` what adds up.
    """
    found = Effects(function, identity, facts, callees, handed, changes)
    return found.summary(function.body if body is None else body)


class Effects:
    """What a piece of code does to resources and to the outside, gathered along its paths."""

    def __init__(
        self, function: ir.Function, identity: str, facts: Facts, callees: Summaries, handed: Handed, changes: Changes
    ) -> None:
        self.function = function
        self.identity = identity
        self.handed = handed
        self.changed = dict(changes.found)
        self.variables = dict(changes.variables)
        self.facts = facts
        self.callees = callees
        self.ops = defined(function)
        self.holding = Holding(facts)
        self.stored = dict(facts.stored)
        self.hazards = Hazards()
        self.ledger = Ledger()
        self.before: States = frozenset()
        self.generators = PutBack(self.ops, facts)
        self.walk = Walk(self, self.ops)
        self.given = frozenset(p.name for p in function.parameters)

    @cached_property
    def used(self) -> Uses:
        """Where results go in the function."""
        return used_in(self.function)

    @cached_property
    def once(self) -> Once:
        """The conditions under which what is done is kept."""
        return once(self.function, self.ops, self.given)

    @cached_property
    def nobody(self) -> frozenset[tuple[str, bool]]:
        """The conditions under which a message goes to nobody, and comes from nobody."""
        return to_nobody(self.ops)

    def summary(self, body: ir.Block) -> Summary:
        """Walk `body` and say what it does."""
        if body is not self.function.body:
            self.given = frozenset()  # in the middle of a function its parameters may be something else
        self.walk.run(body)
        states = [s for exit_states, _, _ in self.walk.exits for s in exit_states]
        for hazard in self.generators.left(states):
            self.hazards.add(hazard)
        hazards, on_given = parted(self.hazards.found.values())
        gathered = self.holding.gathered(body) if body is not self.function.body else frozenset[object]()
        opened = tuple(self.ledger.left(self.walk.exits, self.identity, self.holding.gathered(()), gathered))
        left = tuple(one for one in opened if one.left != LIVING)
        owned = (*[living(one) for one in opened if one.left == LIVING], *self.ledger.objects(self.used))
        conditional = bool(on_given) or any(h.needs for h in hazards) or any(o.needs for o in left)
        parameters = self.function.parameters if conditional else ()
        put = puts(self.ops).union(*[callee.puts for callee in self.callees.values()]) if hazards else frozenset[str]()
        released = frozenset(self.ledger.releases)
        return Summary(hazards, on_given, left, released, self.generators.told(states), parameters, owned, put)

    def visit(self, op: ir.Op, states: States) -> States:
        """The states behind an operation without control."""
        states = self._changes(self.changed[op.at], states) if op.at in self.changed else states
        match op:
            case ir.Call():
                return self._call(op, states)
            case ir.Yield():
                self.generators.yielded |= states
                return states
            case ir.SetAttribute(at, _, name, value):
                return self._stored(at, f"attribute {name}", forget(states, f".{name}"), value is None)
            case ir.SetItem(at):
                return self._stored(at, "container", states, op.value is None)
            case ir.Delete(at, name):
                return without(forget(states, f"`{name}`"), self._held_at(at))
            case _:
                return states

    def _changes(self, change: Hazard, states: States) -> States:
        """The states behind a change, or behind a draw from a generator that stays where it is."""
        if change.effect is Effect.SEED:
            return seeded(states, frozenset({change.what}))
        if not (self.once.keeps(states, change.site[1]) or is_seeded(change, states)):
            self.hazards.add(replace(change, needs=self._needs(states)))
        return states

    def _held_at(self, at: int, *, named: bool = True) -> Tokens:
        return self.holding.tokens(self.stored[at], named=named) if at in self.stored else frozenset()

    def returned(self, op: ir.Return) -> Tokens:
        """The resources that a return hands to the caller. What is given to a function whose result is returned, or of
        which a part is, may live on in it.
        """
        call = self.facts.call.get(op.value) if isinstance(op.value, int) else None
        living = self.holding.tokens(self.stored[op.at], of=Part) if op.at in self.stored else frozenset[object]()
        if call is not None and any(isinstance(atom, Code) for atom in atoms(call.callees)):
            living |= self._arguments(call)
        self.ledger.shared |= living
        return self._held_at(op.at, named=False) | living

    def managed(self, op: ir.With) -> Tokens:
        """The resources that a `with` gives back."""
        value = self.facts.managers.get(op.at)
        return frozenset() if value is None else self.ledger.closed(self.holding.tokens(value))

    def entered(self, op: ir.With, states: States) -> States:
        """The states behind the method of a class of the program that runs as a `with` begins."""
        return self._special(op, "__enter__", begun(op, self.facts, states))

    def left(self, op: ir.With, states: States) -> States:
        """The states behind the one that runs as it ends."""
        return self._special(op, "__exit__", ended(op, self.facts, self.callees, states))

    def _special(self, op: ir.With, method: str, states: States) -> States:
        """What a manager opens, it closes."""
        several = [
            special(atom.of, method, self.facts, self.callees) if isinstance(atom, Instance) else []
            for atom in (atoms(self.facts.managers[op.at]) if op.at in self.facts.managers else ())
        ]
        for summary in (one for summaries in several for one in summaries):
            states = self._inherit(op, replace(summary, open=(), seeds=frozenset()), states, unknown)
        return inherited(states, common([[one.seeds for one in summaries] for summaries in several]))

    def tested(self, op: ir.If) -> tuple[frozenset[object], bool]:
        """The resources whose presence a condition tests, and whether it asks for something else."""
        tokens, is_other = self.holding.tested(op, self.ops)
        return self.ledger.own(tokens), is_other

    def visited(self, op: ir.For) -> frozenset[object]:
        """The resources that a loop visits one by one."""
        return self.holding.tokens(self.facts.items[op.at]) if op.at in self.facts.items else frozenset()

    # --- resources and effects --------------------------------------------------------------------------

    def _stored(self, at: int, place: str, states: States, deleted: bool) -> States:
        if not deleted and (place != "container" or at not in self.facts.local):
            self.ledger.put(self._held_at(at), place)
        return states

    def _call(self, op: ir.Call, states: States) -> States:
        fact = self.facts.call.get(op.at)
        if fact is None:
            return states
        self.before = states
        states = self.generators.keeps(fact, states)
        for name in fact.models:
            states = self._modelled(op, fact, models()[name], states)
        if not fact.models and fact.method in releasing():
            states = self._given_back(op, fact, releasing()[fact.method], states, removes=fact.method in REMOVING)
        for atom in atoms(fact.callees):
            match atom:
                case Code(function, receiver) if function in self.callees:
                    states = self._callee(op, fact, function, states, bound=receiver is not None)
                case External(path) if path.rpartition(".")[2] in _ADOPTS:
                    states = without(states, self._arguments(fact))
                case External(path) if is_class(path) and path.rpartition(".")[2] not in PERHAPS:
                    states = self._hand_on(op.at, fact, states, named=False)
                case Class(cls):
                    states = self._hand_on(op.at, fact, states)
                    self.ledger.construct((self.identity, op.at), special(cls, "__init__", self.facts, self.callees))
                case Unknown() | Parameter() if not fact.models and not is_container(fact.receiver):
                    states = self._hand_on(None, fact, states)
                case _:
                    pass
        return self._passed(op, inherited(states, left_by(fact, self.facts, self.callees)))

    def _hand_on(self, at: int | None, fact: CallFact, states: States, *, named: bool = True) -> States:
        """An object is made that owns what it is given, or something unknown is called."""
        tokens = self._arguments(fact, named=named)
        self.ledger.hand_on(tokens & held(states), at)
        return without(states, tokens)

    def _passed(self, op: ir.Call, states: States) -> States:
        """A function of the program that is handed to a call and taken to be called by it."""
        fact = self.facts.call.get(op.at)
        for function in self.handed.get(op.at, ()):
            if function in self.callees:
                summary, behind = handed_to(function, replace(self.callees[function], seeds=frozenset()), fact)
                states = self._inherit(op, self._met(op, fact, summary, behind), states, unknown)
        return states

    def _arguments(self, fact: CallFact, *, named: bool = True) -> frozenset[object]:
        """The resources that a call is given; what may be too many things may be any that is held."""
        given = (*fact.arguments, *(v for _, v in fact.keywords))
        found = held(self.before) if any(MANY in atoms(v) for v in given) else frozenset[object]()
        return found.union(*(self.holding.tokens(value, named=named) for value in given))

    def _modelled(self, op: ir.Call, fact: CallFact, model: Model, states: States) -> States:
        begins = is_given_array(op, model.array, self.function, self.ops, self.facts)
        if model.effect is not None and not (begins or is_excused(model, fact)):
            states = self._effect(op, fact, model, states)
        removes = model.name.rpartition(".")[2] in REMOVING
        is_given = self.walk.depth > 0 or is_asked(op.at, model, self.used)
        states = self._given_back(op, fact, model.releases if is_given else "", states, removes=removes)
        if wrapped(model.name, fact.arguments, fact.keywords) is not None:
            return states
        taken = acquires(model, fact.arguments, fact.keywords)
        is_kept = self.once.keeps_open(states, model.acquires)
        if taken and not (is_harmless(op.at, model, fact, self.used, self.facts) or is_kept):
            token: object = op.at
            if model.of == "self":
                token = f"lock {lock_of(op, fact, self.ops)}"
            chain = ((self.identity, op.at),)
            needed = self._needs(states)
            of = STAYING if model.result == TEMPORARY and stays(fact) else model.result
            opened = Open(model.acquires, of, model.name, chain, "", None, sometimes=False, needs=needed)
            states = self.ledger.acquire(token, opened, states, self.before)
        return states

    def _needs(self, states: States) -> Needs:
        """What the states need of parameters that still are what was given."""
        return needs(states, self._own())

    def _own(self) -> frozenset[str]:
        """The parameters that still are what callers pass, where no decorator may pass something else."""
        return frozenset() if self.function.replaceable else self.given - self.walk.assigned

    def _given_back(self, op: ir.Call, fact: CallFact, releases: str, states: States, *, removes: bool) -> States:
        if releases == "self" and not (fact.arguments and is_of_class(fact.receiver)):
            states = without(states, frozenset({f"lock {lock_of(op, fact, self.ops)}"}))
            return self._release(fact.receiver, self._receiver(op), states, removes=removes)
        if releases and fact.arguments:
            operand = op.arguments[0] if len(op.arguments) == len(fact.arguments) else None
            given = None if isinstance(operand, ir.Starred) else operand
            return self._release(fact.arguments[0], given, states, removes=removes)
        return states

    def _receiver(self, op: ir.Call) -> ir.Operand | None:
        got = self.ops.get(op.callee) if isinstance(op.callee, int) else None
        return got.base if isinstance(got, ir.GetAttribute) else None

    def _key(self, operand: ir.Operand | None) -> str:
        return "" if operand is None else key(operand, self.ops)

    def _release(self, value: Value | None, operand: ir.Operand | None, states: States, *, removes: bool) -> States:
        """Give back what `value` holds, which is any of all where it may be too many. What stays when it is closed has
        to be removed.
        """
        tokens = frozenset() if value is None else self.holding.tokens(value)
        tokens |= held(self.before) if value is not None and MANY in atoms(value) else frozenset()
        tokens = self.ledger.closed(tokens, removes=removes)
        text = self._key(operand)
        tokens |= {f"lock {text}"}
        tokens |= self.ledger.give_back(value, operand, self.ops, tokens)
        return without(states, tokens)

    def _effect(self, op: ir.Call, fact: CallFact, model: Model, states: States) -> States:
        if model.effect is Effect.SEED:
            if not is_told(fact):
                return states  # seeded from the system's entropy
            return self.generators.seeds(op, model.what, states)
        chosen = any(isinstance(a, Parameter) for a in atoms(fact.callees))  # the caller chose the generator
        if model.effect is Effect.DRAW and (chosen or all(model.what in s.seeded for s in states)):
            return states
        if model.unless and is_made_with(self._receiver(op), TOLD_BY, self.function, self.ops):
            return states  # a distribution that has a generator of its own
        if model.effect is Effect.ENTROPY and is_steady(op.at, self.used, self.function.body, self.facts):
            return states
        if model.what == "message" and all(s.assumed & self.nobody for s in states):
            return states
        for effect in (model.effect, model.also):
            if effect is not None and not self.once.keeps(states, op.at):
                sent = tag(effect, fact) if model.what == "message" else ""
                other = peer(fact) if model.what == "message" and model.also is None else ""
                chain = ((self.identity, op.at),)
                found = Hazard(effect, model.what, model.name, chain, sent, other, self._needs(states))
                states = self._found(found, states)
        return states

    def _found(self, hazard: Hazard, states: States) -> States:
        """The states behind a hazard, which counts if nothing puts back what it does."""
        behind = self.generators.draws(hazard, states)
        if behind is None:
            self.hazards.add(hazard)
        return states if behind is None else behind

    def _callee(self, op: ir.Call, fact: CallFact, function: str, states: States, *, bound: bool) -> States:
        summary = self.callees[function]
        for name in sorted(summary.releases):
            states = self.ledger.released(name, self._arguments(fact), states)
        own, shown = self._own(), partial(shows, self.function, self.ops)
        formal, on = summary.parameters, object_of(op, self.function, self.ops)
        passed = given(formal, op, fact, shown, own, on, bound=bound) if formal else {}
        summary = replace(self._met(op, fact, summary, int(bound)), seeds=frozenset())  # of all that may be called
        return self._inherit(op, summary, states, partial(at_call, given=passed, own=own))

    def _met(self, op: ir.Call, fact: CallFact | None, summary: Summary, behind: int | None) -> Summary:
        """A callee's summary with what it does to what this call passes it, if it is known how it does."""
        if not summary.given or fact is None or behind is None:
            return summary
        own, on = self.given - self.walk.assigned, self._receiver(op)
        passing = Passing(op, fact, summary.parameters, behind, self.function, self.identity, own, on, self.variables)
        return replace(summary, hazards=(*summary.hazards, *passing.met(summary.given)))

    def _inherit(
        self, op: ir.Call | ir.With, summary: Summary, states: States, met: Callable[[Needs], Needs | None]
    ) -> States:
        """Take over what a callee does where its needs are `met`."""
        here = (self.identity, op.at)
        own = self._needs(states) if summary.hazards or summary.open else frozenset()
        kept = bool(summary.hazards) and (self.once.keeps(states, op.at) or keeps_put(self.given, summary.puts, states))
        for hazard in summary.hazards:
            again = any(function == self.identity for function, _ in hazard.chain)
            needed = met(hazard.needs)
            if is_seeded(hazard, states) or needed is None or kept or is_anew(hazard, self.function, here):
                continue
            if not again and len(hazard.chain) < _FOLLOWED.get(hazard.effect, CHAIN):
                states = self._found(replace(hazard, chain=(here, *hazard.chain), needs=needed | own), states)
            else:
                self.hazards.meet(hazard, needed | own)
        for opened in summary.open:
            needed = met(opened.needs)
            if needed is not None:
                goes = opened.left == "result" and opened.of == TEMPORARY and is_place(op.at, self.used)
                met_here = replace(opened, chain=(here, *opened.chain), needs=needed | own)
                states = states if goes else self.ledger.leave(op.at, met_here, states, self.before)
        for opened in summary.owned:
            needed = met(opened.needs)
            if needed is not None and len(opened.chain) < CHAIN:
                self.ledger.adopt(op.at, replace(opened, chain=(here, *opened.chain), needs=needed | own))
        return inherited(states, summary.seeds)
