"""Overloading: every elementary statement is recorded as it runs, with its operands."""

from __future__ import annotations

from collections.abc import Iterable

from adlint.shapes.dims import Dim, dim
from adlint.shapes.sizes import Sizes
from adlint.symbolic import Polynomial, polynomial, symbol, total
from adlint.tape.lines import Kept, Tape
from adlint.tape.work import Statements, statements
from adlint.trace import Alt, Array, Call, Checkpoint, Loop, Node, Op, Opaque, Operand, Repeated, Trace


def elemental(one: Statements) -> int:
    """The slides' layout: 2 B of opcode, 8 B of value, 8 B for each active operand."""
    return 10 + 8 * one.active


LAYOUTS = {"elemental": elemental}


class Recorder:
    """Records a trace. Activity is that of buffers, and sticks: what an active value was ever written to is active."""

    def __init__(self, layout: str, sizes: Sizes) -> None:
        self.layout = LAYOUTS[layout]
        self.sizes = sizes
        self.active: set[int] = set()
        self.tape = Tape()

    def start(self, arrays: Iterable[Array]) -> None:
        """These are what derivatives are taken with respect to."""
        self.active.update(one.buffer for one in arrays if one.is_inexact)

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

    def _is_active(self, operand: Operand) -> bool:
        if isinstance(operand, Repeated):
            operand = operand.array
        return isinstance(operand, Array) and operand.buffer in self.active and operand.is_inexact

    def _op(self, op: Op) -> None:
        active = tuple(map(self._is_active, op.operands))
        found = statements(op, active)
        if found is None:
            self.tape.miss(op.site, f"no count of statements for `{op.name}`")
            found = ()
        for one in found:
            if one.count != 0 and one.active:
                size = dim(one.count * self.layout(one))
                self.tape.keep(op.site, Kept(one.name or op.name, None, "", one.count, size, "statements"))
        if any(active):
            self.active.update(one.buffer for one in op.results if one.is_inexact)

    def _alt(self, node: Alt) -> None:
        """Whichever branch runs: the one with the larger tape stands for all."""
        before = self.tape
        found = []
        for branch in node.branches:
            self.tape = Tape()
            self.run(branch)
            found.append(self.tape)
        self.tape = before
        largest = found[0]
        for one in found[1:]:
            larger = self.sizes.at_least(one.bytes, dim(polynomial(largest.bytes) + 1))
            largest = one if larger else largest
        self._take(largest, 1)
        self.tape.gaps.update({gap: None for one in found for gap in one.gaps})
        for join in node.joins:
            if any(map(self._is_active, join.sources)):
                self.active.add(join.result.buffer)

    def _take(self, tape: Tape, times: Dim) -> None:
        for site, several in tape.lines.items():
            for one in several:
                kept = Kept(one.name, one.shape, one.dtype, dim(times * one.times), dim(times * one.bytes), one.why)
                self.tape.keep(site, kept)

    def _loop(self, node: Loop) -> None:
        """Turns under the activity at their start: it may grow in the first ones, and then stays."""
        before, done = self.tape, 0
        while True:
            self._hand_on(node, first=done == 0)
            known = set(self.active)
            self.tape = Tape()
            self.run(node.body)
            self._hand_on(node, first=False)
            turn, self.tape = self.tape, before
            self.tape.gaps.update(turn.gaps)
            if self.active == known:
                break
            self._sum(turn, node, done, done + 1)
            done += 1
            if isinstance(node.trips, int) and done >= node.trips:
                return self._end(node)
        self._sum(turn, node, done, node.trips)
        return self._end(node)

    def _hand_on(self, node: Loop, *, first: bool) -> None:
        for one in node.carried:
            if one.entry is not None and self._is_active(one.initial if first else one.exit):
                self.active.add(one.entry.buffer)

    def _end(self, node: Loop) -> None:
        for one in node.carried:
            if self._is_active(one.exit):
                self.active.add(one.final.buffer)

    def _sum(self, turn: Tape, node: Loop, lo: Dim, hi: Dim) -> None:
        """What the turns from lo to hi - 1 record."""
        index = symbol(node.index, "the index of a loop")
        for site, several in turn.lines.items():
            for one in several:
                size = self._summed(one.bytes, index, lo, hi)
                count = self._summed(one.times, index, lo, hi)
                if size is None or count is None:
                    self.tape.miss(site, "a sum over the turns of a loop has no closed form")
                else:
                    self.tape.keep(site, Kept(one.name, one.shape, one.dtype, count, size, one.why))

    def _summed(self, size: Dim, index: Polynomial, lo: Dim, hi: Dim) -> Dim | None:
        found = total(polynomial(size), index, lo, hi, self.sizes.bounds)
        return None if found is None else dim(found)


def record(trace: Trace, active: Iterable[Array], layout: str, sizes: Sizes) -> Tape:
    """What an overloading system records of a trace, with respect to some arrays."""
    recorder = Recorder(layout, sizes)
    recorder.start(active)
    recorder.run(trace)
    return recorder.tape
