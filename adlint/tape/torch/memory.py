"""The storages that are saved, each once: whose memory an array is in any turn of a loop, and in which it is saved."""

from __future__ import annotations

from dataclasses import dataclass, field

from adlint.shapes.dims import Dim, dim
from adlint.shapes.sizes import Sizes
from adlint.symbolic import polynomial
from adlint.tape.lines import Kept, Tape
from adlint.tape.torch.turns import Box, Turns, less, summed, without
from adlint.trace import Alt, Array, Call, Checkpoint, Loop, Op, Operand, Site, Trace


@dataclass(slots=True)
class Entry:
    """The memory that a turn starts with: `initial` in the first turn, that of `exit` of the turn before in others."""

    level: int
    initial: Operand
    exit: Operand


@dataclass(slots=True)
class Final:
    """The memory that a loop ends with: that of `exit` in the last turn."""

    turns: Turns
    exit: Operand


@dataclass(slots=True)
class Storage:
    """Memory that an operation made, inside of so many loops: `saved` says in which turns, where, and why."""

    array: Array
    level: int
    saved: list[tuple[Box, Site, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Memory:
    """All storages by buffer. Those that no operation made are arguments, and so are the `parameters`."""

    sizes: Sizes
    storages: dict[int, Storage] = field(default_factory=dict)
    entries: dict[int, Entry] = field(default_factory=dict)
    finals: dict[int, Final] = field(default_factory=dict)
    joins: dict[int, tuple[Operand, ...]] = field(default_factory=dict)
    parameters: set[int] = field(default_factory=set)
    arguments: dict[int, Array] = field(default_factory=dict)
    passed: dict[int, list[Box]] = field(default_factory=dict)
    wholes: dict[int, Array] = field(default_factory=dict)

    def declare(self, trace: Trace, level: int) -> None:
        """All that a trace makes, inside of so many loops."""
        for node in trace:
            match node:
                case Op():
                    self._declare(node, level)
                case Call() | Checkpoint():
                    self.declare(node.body, level)
                case Alt():
                    for branch in node.branches:
                        self.declare(branch, level)
                    self.joins.update(
                        (join.result.buffer, join.sources)
                        for join in node.joins
                        if all(not isinstance(one, Array) or one.buffer != join.result.buffer for one in join.sources)
                    )
                case Loop():
                    self._handed_on(node, level)
                    self.declare(node.body, level + 1)
                case _:
                    pass

    def _declare(self, op: Op, level: int) -> None:
        for one in op.operands:
            if isinstance(one, Array) and one.number == one.buffer:
                self.wholes[one.buffer] = one
        for result in op.results:
            self.made(result, level)
        if op.name in ("torch.Parameter", "torch.requires_grad_") and op.attribute("needed"):
            self.parameters.add(op.results[0].buffer)

    def _handed_on(self, node: Loop, level: int) -> None:
        for one in node.carried:
            if one.entry is not None and one.entry.buffer != getattr(one.initial, "buffer", None):
                self.entries[one.entry.buffer] = Entry(level, one.initial, one.exit)
            if one.final.buffer != getattr(one.exit, "buffer", None):
                self.finals[one.final.buffer] = Final(Turns(node.index, 0, node.trips), one.exit)

    def made(self, array: Array, level: int) -> None:
        """An operation makes an array in memory of its own."""
        if array.number == array.buffer and array.buffer not in self.storages:
            self.storages[array.buffer] = Storage(array, level)

    def save(self, array: Array, box: Box, site: Site, name: str, why: str) -> None:
        """The storage of an array is saved in the turns of a box."""
        self._save(array, box, (site, name, why))

    def _save(self, array: Operand, box: Box, said: tuple[Site, str, str]) -> None:
        if not isinstance(array, Array):
            return
        buffer = array.buffer
        if buffer in self.parameters:
            self.arguments[buffer] = self.wholes.get(buffer, array)
        elif buffer in self.entries:
            for part in self._unseen(buffer, box):
                self._before(self.entries[buffer], part, said)
        elif buffer in self.finals:
            final = self.finals[buffer]
            last = Turns(final.turns.index, dim(polynomial(final.turns.hi) - 1), final.turns.hi)
            self._save(final.exit, (*box, last), said)
        elif buffer in self.joins:
            for source in self.joins[buffer]:
                self._save(source, box, said)
        elif buffer in self.storages:
            storage = self.storages[buffer]
            own = box[: storage.level]
            known = [turns for turns, *_ in storage.saved]
            storage.saved += [(part, *said) for part in without(own, known, self.sizes)]
        else:
            self.arguments[buffer] = self.wholes.get(buffer, array)

    def _unseen(self, buffer: int, box: Box) -> list[Box]:
        """The turns in which what an entry stands for was not asked for yet."""
        known = self.passed.setdefault(buffer, [])
        parts = without(box, [one for one in known if len(one) == len(box)], self.sizes)
        known += parts
        return parts

    def _before(self, entry: Entry, box: Box, said: tuple[Site, str, str]) -> None:
        turns = box[entry.level]
        outer = box[: entry.level]
        if not less(0, turns.lo, self.sizes):
            self._save(entry.initial, outer, said)
        lo = dim(polynomial(turns.lo) - 1) if less(0, turns.lo, self.sizes) else 0
        hi = dim(polynomial(turns.hi) - 1)
        if less(lo, hi, self.sizes):
            self._save(entry.exit, (*outer, Turns(turns.index, lo, hi)), said)

    def tell(self, tape: Tape) -> None:
        """Put what is saved into a tape."""
        for storage in self.storages.values():
            array = storage.array
            for box, site, name, why in storage.saved:
                size, times = summed(array.bytes, box, self.sizes), summed(1, box, self.sizes)
                if size is None or times is None:
                    tape.miss(site, "a sum over the turns of a loop has no closed form")
                elif size != 0:
                    tape.keep(site, Kept(name, array.shape, array.dtype, times, size, why))
        total: Dim = 0
        for array in self.arguments.values():
            total = dim(total + array.bytes)
        tape.arguments = total
