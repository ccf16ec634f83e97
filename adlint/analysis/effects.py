"""Effects and resources of a function, path by path, with the summaries of its callees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from adlint import ir
from adlint.analysis.holding import Holding
from adlint.analysis.paths import State, assume, condition, definitions, forget, key, merged
from adlint.analysis.summary import CHAIN, HAZARDS, Hazard, Open, Step, Summary
from adlint.interpret.facts import CallFact, Facts
from adlint.interpret.values import Class, Code, External, Parameter, Unknown, Value, atoms
from adlint.models import Effect, Model, models, releasing

Summaries = Mapping[str, Summary]
States = frozenset[State]
NONE: States = frozenset()
_RAISING = frozenset({ir.Call, ir.GetItem, ir.SetItem, ir.Binary, ir.Raise, ir.Unpack})
_ADOPTS = frozenset({"enter_context", "push", "enter_async_context", "callback", "finalize", "register"})


def summarize(function: ir.Function, identity: str, facts: Facts, callees: Summaries) -> Summary:
    """The summary of a whole function."""
    return Walk(function, identity, facts, callees).summary(function.body)


def summarize_loop(
    function: ir.Function, identity: str, facts: Facts, callees: Summaries, loop: ir.For | ir.While
) -> Summary:
    """The summary of one iteration of a loop."""
    body = loop.body if isinstance(loop, ir.For) else loop.test + loop.body
    return Walk(function, identity, facts, callees).summary(body)


class Walk:
    """One walk over the paths of a piece of code."""

    def __init__(self, function: ir.Function, identity: str, facts: Facts, callees: Summaries) -> None:
        self.identity = identity
        self.facts = facts
        self.callees = callees
        self.ops = definitions(function.body)
        self.holding = Holding(facts)
        self.tests = dict(facts.tests)
        self.stored = dict(facts.stored)
        self.hazards: dict[tuple[Effect, Step], Hazard] = {}
        self.acquired: dict[object, Open] = {}
        self.places: dict[object, str] = {}
        self.inherited: dict[Step, Open] = {}
        self.releases: set[str] = set()
        self.exits: list[tuple[States, int, frozenset[object]]] = []
        self.breaks: list[States] = []
        self.continues: list[States] = []
        self.raised: list[States] = []

    def summary(self, body: ir.Block) -> Summary:
        """Walk `body` and say what it does."""
        end = self.block(body, frozenset({State()}))
        for left in (end, *self.breaks, *self.continues):
            self.exits.append((left, 0, frozenset()))
        states = [s for exit_states, _, _ in self.exits for s in exit_states]
        seeds = frozenset.intersection(*[s.seeded for s in states]) if states else frozenset()
        hazards = tuple(self.hazards.values())[:HAZARDS]
        return Summary(hazards, tuple(self._open(states)), frozenset(self.releases), seeds)

    def _open(self, states: list[State]) -> Iterable[Open]:
        yield from self.inherited.values()
        for token, opened in self.acquired.items():
            exits = [(at, token in given) for held, at, given in self.exits for s in held if token in s.open]
            if not exits:
                continue
            sometimes = any(token in s.seen and token not in s.open for s in states)
            if all(returned for _, returned in exits):
                yield replace(opened, left="result", exit=self._step(exits[0][0]), sometimes=sometimes)
                continue
            left = self.places.get(token, "")
            at = next(at for at, returned in exits if not returned)
            yield replace(opened, left=left, exit=self._step(at), sometimes=sometimes)

    def _step(self, at: int) -> Step | None:
        return (self.identity, at) if at else None

    # --- control ----------------------------------------------------------------------------------------

    def block(self, block: ir.Block, states: States) -> States:
        """The states behind a block."""
        for op in block:
            if not states:
                return states
            before, states = states, self.op(op, states)
            if op.__class__ in _RAISING:
                self._escape(before if _held(before) <= _held(states) or not states else states)
        return states

    def op(self, op: ir.Op, states: States) -> States:
        """The states behind an operation."""
        match op:
            case ir.Call():
                return self._call(op, states)
            case ir.Store(_, name, value):
                return self._set(name, value, forget(states, f"`{name}`"))
            case ir.SetAttribute(at, _, name, value):
                return self._stored(at, f"attribute {name}", forget(states, f".{name}"), value is None)
            case ir.SetItem(at):
                return self._stored(at, "container", states, op.value is None)
            case ir.Delete(at, name):
                released = self.holding.tokens(self.stored[at]) if at in self.stored else frozenset()
                return _without(forget(states, f"`{name}`"), released)
            case ir.Return(at):
                given = self.holding.tokens(self.stored[at]) if at in self.stored else frozenset()
                self.exits.append((states, at, given))
                return NONE
            case ir.Raise():
                return NONE
            case ir.Break():
                self.breaks.append(states)
                return NONE
            case ir.Continue():
                self.continues.append(states)
                return NONE
            case ir.If():
                return self._if(op, states)
            case ir.For():
                return self._loop(op.body, op.orelse, states, self._iterated(op))
            case ir.While():
                states = self.block(op.test, states)
                return self._loop(op.body + op.test, op.orelse, states, frozenset())
            case ir.With():
                return self._with(op, states)
            case ir.Try():
                return self._try(op, states)
            case ir.Match():
                return self._match(op, states)
            case _:
                return states

    def _set(self, name: str, value: ir.Operand, states: States) -> States:
        """Remember flags: `opened = True`."""
        if not isinstance(value, ir.Const) or not (value.value is None or isinstance(value.value, bool | int)):
            return states
        known = {(f"`{name}`", bool(value.value)), (f"(`{name}` is None)", value.value is None)}
        return frozenset(replace(s, assumed=s.assumed | known) for s in states)

    def _if(self, op: ir.If, states: States) -> States:
        if isinstance(op.condition, ir.Const):
            return self.block(op.then if op.condition.value else op.orelse, states)
        text, positive = condition(op.condition, self.ops)
        yes, no = assume(states, text, positive), assume(states, text, not positive)
        tokens, same = self._tested(op)
        if tokens:
            holds = positive != same  # the truth of "there is a resource"
            held = frozenset(s for s in yes if bool(tokens & s.seen) is holds)
            none = frozenset(s for s in no if bool(tokens & s.seen) is not holds)
            yes, no = held, none
        return merged(self.block(op.then, yes) | self.block(op.orelse, no))

    def _tested(self, op: ir.If) -> tuple[frozenset[object], bool]:
        """The resources whose presence a condition tests, and whether it asks for something else: a variable that
        is None, or is what was given, is not the resource that another path put there.
        """
        if op.at in self.tests:
            return self.holding.tokens(self.tests[op.at]), False
        inner = self.ops.get(op.condition) if isinstance(op.condition, int) else None
        while isinstance(inner, ir.Unary) and isinstance(inner.operand, int):
            inner = self.ops.get(inner.operand)
        if isinstance(inner, ir.Binary) and inner.at in self.tests:
            return self.holding.tokens(self.tests[inner.at]), True
        return frozenset(), False

    def _iterated(self, op: ir.For) -> frozenset[object]:
        """The resources that a loop visits one by one."""
        return self.holding.tokens(self.facts.items[op.at]) if op.at in self.facts.items else frozenset()

    def _loop(self, body: ir.Block, orelse: ir.Block, states: States, visited: frozenset[object]) -> States:
        """Two iterations stand for any number. A loop is taken to run: one that visits requests waits for each."""
        breaks, continues = self.breaks, self.continues
        self.breaks, self.continues = [], []
        once = merged(self.block(body, states).union(*self.continues))
        self.continues = []
        after = merged(self.block(body, frozenset(replace(s, assumed=frozenset()) for s in once)).union(*self.continues))
        left = frozenset[State]().union(*self.breaks)
        self.breaks, self.continues = breaks, continues
        ended = merged(once | after)
        if not ended and not left:
            ended = states
        if visited and all(not (visited & s.open) for s in after):
            ended = _without(ended, visited)
        return merged(self.block(orelse, ended) | left)

    def _with(self, op: ir.With, states: States) -> States:
        value = self.facts.managers.get(op.at)
        tokens = frozenset() if value is None else self.holding.tokens(value)
        marks = len(self.exits), len(self.breaks), len(self.continues)
        self.raised.append(states)
        after = self.block(op.body, states)
        self._escape(_without(self.raised.pop(), tokens))
        if tokens:
            self.exits[marks[0] :] = [(_without(s, tokens), at, g) for s, at, g in self.exits[marks[0] :]]
            self.breaks[marks[1] :] = [_without(s, tokens) for s in self.breaks[marks[1] :]]
            self.continues[marks[2] :] = [_without(s, tokens) for s in self.continues[marks[2] :]]
        return _without(after, tokens)

    def _try(self, op: ir.Try, states: States) -> States:
        marks = len(self.exits), len(self.breaks), len(self.continues)
        self.raised.append(states)
        after = self.block(op.body, states)
        caught = self.raised.pop()
        after = self.block(op.orelse, after)
        if not op.handlers:
            self._escape(self.block(op.final, caught))
        for handler in op.handlers:
            after |= self.block(handler.body, self.block(handler.test, caught))
        if op.final:
            after = self._finally(op.final, after, marks)
        return merged(after)

    def _escape(self, states: States) -> None:
        """An exception may leave here in any of `states`, and be caught further out."""
        if self.raised:
            self.raised[-1] = merged(self.raised[-1] | states)

    def _finally(self, final: ir.Block, after: States, marks: tuple[int, int, int]) -> States:
        """Every way out runs the final block first."""
        exits, self.exits = self.exits[marks[0] :], self.exits[: marks[0]]
        breaks, self.breaks = self.breaks[marks[1] :], self.breaks[: marks[1]]
        continues, self.continues = self.continues[marks[2] :], self.continues[: marks[2]]
        self.exits += [(self.block(final, states), at, given) for states, at, given in exits]
        self.breaks += [self.block(final, states) for states in breaks]
        self.continues += [self.block(final, states) for states in continues]
        return self.block(final, after)

    def _match(self, op: ir.Match, states: States) -> States:
        after = states
        for case in op.cases:
            after |= self.block(case.body, self.block(case.test + case.guard_test, states))
        return merged(after)

    # --- resources and effects --------------------------------------------------------------------------

    def _stored(self, at: int, place: str, states: States, deleted: bool) -> States:
        if at in self.stored and not deleted:
            for token in self.holding.tokens(self.stored[at]):
                if place != "container" or not self.holding.is_local(self.ops[at], self.facts):
                    self.places[token] = place
        return states

    def _call(self, op: ir.Call, states: States) -> States:
        fact = self.facts.call.get(op.at)
        if fact is None:
            return states
        for name in fact.models:
            states = self._modelled(op, fact, models()[name], states)
        if not fact.models and fact.method in releasing():
            states = self._given_back(op, fact, releasing()[fact.method], states)
        for atom in atoms(fact.callees):
            match atom:
                case Code(function) if function in self.callees:
                    states = self._callee(op, fact, function, atom.receiver is not None, states)
                case External(path) if path.rpartition(".")[2] in _ADOPTS or _is_class(path):
                    states = _without(states, self._arguments(fact))
                case Class():
                    states = _without(states, self._arguments(fact))
                case Unknown() | Parameter():
                    states = _without(states, self._arguments(fact)) if not fact.models else states
                case _:
                    pass
        return self._passed(op, fact, states)

    def _passed(self, op: ir.Call, fact: CallFact, states: States) -> States:
        """A function of the program that is handed to a call is taken to be called by it."""
        for value in (*fact.arguments, *(v for _, v in fact.keywords)):
            for atom in atoms(value):
                if isinstance(atom, Code) and atom.function in self.callees:
                    states = self._inherit(op, self.callees[atom.function], states)
        return states

    def _arguments(self, fact: CallFact) -> frozenset[object]:
        found: frozenset[object] = frozenset()
        for value in (*fact.arguments, *(v for _, v in fact.keywords)):
            found |= self.holding.tokens(value)
        return found

    def _modelled(self, op: ir.Call, fact: CallFact, model: Model, states: States) -> States:
        if model.effect is not None and not _given(model, fact):
            states = self._effect(op, fact, model, states)
        states = self._given_back(op, fact, model.releases, states)
        if model.acquires:
            token: object = op.at
            if model.of == "self":
                token = f"lock {self._key(self._receiver(op))}"
            opened = Open(model.acquires, model.result, model.name, ((self.identity, op.at),), "", None, sometimes=False)
            states = self._acquire(token, opened, states)
        return states

    def _given_back(self, op: ir.Call, fact: CallFact, releases: str, states: States) -> States:
        if releases == "self":
            return self._release(op, fact.receiver, self._receiver(op), states)
        if releases == "argument" and fact.arguments:
            operand = op.arguments[0]
            return self._release(op, fact.arguments[0], None if isinstance(operand, ir.Starred) else operand, states)
        return states

    def _acquire(self, token: object, opened: Open, states: States) -> States:
        self.acquired.setdefault(token, opened)
        return frozenset(replace(s, open=s.open | {token}, seen=s.seen | {token}) for s in states)

    def _receiver(self, op: ir.Call) -> ir.Operand | None:
        got = self.ops.get(op.callee) if isinstance(op.callee, int) else None
        return got.base if isinstance(got, ir.GetAttribute) else None

    def _key(self, operand: ir.Operand | None) -> str:
        return "" if operand is None else key(operand, self.ops)

    def _release(self, op: ir.Call, value: Value | None, operand: ir.Operand | None, states: States) -> States:
        """Give back what `value` holds; what was not acquired here is the caller's, by parameter or attribute."""
        tokens = frozenset() if value is None else self.holding.tokens(value)
        text = self._key(operand)
        tokens |= {f"lock {text}"}
        got = self.ops.get(operand) if isinstance(operand, int) else None
        if isinstance(got, ir.GetItem):
            got = self.ops.get(got.base) if isinstance(got.base, int) else None
        if isinstance(got, ir.GetAttribute):
            self.releases.add(f".{got.name}")
            tokens |= {token for token, place in self.places.items() if place == f"attribute {got.name}"}
        for atom in atoms(value) if value is not None else ():
            if isinstance(atom, Parameter):
                self.releases.add(atom.name if not atom.path or atom.path[-1] == "[]" else f".{atom.path[-1]}")
        return _without(states, tokens)

    def _effect(self, op: ir.Call, fact: CallFact, model: Model, states: States) -> States:
        if model.effect is Effect.SEED:
            return frozenset(replace(s, seeded=s.seeded | {model.what}) for s in states)
        chosen = any(isinstance(a, Parameter) for a in atoms(fact.callees))
        if chosen and model.effect is Effect.DRAW:
            return states  # the caller chose the generator
        if model.effect is Effect.DRAW and all(model.what in s.seeded for s in states):
            return states
        for effect in (model.effect, model.also):
            if effect is not None:
                tag = _tag(effect, fact) if model.what == "message" else ""
                hazard = Hazard(effect, model.what, model.name, ((self.identity, op.at),), tag)
                self.hazards.setdefault((effect, hazard.site), hazard)
        return states

    def _callee(self, op: ir.Call, fact: CallFact, function: str, bound: bool, states: States) -> States:
        summary = self.callees[function]
        for name in sorted(summary.releases):
            states = self._released_by(op, fact, name, function, bound, states)
        return self._inherit(op, summary, states)

    def _released_by(
        self, op: ir.Call, fact: CallFact, name: str, function: str, bound: bool, states: States
    ) -> States:
        """A callee gives back what it was passed, or what an attribute holds."""
        if name.startswith("."):
            self.releases.add(name)
            place = f"attribute {name[1:]}"
            return _without(states, frozenset(t for t, where in self.places.items() if where == place))
        return _without(states, self._arguments(fact)) if fact.arguments or fact.keywords else states

    def _inherit(self, op: ir.Call, summary: Summary, states: States) -> States:
        here = (self.identity, op.at)
        for hazard in summary.hazards:
            seeded = hazard.effect is Effect.DRAW and all(hazard.what in s.seeded for s in states)
            if not seeded and len(hazard.chain) < CHAIN:
                self.hazards.setdefault((hazard.effect, hazard.site), replace(hazard, chain=(here, *hazard.chain)))
        for opened in summary.open:
            longer = replace(opened, chain=(here, *opened.chain))
            if opened.left == "result":
                states = self._acquire(op.at, longer, states)
            elif opened.left.startswith("attribute"):
                token = ("attribute", opened.site)
                self.places[token] = opened.left
                states = self._acquire(token, longer, states)
            elif len(opened.chain) < CHAIN:
                self.inherited.setdefault(opened.site, longer)
        if summary.seeds:
            states = frozenset(replace(s, seeded=s.seeded | summary.seeds) for s in states)
        return states


def _held(states: States) -> frozenset[object]:
    return frozenset().union(*[s.open for s in states])


def _without(states: States, tokens: frozenset[object]) -> States:
    if not tokens:
        return states
    return frozenset(replace(s, open=s.open - tokens) if s.open & tokens else s for s in states)


def _is_class(path: str) -> bool:
    """A library class that is given a resource is taken to own it."""
    return path.rpartition(".")[2][:1].isupper()


def _tag(effect: Effect, fact: CallFact) -> str:
    """The tag of a message, where it is a constant; of `Sendrecv`, the one of this side."""
    side = "sendtag" if effect is Effect.SEND else "recvtag"
    given = [value for name, value in fact.keywords if name in ("tag", side)]
    if fact.method.lower().startswith("sendrecv"):
        given += fact.arguments[2:3] if effect is Effect.SEND else fact.arguments[5:6]
    else:
        given += fact.arguments[2:3]
    if given:
        return given[0].text if isinstance(given[0], ir.Const) else ""
    return "0" if effect is Effect.SEND else ""


def _given(model: Model, fact: CallFact) -> bool:
    """Whether the argument that takes the effect away is there, and is not None."""
    if not model.unless:
        return False
    given = [v for name, v in fact.keywords if name == model.unless or name is None]
    if model.effect is Effect.ENTROPY:
        given += fact.arguments[:1]
    return any(not (isinstance(v, ir.Const) and v.value is None) for v in given)


