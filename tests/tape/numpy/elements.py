"""Whether the elements that `minimum` counts are enough for the gradient, none of them twice, and all of them read.

Each write gives the elements that it writes a number. A reverse sweep then has the elements that are kept, by number, and
those of arguments, and nothing else: what is not kept is not a number. Expressions without a name are computed again.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from adlint.sections import Section, intersection
from adlint.shapes.dtypes import WIDTH
from adlint.shapes.sizes import Sizes
from adlint.symbolic import evaluate as value_at
from adlint.symbolic import polynomial
from adlint.tape.reverse.adjoints import is_elementwise, is_whole
from adlint.tape.reverse.minimum import formulas, stored_in
from adlint.tape.reverse.overwriting import Overwriting, Push
from adlint.tape.reverse.pending import Pending
from adlint.tape.reverse.swept import Reversed
from adlint.tape.values.aliases import Names
from adlint.tape.values.regions import Regions
from adlint.trace import Array

from .evaluating import evaluated
from .running import Entry, Memory, NotRun, Recording, compute, partials, unbroadcast
from .sweeping import Sweep, like
from .truth import walked


@dataclass(slots=True)
class Counting(Overwriting):
    """Notes which sections it counts: by the value that a write makes, and by the memory that dies; None is all of it."""

    writes: dict[int, Section | None] = field(default_factory=dict)
    ends: dict[int, Section | None] = field(default_factory=dict)

    def _write(self, step: Any, array: Array, pending: Pending) -> list[Push]:
        met = pending.of(array.buffer, self.regions.written(step.op))
        found = self._section(met, array.buffer, pending)
        pushes = Overwriting._write(self, step, array, pending)
        if pushes and pushes[0].size != 0:
            self.writes[step.writes[0]] = found
        return pushes

    def die(self, buffer: int, pending: Pending) -> list[Push]:
        found = self._section(pending.needed.get(buffer), buffer, pending)
        pushes = Overwriting.die(self, buffer, pending)
        if pushes and pushes[0].size != 0:
            self.ends[buffer] = found
        return pushes

    def _section(self, of: Section | None, buffer: int, pending: Pending) -> Section | None:
        touched = pending.touched.get(buffer)
        if of is None or self._count(of, buffer, touched) is None:
            return None
        return intersection(of, touched, self.sizes.bounds) if buffer in self.given and touched is not None else of


@dataclass
class Numbered(Memory):
    """A run that numbers the elements, and notes what each operation is given, and gives: what a statement computes and
    stores (`stored`) keeps its number.
    """

    stored: Any = ()
    numbers: dict[int, Any] = field(default_factory=dict)
    given: dict[int, list[tuple[Any, Any]]] = field(default_factory=dict)
    gave: dict[int, tuple[Any, Any]] = field(default_factory=dict)
    before: dict[int, Any] = field(default_factory=dict)
    last: int = 0

    def of(self, array: Array) -> Any:
        """The numbers of the elements of an array."""
        return like(self.held[array.number], self.owner(array), self.numbers[id(self.owner(array))])

    def _number(self, target: Any) -> None:
        target[...] = np.arange(self.last + 1, self.last + 1 + target.size).reshape(target.shape)
        self.last += target.size

    def start(self, array: Array, data: Any) -> None:
        super().start(array, data)
        self._new(array)

    def _new(self, array: Array) -> None:
        owner = self.owner(array)
        self.numbers[id(owner)] = np.zeros(owner.shape, dtype=np.int64)
        self._number(self.numbers[id(owner)])

    def _run(self, one: Entry) -> None:
        self.given[id(one)] = [
            (self.held[each.number].copy(), self.of(each).copy()) if isinstance(each, Array) else (each, None)
            for each in one.operands
        ]
        before = {id(array) for array in self.held.values()}
        super()._run(one)
        result = one.results[0]
        if one.before is not None:
            target, owner = one.before[0], self.owner(result)
            numbers = like(target, owner, self.numbers[id(owner)])
            self.before[one.writes[0]] = self.numbers[id(owner)].copy(), numbers.copy()
            if one.name == "setitem" and one.reads[1] in self.stored:
                numbers[...] = self.given[id(one)][1][1]
            else:
                self._number(numbers)
        elif id(self.owner(result)) not in before:
            self._new(result)
        self.gave[id(one)] = self.held[result.number].copy(), self.of(result).copy()


@dataclass
class Elements(Sweep):
    """A reverse sweep that has the elements in `kept`, and notes if it `lacks` one: memories are active as a whole, so what
    it lacks may matter for none of the arguments.
    """

    kept: Any = None
    again: dict[int, Any] = field(default_factory=dict)
    lacks: bool = False

    def _restore(self, one: Entry) -> None:
        """Nothing has to be where it was."""

    def _undo(self, one: Entry) -> None:
        result = one.results[0]
        g = self.bar(result).copy()
        self.bar(result)[...] = 0.0
        if not np.any(g) and one.writes[0] not in self.reading:
            return
        values = [lambda number=number: self._operand(one, number) for number in range(len(one.operands))]
        for number, ways in enumerate(partials(one, g, values, lambda: self._answer(one))):
            each = one.operands[number]
            if isinstance(each, Array) and one.reads[number] in self.active:
                way = ways[0] if one.writes[0] in self.reading.get(one.writes[0], ()) else ways[-1]
                more = unbroadcast(way(), each.shape)
                self.lacks = self.lacks or bool(np.isnan(more).any())
                self.bar(each)[...] += more

    def _there(self, data: Any, numbers: Any) -> Any:
        return np.where(np.isin(numbers, self.kept), data, np.nan)

    def _answer(self, one: Entry) -> Any:
        found = self._there(*self.memory.gave[id(one)])  # type: ignore[attr-defined]
        can = one.name == "getitem" or (is_elementwise(one.name) and one.writes[0] not in self.named)
        if not can or not np.isnan(found).any():
            return found
        if id(one) not in self.again:
            values = [self._operand(one, number) for number in range(len(one.operands))]
            self.again[id(one)] = np.asarray(compute(one, values))
        return np.where(np.isnan(found), self.again[id(one)], found)

    def _operand(self, one: Entry, number: int) -> Any:
        data, numbers = self.memory.given[id(one)][number]  # type: ignore[attr-defined]
        if numbers is None:
            return data
        found, value = self._there(data, numbers), one.reads[number]
        maker = self.makers.get(value) if value is not None else None
        same = maker is not None and maker.results[0].number == one.operands[number].number
        if maker is None or not same or not np.isnan(found).any():
            return found
        return np.where(np.isnan(found), self._answer(maker), found)


@dataclass
class Kept:
    """A program, and what `minimum` keeps of it, in bytes; whole values, and sections of memories."""

    arguments: list[Any]
    end: Any
    recording: Recording
    found: Any
    counting: Counting
    bytes: int


def kept(text: str, call: str, sizes: Mapping[str, int]) -> Kept:
    """What the model keeps of a call."""
    with walked():
        result = evaluated(text, call, sizes=sizes)
    assert result.failure is None, result.failure
    arguments, known = list(result.arguments.values()), Sizes(dict(result.bounds))
    values = Recording(memories=True, whole=is_whole)
    found = formulas(values, result.trace, (arguments, result.results, None), known)
    if found.keeper.tape.gaps:
        raise NotRun(str(list(found.keeper.tape.gaps)))
    regions = Regions.of_trace(result.trace, arguments, known)
    names, given = Names.of_flow(found.flow, values.arrays), frozenset(one.buffer for one in arguments)
    counting = Counting(regions, values.arrays, found.shared, known, found.keeper.tape, names, given, counts=True)
    pending = Pending(regions)
    pushes = counting.run(found.swept, pending)
    pushes += [push for buffer in list(pending.needed) for push in counting.die(buffer, pending)]
    whole = [size for value, size in found.frame.sizes.items() if value not in found.own]
    (end,) = result.results
    total = sum(value_at(polynomial(one), sizes) for one in (*whole, *(push.size for push in pushes)))
    return Kept(arguments, end, values, found, counting, total)


def inside(section: Section | None, numbers: Any) -> Any:
    """The numbers of a section of a memory."""
    if section is None or section.extents is None:
        return numbers.ravel()
    chosen = np.zeros(numbers.shape, dtype=bool)
    for box in section.boxes:
        chosen[tuple(slice(int(one.lo.number), int(one.hi.number), one.step) for one in box)] = True
    return numbers[chosen]


def numbers_of(one: Kept, memory: Numbered) -> Iterator[tuple[int, str, int]]:
    """The elements that are kept, what was kept for them, and their bytes."""
    arrays, found = one.recording.arrays, one.found
    made = {value: entry for entry in one.recording.log for value in entry.writes}
    for value, size in found.frame.sizes.items():
        if size != 0 and value not in found.own:
            numbers, why = memory.gave[id(made[value])][1], f"a value of {made[value].name}"
            yield from ((int(number), why, WIDTH[arrays[value].dtype]) for number in numbers.ravel())
    for value, section in one.counting.writes.items():
        whole, target = memory.before[value]
        numbers = target.ravel() if section is None else inside(section, whole)
        why = f"what {made[value].name} overwrites"
        yield from ((int(number), why, WIDTH[arrays[value].dtype]) for number in numbers)
    for buffer, section in one.counting.ends.items():
        owner = next(array for array in arrays.values() if array.buffer == buffer and array.number == buffer)
        numbers = inside(section, memory.numbers[id(memory.owner(owner))])
        yield from ((int(number), "what is left at the end", WIDTH[owner.dtype]) for number in numbers)


def gradients(one: Kept, memory: Numbered, numbers: set[int]) -> tuple[list[Any], bool]:
    """The derivatives of the sum of the result, from some elements; and whether others were read."""
    reading = {
        step.step.writes[0]: frozenset(need.computed or need.value for need in step.needs)
        for step in one.found.swept if isinstance(step, Reversed) and step.needs
    }  # fmt: skip
    sweep = Elements(memory, one.recording.log, frozenset(), frozenset(one.found.leaves.named), reading)
    sweep.kept = np.array(sorted(numbers))
    sweep.mark(list(one.found.own))
    sweep.run(one.end)
    owners = [memory.owner(array) for array in one.arguments]
    found = [sweep.adjoints.get(id(owner)) for owner in owners]
    bars = [np.zeros(np.shape(owner)) if bar is None else bar for bar, owner in zip(found, owners, strict=True)]
    return bars, sweep.lacks


def verdict(text: str, call: str, sizes: Mapping[str, int] = {}, most: int = 10**6) -> str:
    """`exact`, or what is wrong. At most so many of the elements that are kept are left out, one by one."""
    try:
        one = kept(text, call, sizes)
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return _judged(one, most)
    except NotRun as reason:
        return f"not run: {reason}"


def _judged(one: Kept, most: int) -> str:
    rng, memory = np.random.default_rng(1), Numbered(stored=stored_in(one.found.flow, one.found.leaves))
    for array in one.arguments:
        memory.start(array, rng.uniform(0.2, 0.8, array.shape))
    own = set(range(1, memory.last + 1))
    memory.run(one.recording.log)
    value = float(np.sum(memory.held[one.end.number]))
    if not np.isfinite(value) or abs(value) > 1e4:
        return "not run: it is not well scaled"
    right, _ = gradients(one, memory, set(range(memory.last + 1)))
    if any(np.isnan(bar).any() for bar in right):
        return "not run: there is no derivative"
    several = list(numbers_of(one, memory))
    numbers = {number for number, _, _ in several} | own
    bars, _ = gradients(one, memory, numbers)
    if any(np.isnan(bar).any() for bar in bars):
        return "not enough is kept"
    if not all(np.allclose(*pair) for pair in zip(bars, right, strict=True)):
        return "another gradient"
    if len({number for number, _, _ in several}) != len(several):
        return "something is kept twice"
    if sum(width for _, _, width in several) != one.bytes:
        return "another number of bytes"
    for number, what, _ in several[:: max(1, len(several) // most)]:
        if not gradients(one, memory, numbers - {number})[1]:
            return f"too much is kept: of {what}"
    return "exact"
