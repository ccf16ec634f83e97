"""Walking the control of a function: which states reach which exit.

The walk knows blocks, branches, loops, exceptions and `with`; what an operation does to a state, and which resources
a condition, a loop or a manager is about, it asks of `Resources`.
"""

from __future__ import annotations

from typing import Protocol, TypeAlias

from msgspec.structs import replace

from adlint import ir
from adlint.analysis.paths.paths import (
    Definitions,
    State,
    assume,
    condition,
    constant,
    forget,
    implied,
    iterated,
    key,
    merged,
    unseeded,
)
from adlint.failures import ExhaustedError, Steps
from adlint.models import REMOVING, releasing

States: TypeAlias = frozenset[State]
Tokens: TypeAlias = frozenset[object]
NONE: States = frozenset()
PATHS = 300  # states behind each operation of a function, on average
TOGETHER = 5_000  # states behind one operation
ROOM = 100_000  # and more, so that small functions may have many
DEEP = 4  # loops in each other of which two iterations stand for all; of one that is deeper one does
_RAISING = frozenset({ir.Call, ir.GetItem, ir.SetItem, ir.Binary, ir.Raise, ir.Unpack})


class Resources(Protocol):
    """What the walk has to know of resources."""

    def visit(self, op: ir.Op, states: States) -> States:
        """The states behind an operation without control."""

    def tested(self, op: ir.If) -> tuple[Tokens, bool]:
        """The resources whose presence a condition tests, and whether it asks for something else."""

    def visited(self, op: ir.For) -> Tokens:
        """The resources that a loop visits one by one."""

    def managed(self, op: ir.With) -> Tokens:
        """The resources that a `with` gives back."""

    def entered(self, op: ir.With, states: States) -> States:
        """The states in which the body of a `with` begins."""

    def left(self, op: ir.With, states: States) -> States:
        """The states behind a `with`, of those at the end of its body."""

    def returned(self, op: ir.Return) -> Tokens:
        """The resources that a return hands to the caller."""


class Walk:
    """One walk. `exits` holds the states of each way out, the operation it leaves by, and what it hands out; `assigned`
    are the variables that were set so far, on any way.
    """

    def __init__(self, resources: Resources, ops: Definitions) -> None:
        self.resources = resources
        self.ops = ops
        self.exits: list[tuple[States, int, Tokens]] = []
        self.breaks: list[States] = []
        self.continues: list[States] = []
        self.raised: list[States] = []
        self.assigned: set[str] = set()
        self.steps = Steps(ROOM + PATHS * len(ops), "there are more paths through this than are followed")
        self.depth = 0

    def run(self, body: ir.Block) -> None:
        """Walk a piece of code from its start; its end, and jumps out of it, are exits too."""
        end = self.block(body, frozenset({State()}))
        self.exits += [(left, 0, frozenset()) for left in (end, *self.breaks, *self.continues)]

    def block(self, block: ir.Block, states: States) -> States:
        """The states behind a block."""
        for op in block:
            if not states:
                return states
            self.steps.take(len(states))
            if len(states) > TOGETHER:
                raise ExhaustedError(self.steps.said)
            before, states = states, self._op(op, states)
            if op.__class__ in _RAISING:
                self._escape(without(before, held(before) - held(states)) if states else before)
        return states

    def _op(self, op: ir.Op, states: States) -> States:
        """The states behind an operation."""
        match op:
            case ir.Return(at):
                self.exits.append((states, at, self.resources.returned(op)))
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
                states = self.resources.visit(op, states)
                ends = self._loop(op.body, op.orelse, states, self.resources.visited(op))
                return ends if _runs(op.iterable, self.ops) else _perhaps_seeded(ends, states)
            case ir.While():
                states = self.block(op.test, states)
                ends = self._loop(op.body + op.test, op.orelse, states, frozenset())
                return ends if constant(op.condition, self.ops) else _perhaps_seeded(ends, states)
            case ir.With():
                return self._with(op, states)
            case ir.Try():
                return self._try(op, states)
            case ir.Match():
                return self._match(op, states)
            case ir.Store(_, name, value):
                self.assigned.add(name)
                self.resources.visit(op, states)
                return _set(name, value, forget(states, f"`{name}`"))
            case _:
                return self.resources.visit(op, states)

    def _if(self, op: ir.If, states: States) -> States:
        always = constant(op.condition, self.ops)
        if always is not None:
            return self.block(op.then if always else op.orelse, states)
        _, positive = condition(op.condition, self.ops)
        yes = assume(states, implied(op.condition, self.ops, truth=True))
        no = assume(states, implied(op.condition, self.ops, truth=False))
        tokens, same = self.resources.tested(op)
        if tokens:
            holds = positive != same  # the truth of "there is a resource"
            held = frozenset(s for s in yes if bool(tokens & s.seen) is holds)
            none = frozenset(s for s in no if bool(tokens & s.seen) is not holds)
            yes, no = held, none
        return merged(self.block(op.then, yes) | self.block(op.orelse, no))

    def _loop(self, body: ir.Block, orelse: ir.Block, states: States, visited: frozenset[object]) -> States:
        """Two iterations stand for any number. A loop is taken to run: one that visits requests waits for each."""
        breaks, continues = self.breaks, self.continues
        self.breaks, self.continues = [], []
        self.depth += 1
        once = after = iterated(self.block(body, states).union(*self.continues), states)
        if self.depth <= DEEP:
            self.continues = []
            after = iterated(self.block(body, merged(once)).union(*self.continues), states)
        self.depth -= 1
        left = frozenset[State]().union(*self.breaks)
        self.breaks, self.continues = breaks, continues
        ended = merged(once | after)
        if not ended and not left:
            ended = states
        if visited and all(not (visited & s.open) for s in after):
            ended = without(ended, visited)
        return merged(self.block(orelse, ended) | left)

    def _with(self, op: ir.With, states: States) -> States:
        tokens = self.resources.managed(op)
        marks = len(self.exits), len(self.breaks), len(self.continues)
        states = self.resources.entered(op, states)
        self.raised.append(states)
        after = self.block(op.body, states)
        self._escape(without(self.raised.pop(), tokens))
        behind = self._left(op, tokens, after or states)  # what ends it runs on every way out
        self.exits[marks[0] :] = [(self._left(op, tokens, s), at, g) for s, at, g in self.exits[marks[0] :]]
        self.breaks[marks[1] :] = [self._left(op, tokens, s) for s in self.breaks[marks[1] :]]
        self.continues[marks[2] :] = [self._left(op, tokens, s) for s in self.continues[marks[2] :]]
        return behind if after else after

    def _left(self, op: ir.With, tokens: Tokens, states: States) -> States:
        """The states behind a `with`, of those on a way out of its body."""
        return self.resources.left(op, without(states, tokens))

    def _try(self, op: ir.Try, states: States) -> States:
        marks = len(self.exits), len(self.breaks), len(self.continues)
        self.raised.append(states)
        after = self.block(op.body, states)
        caught = self.raised.pop()
        after = self.block(op.orelse, after)
        if not op.handlers:
            self._escape(self.block(op.final, caught))
        for handler in op.handlers:
            here = assume(caught, _not_there(op, handler, self.ops))
            here = without(here, held(states) - held(after)) if _only_gives_back(op.body) else here
            after |= self.block(handler.body, self.block(handler.test, here))
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
        last = op.cases[-1]
        self.assigned.update(name for case in op.cases for name in ir.captured(case.pattern))
        is_open = isinstance(last.pattern, ir.PatternCapture) and last.pattern.pattern is None
        after = NONE if is_open and last.guard is None else states
        for case in op.cases:
            after |= self.block(case.body, self.block(case.test + case.guard_test, states))
        return merged(after)


def _runs(iterable: ir.Operand, ops: Definitions) -> bool:
    """Whether a loop surely runs: over items that are written out, or as often as is."""
    match ops.get(iterable) if isinstance(iterable, int) else None:
        case ir.Build(_, "list" | "tuple", items):
            return any(not isinstance(item, ir.Starred) for item in items)
        case ir.Call(_, "range", (ir.Const(_, int(count)),)):
            return count > 0
        case _:
            return False


def _perhaps_seeded(ends: States, states: States) -> States:
    """The states behind a loop that may not run: it has seeded no generator for sure."""
    before = frozenset.intersection(*(one.seeded for one in states)) if states else frozenset[str]()
    return frozenset(replace(one, seeded=unseeded(one.seeded, before)) for one in ends)


def _not_there(op: ir.Try, handler: ir.Handler, ops: Definitions) -> list[tuple[str, bool]]:
    """What is known where one item of a table was looked up and an exception says that it is not there."""
    tried = [one for block in ir.nested(op.body) for one in block]
    looked_up = [one for one in tried if isinstance(one, ir.GetItem)]
    if handler.type not in ("KeyError", "LookupError") or len(looked_up) != 1:
        return []
    table, index = key(looked_up[0].base, ops), key(looked_up[0].index, ops)
    is_plain = all(key(one.callee, ops).startswith(f"{table}.") for one in tried if isinstance(one, ir.Call))
    return [(f"({index} in {table})", False)] if is_plain else []


def _only_gives_back(block: ir.Block) -> bool:
    """Whether a block calls nothing but what takes something away: more than to try cannot be done."""
    inside = [op for one in ir.nested(block) for op in one]
    got = {op.at: op.name for op in inside if isinstance(op, ir.GetAttribute)}
    calls = [op.callee for op in inside if isinstance(op, ir.Call)]
    return all(isinstance(callee, int) and got.get(callee) in REMOVING | releasing().keys() for callee in calls)


def _set(name: str, value: ir.Operand, states: States) -> States:
    """Remember flags: `opened = True`."""
    if not isinstance(value, ir.Const) or not (value.value is None or isinstance(value.value, bool | int)):
        return states
    known = {(f"`{name}`", bool(value.value)), (f"(`{name}` is None)", value.value is None)}
    known |= {(f"(`{name}` is {truth})", value.value is truth) for truth in (True, False)}
    return frozenset(replace(s, assumed=s.assumed | known) for s in states)


def without(states: States, tokens: Tokens) -> States:
    """The states after the resources were given back."""
    if not tokens:
        return states
    return frozenset(replace(s, open=s.open - tokens) if s.open & tokens else s for s in states)


def held(states: States) -> Tokens:
    """The resources that are open in some state."""
    return frozenset().union(*[s.open for s in states])
