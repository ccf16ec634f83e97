"""Overloading: every elementary statement is recorded as it runs, with its operands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from adlint.shapes.dims import Dim, dim
from adlint.shapes.sizes import INDEX, Sizes
from adlint.symbolic import polynomial, substitute, symbol
from adlint.tape.lines import Kept, Tape
from adlint.tape.systems.expressions import Expressions
from adlint.tape.systems.layouts import LAYOUTS
from adlint.tape.systems.work import Statements, statements
from adlint.tape.values.sums import summed
from adlint.trace import Alt, Array, Call, Checkpoint, Loop, Node, Op, Opaque, Operand, Repeated, Site, Trace, within

MOST_PEELED = 32  # turns after which activity is taken not to settle


class Recorder:
    """Records a trace. Activity is that of buffers, and sticks: what an active value was ever written to is active.

    Of branches of which it is not known which one runs, the one that records most stands for all; or, if `least` is
    asked for, the one that records least.
    """

    def __init__(self, layout: str, sizes: Sizes, *, least: bool = False) -> None:
        self.layout = LAYOUTS[layout]
        self.sizes = sizes
        self.least = least
        self.active: set[int] = set()
        self.fixed: Mapping[str, int] = {}
        self.expressions = Expressions()
        self.tape = Tape()

    def start(self, arrays: Iterable[Array]) -> None:
        """These are what derivatives are taken with respect to."""
        self.sizes.leave_all()
        self.active.update(one.buffer for one in arrays if one.is_inexact)
        if self.layout.start:
            self.tape.keep(Site("", 0), Kept("tape", None, "", 1, self.layout.start, "an empty tape"))

    def run(self, trace: Trace) -> None:
        """Record a trace."""
        for node in trace:
            self._node(node)

    def _node(self, node: Node) -> None:
        match node:
            case Op():
                self._op(node)
            case Opaque():
                if any(self._is_active(one) for one in node.operands):
                    self.tape.miss(node.site, node.reason)
            case Call() | Checkpoint():
                self.run(node.body)
            case Alt():
                self._alt(node)
            case Loop():
                self._loop(node)
            case _:
                self.tape.miss(node.site, "an operation of another library is not recorded by statements")

    def _is_active(self, operand: Operand) -> bool:
        if isinstance(operand, Repeated):
            operand = operand.array
        return isinstance(operand, Array) and operand.buffer in self.active and operand.is_inexact

    def _mark(self, array: Array, *, active: bool) -> None:
        """An array is made, or written to: one in a memory of its own is as active as what it is made of."""
        if active and array.is_inexact:
            self.active.add(array.buffer)
        elif array.buffer == array.number:
            self.active.discard(array.buffer)

    def _op(self, op: Op) -> None:
        if op.name == "numpy.bind":
            return self.expressions.named(op)
        active = tuple(map(self._is_active, op.operands))
        found = statements(op, active)
        if found is None:
            self.tape.miss(op.site, f"no count of statements for `{op.name}`")
            found = ()
        for one in found:
            if one.active and (count := self._now(one.count)) != 0:
                self._record(op, active, one, count)
        for result in op.results:
            self._mark(result, active=any(active))
        return None

    def _record(self, op: Op, active: tuple[bool, ...], one: Statements, count: Dim) -> None:
        if self.layout.by_assignment:
            one = self.expressions.taken_in(op, active, one, self.tape)
        each = self.layout.size(one)
        if each is None:
            self.tape.miss(op.site, f"what is recorded of `{one.name}` is not known")
            return
        kept = Kept(one.name or op.name, None, "", count, dim(count * each), "statements")
        self.tape.keep(op.site, kept)
        if self.layout.by_assignment:
            self.expressions.made(op, one, self.tape, kept)

    def _alt(self, node: Alt) -> None:
        before, active = self.tape, set(self.active)
        tapes, ends = [], set[int]()
        for branch in node.branches:
            self.tape, self.active = Tape(), set(active)
            self.run(branch)
            tapes.append(self.tape)
            ends |= self.active
        self.tape, self.active = before, ends
        self.tape.gaps.update({gap: None for one in tapes for gap in one.gaps})
        self._choose(node, tapes)
        for join in node.joins:
            self._mark(join.result, active=any(map(self._is_active, join.sources)))

    def _choose(self, node: Alt, tapes: list[Tape]) -> None:
        """One of several tapes stands for all, and what another may have more, if sizes do not tell."""
        chosen = tapes[0]
        for one in tapes[1:]:
            larger = self.sizes.at_least(one.bytes, chosen.bytes)
            if larger is not None:
                chosen = one if larger != self.least else chosen
                continue
            extreme = (self.sizes.smaller if self.least else self.sizes.larger)(one.bytes, chosen.bytes)
            more = dim(polynomial(extreme) - chosen.bytes)
            chosen.keep(node.site, Kept("another branch", None, "", 1, more, "statements"))
        for site, several in chosen.lines.items():
            for kept in several:
                self.tape.keep(site, kept)

    def _loop(self, node: Loop) -> None:
        """Turns by the activity at their start. A turn that leaves it as it is stands for all that are left; until then
        they are gone through one by one, with the number of the turn in the place of the index.
        """
        trips = self._now(node.trips)
        if self.sizes.at_least(0, trips):
            return self._end(node, runs=False)
        inside = frozenset(_made(node.body))
        for done in range(MOST_PEELED):
            self._hand_on(node, first=done == 0)
            state = frozenset(self.active)
            rest = self._turn(node, {}, done)
            if self._next(node, inside) == state - inside:
                return self._settled(node, rest, done, trips)
            self.active = set(state)
            turn = self._turn(node, {node.index: done}, done)
            self._sum(turn, node, done, self.sizes.smaller(done + 1, trips))
            if self.sizes.at_least(done + 1, trips):
                return self._end(node)
        self.tape.miss(node.site, "which arrays are active changes from turn to turn of a loop")
        return self._end(node)

    def _settled(self, node: Loop, turn: Tape, done: int, trips: Dim) -> None:
        self._sum(turn, node, done, trips)
        self._end(node)

    def _turn(self, node: Loop, fixed: Mapping[str, int], done: int) -> Tape:
        """What one turn records: a certain one, or any from `done` on."""
        before, bindings = self.tape, self.fixed
        self.tape, self.fixed = Tape(), {**self.fixed, **fixed}
        self.sizes.enter(node.index, self._now(node.trips), done)
        self.run(node.body)
        self.sizes.leave(node.index)
        turn, self.tape, self.fixed = self.tape, before, bindings
        return turn

    def _now(self, size: Dim) -> Dim:
        """A size in the turns that are gone through."""
        return dim(substitute(polynomial(size), self.fixed, self.sizes.bounds)) if self.fixed else size

    def _next(self, node: Loop, inside: frozenset[int]) -> frozenset[int]:
        """What is active at the start of the next turn, of what turns do not make."""
        self._hand_on(node, first=False)
        return frozenset(self.active) - inside

    def _hand_on(self, node: Loop, *, first: bool) -> None:
        """What a turn begins with: in the first what stood before the loop, what the turn before hands on."""
        flags = [self._is_active(one.initial if first else one.exit) for one in node.carried]
        for one, flag in zip(node.carried, flags, strict=True):
            if one.entry is not None:
                self._mark(one.entry, active=flag)

    def _end(self, node: Loop, *, runs: bool = True) -> None:
        for one in node.carried:
            self._mark(one.final, active=self._is_active(one.exit if runs else one.initial))

    def _sum(self, turn: Tape, node: Loop, lo: Dim, hi: Dim) -> None:
        """What the turns from lo to hi - 1 record."""
        index = symbol(node.index, INDEX)
        self.tape.gaps.update(turn.gaps)
        for site, several in turn.lines.items():
            for one in several:
                size = summed(one.bytes, index, lo, hi, self.sizes)
                count = summed(one.times, index, lo, hi, self.sizes)
                if size is None or count is None:
                    self.tape.miss(site, "a sum over the turns of a loop has no closed form")
                else:
                    self.tape.keep(site, Kept(one.name, one.shape, one.dtype, count, size, one.why))


def record(trace: Trace, active: Iterable[Array], layout: str, sizes: Sizes, *, least: bool = False) -> Tape:
    """What an overloading system records of a trace, with respect to some arrays: the most, or the `least`."""
    recorder = Recorder(layout, sizes, least=least)
    recorder.start(active)
    recorder.run(trace)
    return recorder.tape


def _made(trace: Trace) -> Iterable[int]:
    """The memories that are made in a trace."""
    for node in within(trace):
        match node:
            case Op():
                yield from (one.buffer for one in node.results if one.buffer == one.number)
            case Alt():
                yield from (one.result.buffer for one in node.joins if one.result.buffer == one.result.number)
            case Loop():
                ends = (end for one in node.carried for end in (one.entry, one.final))
                yield from (one.buffer for one in ends if one is not None and one.buffer == one.number)
