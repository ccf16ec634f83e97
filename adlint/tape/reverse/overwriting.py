"""What is kept of memories that are written to in part: forward, with the sections that the reverse sweep still needs.

A write pushes what it overwrites if some of that is needed (Hascoët, Naumann and Pascual, "To be recorded" analysis in
reverse-mode automatic differentiation, 2005, with sections in the place of arrays), and then that is needed no more.
What is needed of a memory when it dies is pushed as a whole.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from adlint.sections import Section, intersection, size
from adlint.shapes.dims import Dim, Shape, dim, product
from adlint.shapes.dtypes import WIDTH
from adlint.shapes.sizes import INDEX, Sizes
from adlint.symbolic import Polynomial, polynomial, symbol, symbols_of
from adlint.tape.lines import Kept, Tape
from adlint.tape.reverse.pending import Pending
from adlint.tape.reverse.swept import Reversed, Rounds, Segment, Swept, Ways
from adlint.tape.values.aliases import Aliases, Names
from adlint.tape.values.flow import Step, Turns
from adlint.tape.values.regions import Regions
from adlint.tape.values.sums import summed
from adlint.trace import Array, Site


class Push(Struct, frozen=True, gc=False):
    """Something is kept, in bytes."""

    site: Site
    shape: Shape | None
    dtype: str
    size: Dim


@dataclass(slots=True)
class Overwriting:
    """Goes through a flow that was gone through backward once more, forward. What makes values in `dead` is not run.
    With `every`, all that is overwritten is pushed, needed or not; if it `counts`, only the elements that are needed,
    without those that arguments, whose memories are `given`, came with. `same` has the memories that turns of the loops
    around hand on, by the name that they have there; `stored` are
    values that are needed once they are stored.
    """

    regions: Regions
    arrays: Mapping[int, Array]
    shared: frozenset[int]
    sizes: Sizes
    tape: Tape
    names: Names
    given: frozenset[int]
    dead: Container[int] = ()
    every: bool = False
    counts: bool = False
    same: dict[int, int] = field(default_factory=dict)
    stored: dict[int, Site] = field(default_factory=dict)

    def run(self, swept: Swept, pending: Pending) -> list[Push]:
        """What is pushed; `pending` is what is needed of memories, before and then after."""
        pushes: list[Push] = []
        for part in swept if self.shared else ():
            match part:
                case Reversed():
                    pushes += self._step(part, pending)
                case Rounds():
                    pushes += self._rounds(part, pending)
                case Ways():
                    pushes += self._ways(part, pending)
        return pushes

    def _step(self, part: Reversed, pending: Pending) -> list[Push]:
        step, pushes = part.step, list[Push]()
        self.stored.update((one.value, step.site) for one in part.needs if one.computed is not None)
        before = [one for one in part.needs if one.value not in step.writes and one.computed is None]
        for one in before:
            pending.need(self._buffer(one.value), one.array, step.site)
        for value, array in zip(step.writes, step.results, strict=True):
            if array.buffer not in self.shared:
                continue
            if step.op is None or (array.number == array.buffer and step.name != "numpy.setitem"):
                pending.forget(array.buffer)
            elif value not in self.dead:
                pushes += self._write(step, array, pending)
            if value in self.stored and step.op is not None:
                pending.keep(self._known(array.buffer), self.regions.written(step.op), self.stored.pop(value))
        for one in part.needs:
            if one not in before and one.computed is None:
                pending.need(self._buffer(one.value), one.array, step.site)
        return pushes

    def _buffer(self, value: int) -> int | None:
        buffer = self._known(self.arrays[value].buffer)
        return buffer if buffer in self.shared else None

    def _known(self, buffer: int) -> int:
        """The memory that a name stands for here."""
        found = self.names.known(buffer)
        return self._known(self.same[found]) if found in self.same else found

    def _write(self, step: Step, array: Array, pending: Pending) -> list[Push]:
        assert step.op is not None
        written = self.regions.written(step.op)
        if self._is_itself(step, written):
            return []
        buffer = self._known(array.buffer)
        met = pending.of(buffer, written)
        touched = pending.touched.get(buffer)
        pending.overwrite(buffer, written)
        if not self.every and met is None:
            return []
        into = step.op.attribute("into", array.shape)
        assert isinstance(into, tuple)
        count = step.op.attribute("count", product(into))
        assert isinstance(count, int | Polynomial)
        if self.counts and met is not None:
            found = self._count(met, buffer, touched)
            count = count if found is None else found
        return [Push(step.site, into, array.dtype, dim(count * WIDTH[array.dtype]))]

    def _is_itself(self, step: Step, written: Section) -> bool:
        """Whether elements are written to where they are, as `v[1:] *= w` does at last."""
        value = step.operands[1] if step.name == "numpy.setitem" else None
        if not isinstance(value, Array) or value.buffer != step.results[0].buffer:
            return False
        return written.must and self.regions.of(value) == written

    def _rounds(self, part: Rounds, pending: Pending) -> list[Push]:
        turns, handed = part.turns, part.turns.handed
        also = self.names.of(turns, {*self.given, *self.same})
        entries = [(self._of(one.initial), self._of(one.entry)) for one in handed]
        pending.move([(old, new) for old, new in entries if new not in also.first])
        pushes: list[Push] = []
        for number, one in enumerate(part.segments):
            pushes += self._segment(turns, one, pending, Aliases(also.rest, also.rest) if number else also)
        finals = [(self._of(one.entry), self._of(one.final)) for one in handed]
        pending.move([(old, new) for old, new in finals if old not in also.rest])
        return pushes

    def _of(self, value: int | None) -> int | None:
        return None if value is None else self._buffer(value)

    def _segment(self, turns: Turns, segment: Segment, pending: Pending, also: Aliases) -> list[Push]:
        """The first turn knows what was needed before; the others also what was needed in the turns before them."""
        index, lo, hi = turns.loop.index, segment.lo, segment.hi
        before, begun = pending.copy(), pending.copy()
        self.sizes.enter(index, hi, lo)
        own = Pending(self.regions)
        pushes = self._turn(turns, segment.body, own, also)
        is_other = bool(before.needed) or also.first != also.rest
        first = self._turn(turns, segment.body, begun, also, first=True) if is_other else pushes
        self.sizes.enter(index, hi, dim(lo + 1))
        pending.enter(own, index, lo)
        pending.add(begun, also.first.values())
        rest = self._turn(turns, segment.body, pending, also)
        self.sizes.leave(index)
        pending.leave(before, own, index, (lo, hi))
        if first == rest:
            return self._sum(first, index, lo, hi)
        more = polynomial(hi) - lo - 1
        if self.sizes.at_least(more, 0) is None and all(not one.reason for one in symbols_of(more)):
            self.sizes.assume(more)
        middle = dim(lo + 1) if self.sizes.at_least(more, 0) else self.sizes.smaller(dim(lo + 1), hi)
        return self._sum(first, index, lo, middle) + self._sum(rest, index, middle, hi)

    def _turn(self, turns: Turns, body: Swept, pending: Pending, also: Aliases, *, first: bool = False) -> list[Push]:
        """One turn; what it made, and does not hand on, dies."""
        before = dict(self.same)
        self.same.update(also.first if first else also.rest)
        pushes = self.run(body, pending)
        handed = [(self._of(one.exit), one.entry) for one in turns.handed]
        kept = {old for old, new in handed if new is not None}
        for buffer in dict.fromkeys(self.names.made(turns)):
            if buffer in self.shared and buffer not in kept and buffer not in self.same:
                pushes += self.die(buffer, pending)
        self.same = before
        names = ((old, self.arrays[new].buffer) for old, new in handed if new is not None)
        pending.move([(old, new) for old, new in names if new in self.shared and old != also.rest.get(new)])
        return pushes

    def die(self, buffer: int, pending: Pending) -> list[Push]:
        """What is needed of a memory that is lost."""
        left, touched = pending.needed.get(buffer), pending.touched.get(buffer)
        site = pending.sites.get(buffer)
        pending.forget(buffer)
        if left is None or not left.boxes or site is None:
            return []
        owner = self.regions.owners.get(buffer) or next(one for one in self.arrays.values() if one.buffer == buffer)
        found = self._count(left, buffer, touched) if self.counts else None
        count = owner.size if found is None else found
        return [Push(site, owner.shape, owner.dtype, dim(count * WIDTH[owner.dtype]))]

    def _count(self, of: Section, buffer: int, touched: Section | None) -> Dim | None:
        """How many elements there are in a section, without those that an argument came with; None if unknown."""
        if buffer in self.given:
            if touched is None:
                return 0
            of = intersection(of, touched, self.sizes.bounds)
        found = size(of, self.sizes.bounds)
        return dim(found.elements) if found is not None and found.exact and of.must else None

    def _ways(self, part: Ways, pending: Pending) -> list[Push]:
        """The branch that pushes most stands for all; afterwards needed is what is needed after any of them."""
        before, ends, best = pending.copy(), list[Pending](), list[Push]()
        for number, branch in enumerate(part.branches):
            end = before.copy()
            pushes = self.run(branch, end)
            sources = ((several[number], value) for value, several in part.either.joins if number < len(several))
            end.move([(self._of(source), self._of(value)) for source, value in sources])
            ends.append(end)
            if self.sizes.at_least(_bytes(pushes), _bytes(best)):
                best = pushes
        pending.meet(ends)
        return best

    def _sum(self, pushes: list[Push], index: str, lo: Dim, hi: Dim) -> list[Push]:
        found = []
        for one in pushes:
            size_ = summed(one.size, symbol(index, INDEX), lo, hi, self.sizes)
            if size_ is None:
                self.tape.miss(one.site, "a sum over the turns of a loop has no closed form")
            elif size_ != 0:
                found.append(replace(one, size=size_))
        return found


def _bytes(pushes: list[Push]) -> Dim:
    total: Dim = 0
    for one in pushes:
        total = dim(total + one.size)
    return total


def keep_all(tape: Tape, pushes: list[Push], why: str) -> None:
    """Pushes as lines of a tape."""
    for one in pushes:
        tape.keep(one.site, Kept("", one.shape, one.dtype, 1, one.size, why))
