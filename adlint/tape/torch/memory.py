"""The storages that are saved, each once: whose memory an array is in any turn of a loop, and in which it is saved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from msgspec import Struct

from adlint.shapes.dims import Dim, dim
from adlint.shapes.sizes import Sizes
from adlint.symbolic import polynomial
from adlint.tape.lines import Kept, Tape
from adlint.tape.torch.turns import Box, Turns, less, summed, without
from adlint.trace import Alt, Array, Call, Checkpoint, Loop, Op, Operand, Site, Trace


class Entry(Struct, frozen=True):
    """The memory that a turn starts with: `initial` in the first turn, that of `exit` of the turn before in others."""

    level: int
    initial: Operand
    exit: Operand


class Final(Struct, frozen=True):
    """The memory that a loop ends with: that of `exit` in the last turn."""

    turns: Turns
    exit: Operand


class Storage(Struct, frozen=True):
    """Memory that an operation made, inside of so many loops."""

    array: Array
    level: int


class Save(Struct, frozen=True):
    """In which turns a storage is saved, by which operation, and why."""

    box: Box
    site: Site
    name: str
    why: str


# what is saved, by buffer
Saved: TypeAlias = dict[int, tuple[Save, ...]]


@dataclass(slots=True)
class Memory:
    """All storages by buffer. `leaves` are those of arguments and parameters; `wholes` the arrays that fill memory;
    `saved` is what was saved so far, of entries for which turns it was asked what they stand for.
    """

    sizes: Sizes
    storages: dict[int, Storage] = field(default_factory=dict)
    entries: dict[int, Entry] = field(default_factory=dict)
    finals: dict[int, Final] = field(default_factory=dict)
    joins: dict[int, tuple[Operand, ...]] = field(default_factory=dict)
    leaves: set[int] = field(default_factory=set)
    wholes: dict[int, Array] = field(default_factory=dict)
    saved: Saved = field(default_factory=dict)

    def start(self, arguments: Iterable[Array]) -> None:
        """These are arguments."""
        for one in arguments:
            self.leaves.add(one.buffer)
            self.wholes[one.buffer] = one

    def declare(self, trace: Trace, level: int) -> None:
        """All that a trace makes, inside of so many loops."""
        for node in trace:
            match node:
                case Op():
                    self._declare(node, level)
                case Call() | Checkpoint():
                    self.declare(node.body, level)
                case Alt():
                    self._joined(node, level)
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
            self.leaves.add(op.results[0].buffer)

    def _joined(self, node: Alt, level: int) -> None:
        for branch in node.branches:
            self.declare(branch, level)
        for join in node.joins:
            if all(not isinstance(one, Array) or one.buffer != join.result.buffer for one in join.sources):
                self.joins[join.result.buffer] = join.sources

    def _handed_on(self, node: Loop, level: int) -> None:
        for one in node.carried:
            if one.entry is not None and one.entry.buffer != _buffer(one.initial):
                self.entries[one.entry.buffer] = Entry(level, one.initial, one.exit)
            if one.final.buffer != _buffer(one.exit):
                self.finals[one.final.buffer] = Final(Turns(node.index, 0, node.trips), one.exit)

    def made(self, array: Array, level: int) -> None:
        """An operation makes an array in memory of its own."""
        if array.number == array.buffer and array.buffer not in self.storages:
            self.storages[array.buffer] = Storage(array, level)

    def save(self, array: Operand, save: Save) -> None:
        """The storage of an array is saved."""
        if not isinstance(array, Array):
            return
        buffer, box = array.buffer, save.box
        if buffer in self.leaves:
            self.saved[buffer] = (save,)
        elif buffer in self.entries:
            for part in self._new(buffer, save, len(box)):
                self._before(self.entries[buffer], part)
        elif buffer in self.finals:
            turns = self.finals[buffer].turns
            last = Turns(turns.index, dim(polynomial(turns.hi) - 1), turns.hi)
            self.save(self.finals[buffer].exit, _in(save, (*box, last)))
        elif buffer in self.joins:
            for source in self.joins[buffer]:
                self.save(source, save)
        else:
            if buffer not in self.storages:  # of a module: made before the call
                self.storages[buffer] = Storage(self.wholes.get(buffer, array), 0)
            self._new(buffer, save, self.storages[buffer].level)

    def _new(self, buffer: int, save: Save, level: int) -> list[Save]:
        """The turns, of so many loops, in which a storage was not saved yet; now it is."""
        known = self.saved.get(buffer, ())
        parts = without(save.box[:level], [one.box for one in known if len(one.box) == level], self.sizes)
        found = [_in(save, part) for part in parts]
        self.saved[buffer] = (*known, *found)
        return found

    def _before(self, entry: Entry, save: Save) -> None:
        """What an entry stands for is saved: what stood before the loop, and what the turns before made."""
        turns, outer = save.box[entry.level], save.box[: entry.level]
        later = less(0, turns.lo, self.sizes)
        if not later:
            self.save(entry.initial, _in(save, outer))
        lo, hi = dim(polynomial(turns.lo) - 1) if later else 0, dim(polynomial(turns.hi) - 1)
        if less(lo, hi, self.sizes):
            self.save(entry.exit, _in(save, (*outer, Turns(turns.index, lo, hi))))

    def bytes(self, saved: Saved) -> Dim:
        """What is saved in storages that operations made, in bytes; what has no closed form is left out."""
        total: Dim = 0
        for buffer, several in saved.items():
            if buffer in self.storages and buffer not in self.leaves:
                for one in several:
                    total = dim(total + (summed(self.storages[buffer].array.bytes, one.box, self.sizes) or 0))
        return total

    def tell(self, tape: Tape) -> None:
        """Put what is saved into a tape."""
        for buffer, several in self.saved.items():
            storage = self.storages.get(buffer)
            if storage is None or buffer in self.leaves:
                continue
            array = storage.array
            for one in several:
                size, times = summed(array.bytes, one.box, self.sizes), summed(1, one.box, self.sizes)
                if size is None or times is None:
                    tape.miss(one.site, "a sum over the turns of a loop has no closed form")
                elif size != 0:
                    tape.keep(one.site, Kept(one.name, array.shape, array.dtype, times, size, one.why))

    def apart(self) -> Dim:
        """The bytes of arguments and parameters that are saved."""
        total: Dim = 0
        for buffer in self.saved:
            if buffer in self.leaves:
                whole = self.wholes.get(buffer) or self.storages[buffer].array
                total = dim(total + whole.bytes)
        return total


def _buffer(operand: Operand) -> int | None:
    return operand.buffer if isinstance(operand, Array) else None


def _in(save: Save, box: Box) -> Save:
    return Save(box, save.site, save.name, save.why)
