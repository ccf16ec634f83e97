"""Which memory a name that turns of a loop hand on stands for, where that memory keeps a name of its own.

What a turn hands to the next is an array of its own in the trace. In the first turn it is what stood there before the
loop, which others may read too; in the turns behind it, and after the loop, it may be one and the same memory from
before the loop.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field

from msgspec import Struct

from adlint.tape.values.flow import Either, Flow, Inside, Step, Turns, parts_of
from adlint.trace import Array


class Aliases(Struct, frozen=True, gc=False):
    """Memories by what they are in the first turn, and in the turns behind it."""

    first: Mapping[int, int]
    rest: Mapping[int, int]


@dataclass(slots=True)
class Names:
    """Where in a flow loops begin, by index, and memories are spoken of for the last time; and which memories from
    before a loop are left under another name.
    """

    arrays: Mapping[int, Array]
    begins: dict[str, int] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)
    left: dict[int, int] = field(default_factory=dict)
    steps: int = 0

    @classmethod
    def of_flow(cls, flow: Flow, arrays: Mapping[int, Array]) -> Names:
        """Those of a whole program, given what its values are."""
        found = cls(arrays)
        found._learn(flow)
        return found

    def _learn(self, flow: Flow) -> None:
        for part in flow:
            match part:
                case Step() if part.name != "numpy.bind":  # it speaks of a memory, and does nothing with it
                    self.steps += 1
                    several = (one for one in (*part.operands, *part.results) if isinstance(one, Array))
                    self.last.update((self.known(one.buffer), self.steps) for one in several)
                case Inside():
                    self._learn(part.body)
                case Turns():
                    self.begins[part.loop.index] = self.steps
                    self._learn(part.body)
                    self._leave(part)
                case Either():
                    for branch in part.branches:
                        self._learn(branch)

    def _leave(self, turns: Turns) -> None:
        made = set(self.made(turns))
        for one in turns.handed:
            final, exit_ = self._buffer(one.final), self._buffer(one.exit)
            if final is not None and exit_ is not None and exit_ not in made and exit_ != final:
                self.left[final] = exit_

    def _buffer(self, value: int | None) -> int | None:
        return None if value is None else self.known(self.arrays[value].buffer)

    def known(self, buffer: int) -> int:
        """The memory that a loop has left under a name."""
        while buffer in self.left:
            buffer = self.left[buffer]
        return buffer

    def made(self, turns: Turns) -> Iterator[int]:
        """The memories that a turn makes, or takes over from the turn before."""
        several = (one.buffer for one in made_in(turns.body) if one.buffer == one.number)
        yield from (one for one in several if one not in self.left)
        before = {self._buffer(one.initial) for one in turns.handed}
        entries = (self._buffer(one.entry) for one in turns.handed)
        yield from (one for one in entries if one is not None and one not in before)

    def of(self, turns: Turns, others: Container[int]) -> Aliases:
        """What stands for what in turns of a loop; `others` are memories that have names elsewhere."""
        first, rest, made = dict[int, int](), dict[int, int](), set(self.made(turns))
        begin = self.begins[turns.loop.index]
        for one in turns.handed:
            entry, initial, exit_ = map(self._buffer, (one.entry, one.initial, one.exit))
            if entry is None:
                continue
            if initial is not None and initial != entry and (initial in others or self.last.get(initial, 0) > begin):
                first[entry] = initial
            if exit_ is not None and exit_ != entry and exit_ not in made:
                rest[entry] = exit_
        return Aliases(first, rest)


def made_in(flow: Flow) -> Iterator[Array]:
    """The arrays that steps of a flow give, and the names that loops and branches in it leave behind."""
    for part in parts_of(flow):
        match part:
            case Step():
                yield from part.results
            case Turns():
                yield from (one.final for one in part.loop.carried)
            case Either():
                yield from part.results
