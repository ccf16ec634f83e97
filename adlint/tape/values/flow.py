"""A trace as a flow of values: each has one maker. A memory that is written to holds another value from then on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from msgspec import Struct

from adlint.trace import Alt, Array, Call, Checkpoint, Loop, Node, Op, Opaque, Operand, Repeated, Site, Trace, within

# operations whose result lies in the memory of what they work on, and is no other value
VIEWS = frozenset(
    "numpy.getitem numpy.reshape numpy.ravel numpy.transpose numpy.broadcast_to numpy.flip numpy.rot90 numpy.diagonal"
    " numpy.expand_dims numpy.squeeze numpy.split numpy.real numpy.imag numpy.einsum"
    " numpy.lib.stride_tricks.sliding_window_view".split()
)


class Step(Struct, frozen=True, eq=False, gc=False):
    """An operation: the values that it reads, operand by operand, and makes; `base` is what a memory held before of
    which it writes a part.
    """

    site: Site
    name: str
    operands: tuple[Operand, ...]
    reads: tuple[int | None, ...]
    results: tuple[Array, ...]
    writes: tuple[int, ...]
    base: int | None
    op: Op | None


class Handed(Struct, frozen=True, gc=False):
    """What one turn hands to the next, by value: `entry` is `initial` in the first turn, and `final` what the last one
    leaves, None where that is `exit`, and stood there before the loop.
    """

    initial: int | None
    entry: int | None
    exit: int | None
    final: int | None


class Turns(Struct, frozen=True, eq=False, gc=False):
    """A loop."""

    loop: Loop
    body: Flow
    handed: tuple[Handed, ...]
    made: frozenset[int]


class Either(Struct, frozen=True, eq=False, gc=False):
    """One of several branches: each join is a value, and what it is in each of them; `results` are their arrays."""

    site: Site
    branches: tuple[Flow, ...]
    joins: tuple[tuple[int, tuple[int | None, ...]], ...]
    results: tuple[Array, ...]


class Gone(Struct, frozen=True, eq=False, gc=False):
    """Something that is not known is done with values."""

    site: Site
    reason: str
    reads: tuple[int, ...]


class Inside(Struct, frozen=True, eq=False, gc=False):
    """A call of a function of the program."""

    call: Call
    body: Flow


Part: TypeAlias = Step | Turns | Either | Gone | Inside
Flow: TypeAlias = tuple[Part, ...]


@dataclass(slots=True)
class Values:
    """Gives values their names. Without memories, as where nothing is written in place, every array is a value. `whole`
    says which calls of library functions are one step.
    """

    memories: bool
    whole: Callable[[str], bool]
    arrays: dict[int, Array] = field(default_factory=dict)
    owners: dict[int, Array] = field(default_factory=dict)
    current: dict[int, int] = field(default_factory=dict)
    last: int = 0

    def start(self, arguments: Sequence[Array]) -> list[int]:
        """The values of arguments."""
        return [self.read(one) for one in arguments]

    def read(self, array: Array) -> int:
        """The value that an array is now."""
        if not self.memories:
            self.arrays.setdefault(array.number, array)
            return array.number
        if array.buffer == array.number:
            self.owners.setdefault(array.buffer, array)
        if array.buffer not in self.current:
            self.current[array.buffer] = self._new(array)
        return self.current[array.buffer]

    def _new(self, array: Array) -> int:
        self.last += 1
        self.arrays[self.last] = self.owners.get(array.buffer, array)
        return self.last

    def _write(self, array: Array) -> int:
        if not self.memories:
            self.arrays[array.number] = array
            return array.number
        if array.buffer == array.number:
            self.owners[array.buffer] = array
        self.current[array.buffer] = self._new(array)
        return self.current[array.buffer]

    def _operand(self, one: Operand) -> int | None:
        array = one.array if isinstance(one, Repeated) else one
        return self.read(array) if isinstance(array, Array) else None

    def flow(self, trace: Trace) -> Flow:
        """A trace as a flow."""
        return tuple(part for node in trace for part in self._parts(node))

    def _parts(self, node: Node) -> tuple[Part, ...]:
        match node:
            case Op():
                return self._step(node)
            case Opaque():
                return (Gone(node.site, node.reason, tuple(self.read(one) for one in node.operands)),)
            case Call() if node.results:
                return self._called(node)
            case Call():
                return (Inside(node, self.flow(node.body)),)
            case Checkpoint() if self.whole(node.name):
                reads = tuple(map(self._operand, node.inputs))
                writes = tuple(map(self._write, node.outputs))
                return (Step(node.site, node.name, node.inputs, reads, node.outputs, writes, None, None),)
            case Checkpoint():
                return self.flow(node.body)
            case Loop():
                return (self._turns(node),)
            case Alt():
                return (self._either(node),)
            case _:
                arrays = [one for one in _arrays_of(node) if self.is_known(one)]
                return (Gone(node.site, "an operation of another library", tuple(map(self.read, arrays))),)

    def is_known(self, array: Array) -> bool:
        """Whether an array has a value by now."""
        return (array.buffer in self.current) if self.memories else (array.number in self.arrays)

    def _step(self, op: Op) -> tuple[Part, ...]:
        reads = tuple(map(self._operand, op.operands))
        shared = bool(op.results) and op.results[0].buffer != op.results[0].number
        if self.memories and op.name in VIEWS and shared:
            return ()
        in_place = op.name == "numpy.setitem" or (shared and op.name not in VIEWS)
        base = None
        if self.memories and in_place and not _is_whole(op):
            base = self.read(op.results[0])
        writes = tuple(map(self._write, op.results))
        return (Step(op.site, op.name, op.operands, reads, op.results, writes, base, op),)

    def _called(self, node: Call) -> tuple[Part, ...]:
        if not self.whole(node.function):
            return self.flow(node.body)
        reads = tuple(map(self._operand, node.operands))
        writes = tuple(map(self._write, node.results))
        return (Step(node.site, node.function, node.operands, reads, node.results, writes, None, None),)

    def _turns(self, node: Loop) -> Turns:
        before = dict(self.current)
        initial = [self._operand(one.initial) for one in node.carried]
        owned = [one.entry is not None and self._is_own(one.entry) for one in node.carried]
        both = list(zip(node.carried, owned, strict=True))
        entries = [self._write(one.entry) if own and one.entry is not None else None for one, own in both]
        written = [buffer for buffer in overwritten(node.body) if buffer in before] if self.memories else []
        starts = {buffer: self._write(self.arrays[before[buffer]]) for buffer in written}
        body = self.flow(node.body)
        exits = [self._operand(one.exit) for one in node.carried]
        ends = {buffer: self.current[buffer] for buffer in written}
        inner = frozenset(writes(body))
        handed = [Handed(before[one], starts[one], ends[one], self._write(self.arrays[before[one]])) for one in written]
        for one, own, start, entry, exit_ in zip(node.carried, owned, initial, entries, exits, strict=True):
            if own or one.entry is None:
                stays = isinstance(one.exit, Array) and one.exit.number == one.final.number
                same = stays or not self._is_own(one.final)
                handed.append(Handed(start, entry, exit_, None if same else self._write(one.final)))
        return Turns(node, body, tuple(handed), inner)

    def _is_own(self, array: Array) -> bool:
        """Whether an array has a value of its own, and is no view of another."""
        return not self.memories or array.buffer == array.number

    def _either(self, node: Alt) -> Either:
        before = dict(self.current)
        flows, states, sources = [], [], []
        for number, branch in enumerate(node.branches):
            self.current = dict(before)
            flows.append(self.flow(branch))
            known = [join.sources[number] if number < len(join.sources) else None for join in node.joins]
            sources.append(list(map(self._operand, known)))
            states.append(self.current)
        self.current = dict(before)
        joins: list[tuple[int, tuple[int | None, ...]]] = []
        for buffer in dict.fromkeys(buffer for state in states for buffer in state if buffer in before):
            several = tuple(state.get(buffer, before[buffer]) for state in states)
            if any(one != several[0] for one in several):
                joins.append((self._write(self.arrays[before[buffer]]), several))
        for number, join in enumerate(node.joins):
            if self._is_own(join.result):
                joins.append((self._write(join.result), tuple(row[number] for row in sources)))
        return Either(node.site, tuple(flows), tuple(joins), tuple(join.result for join in node.joins))


def _arrays_of(node: Node) -> list[Array]:
    """The arrays that operations inside of a node work on."""
    found = [one for inner in within((node,)) if isinstance(inner, Op) for one in inner.operands]
    return [one for one in found if isinstance(one, Array)]


def _is_whole(op: Op) -> bool:
    """Whether all of a memory is written: nothing is left of what it held."""
    target = op.results[0]
    if op.name == "numpy.setitem":
        return target.buffer == target.number and op.attribute("whole") is True
    owner = op.attribute("out", op.operands[0])
    is_all = not op.name.endswith(".at") and op.attribute("count") is None
    return is_all and isinstance(owner, Array) and owner.buffer == owner.number == target.buffer


def overwritten(trace: Trace) -> list[int]:
    """The memories that are written to in place."""
    found: dict[int, None] = {}
    for node in within(trace):
        if isinstance(node, Op) and node.results and node.name not in VIEWS:
            several = [one.buffer for one in node.results if one.buffer != one.number or node.name == "numpy.setitem"]
            found.update(dict.fromkeys(several))
    return list(found)


def writes(flow: Flow) -> list[int]:
    """All values that are made in a flow."""
    found: list[int] = []
    for part in flow:
        match part:
            case Step():
                found += [one for one in part.writes if one != part.base]
            case Turns():
                ends = (end for one in part.handed for end in (one.entry, one.final))
                found += [*part.made, *(end for end in ends if end is not None)]
            case Either():
                found += [one for branch in part.branches for one in writes(branch)] + [one for one, _ in part.joins]
            case Inside():
                found += writes(part.body)
            case Gone():
                pass
    return found


def read_in_part(flow: Flow) -> frozenset[int]:
    """The memories that are read through views, or element by element."""
    steps = [part for part in parts_of(flow) if isinstance(part, Step)]
    read = [(step.name, one) for step in steps for one in step.operands if isinstance(one, Array)]
    return frozenset(one.buffer for name, one in read if one.number != one.buffer or name == "numpy.getitem")


def written_in_part(flow: Flow, arrays: Mapping[int, Array], beside: Iterable[int] = ()) -> frozenset[int]:
    """The memories that are written to in part, those `beside` them, and those that turns of loops or branches give the
    same names.
    """
    found = set(beside)
    groups: list[set[int]] = []

    def named(*several: int | None) -> None:
        groups.append({arrays[one].buffer for one in several if one is not None})

    for part in parts_of(flow):
        match part:
            case Step() if part.base is not None:
                found.add(arrays[part.base].buffer)
            case Turns():
                for one in part.handed:
                    named(one.initial, one.entry, one.exit, one.final)
            case Either():
                for value, sources in part.joins:
                    named(value, *sources)
    while any(group & found and not group <= found for group in groups):
        found.update(*(group for group in groups if group & found))
    return frozenset(found)


def parts_of(flow: Flow) -> Iterator[Part]:
    """All parts, those in loops, branches and calls too."""
    for part in flow:
        yield part
        match part:
            case Turns() | Inside():
                yield from parts_of(part.body)
            case Either():
                for branch in part.branches:
                    yield from parts_of(branch)
