"""The memory that a program's own active variables take at once: as much again is taken by their derivatives, if each
has a shadow (source transformation), or a cotangent from its last use back to where it was made.

The trace is gone through as the program runs. An array lives from where it is made to where it is read last, and as
long as a variable is bound to it; results and arguments live to the end. Of a loop two turns stand for all: what a turn
leaves behind is there in the next one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from adlint.shapes.dims import Dim, dim
from adlint.shapes.sizes import INDEX, Sizes
from adlint.symbolic import polynomial, symbols_of
from adlint.tape.values.variants import variants
from adlint.tape.values.varied import varied
from adlint.trace import (
    Alt,
    Array,
    Call,
    Carry,
    Checkpoint,
    Custom,
    Loop,
    Node,
    Op,
    Opaque,
    Operand,
    Scan,
    Trace,
    within,
)
from adlint.trace.walking import arrays, bound, reads

Keys = tuple[int, ...]  # memories, told apart by the turn of a loop in which they were made
MOST_EVENTS = 200_000


class Event(Struct, frozen=True, gc=False):
    """Something that happens: memories are read, and made, so many bytes each; a variable is bound to some; the
    variables of a function that returns are gone.
    """

    reads: Keys = ()
    makes: tuple[tuple[int, Dim], ...] = ()
    variable: str = ""
    gone: frozenset[str] = frozenset()


class TooLong(Exception):  # noqa: N818 -- it says what the trace is
    """There are too many events."""


def active_at_once(
    trace: Trace, arguments: Sequence[Array], results: Sequence[Array], sizes: Sizes, width: int | None = None
) -> Dim | None:
    """The most bytes that active variables take at once, with respect to these arguments, an element its own or
    `width`; None if that is not known: where something unknown is done to them, or in too many branches.
    """
    ways = variants(trace)
    if ways is None:
        return None
    most: Dim = 0
    for way in ways:
        active = varied(way, arguments)
        if any(_is_unknown(node, active) for node in within(way)):
            return None
        try:
            peak = _Run(way, active, results, sizes, width).peak(arguments)
        except TooLong:
            return None
        most = sizes.larger(most, peak)
    if any(symbol.reason == INDEX for symbol in symbols_of(polynomial(most))):
        return None  # it differs from turn to turn of a loop
    return most


def _is_unknown(node: Node, active: frozenset[int]) -> bool:
    return isinstance(node, Opaque) and any(one.buffer in active for one in node.operands)


@dataclass(slots=True)
class _Run:
    """One way through a program."""

    trace: Trace
    active: frozenset[int]
    results: Sequence[Array]
    sizes: Sizes
    width: int | None
    events: list[Event] = field(default_factory=list)
    now: dict[int, Keys] = field(default_factory=dict)  # the memories that a buffer stands for
    several: dict[int, Dim] = field(default_factory=dict)  # how many arrays of as many turns a memory stands for
    read: Counter[int] = field(default_factory=Counter)  # how often a buffer is read, anywhere
    last: int = 0

    def peak(self, arguments: Sequence[Array]) -> Dim:
        """The most that lives at once."""
        for node in self.trace:
            self.read.update(one.buffer for one in reads(node))
        self.read.update(one.buffer for one in self.results)
        self.events.append(Event(makes=tuple(made for one in arguments for made in self._make(one))))
        kept = set(self._keys(arguments))
        for node in self.trace:
            self._node(node)
        kept.update(self._keys(self.results))
        return _most(self.events, kept, self.sizes)

    def _happen(self, event: Event) -> None:
        if event.reads or event.makes or event.variable or event.gone:
            self.events.append(event)
        if len(self.events) > MOST_EVENTS:
            raise TooLong

    def _keys(self, operands: Sequence[Operand]) -> Keys:
        return tuple(key for one in arrays(operands) for key in self.now.get(one.buffer, ()))

    def _make(self, array: Array, times: Dim = 1) -> Iterator[tuple[int, Dim]]:
        """A new memory, if an active array is in one of its own."""
        if array.buffer in self.now or array.buffer not in self.active:
            return
        self.last += 1
        self.now[array.buffer] = (self.last,)
        size = array.bytes if self.width is None else array.size * self.width
        yield self.last, dim(size * times)

    def _node(self, node: Node) -> None:
        match node:
            case Op(name="numpy.bind"):
                self._happen(Event(self._keys(node.operands), variable=str(node.attribute("variable"))))
            case Op():
                self._step(node.operands, node.results)
            case Call() if node.results:
                self._step(node.operands, node.results)
            case Custom():
                self._step(node.inputs, node.results)
            case Call() | Checkpoint():
                self._body(node.body)
                if isinstance(node, Call):
                    self._happen(Event(gone=frozenset(_variables(node.body))))
            case Alt():
                self._body(node.branches[0])
                for join in node.joins:
                    self.now[join.result.buffer] = self._keys(join.sources[:1])
            case Loop():
                self._turns(node, node.trips)
            case Scan():
                self._step(tuple(one.whole for one in node.inputs), tuple(one.whole for one in node.outputs))
                self._turns(node, node.trips)
                self._happen(Event(self._keys([one.whole for one in node.outputs])))
            case _:
                pass

    def _body(self, trace: Trace) -> None:
        for node in trace:
            self._node(node)

    def _step(self, operands: Sequence[Operand], results: Sequence[Array]) -> None:
        made = tuple(made for one in results for made in self._make(one, self.several.get(one.buffer, 1)))
        self._happen(Event((*self._keys(operands), *self._keys(results)), made))

    def _turns(self, node: Loop | Scan, trips: Dim) -> None:
        """Two turns: the first for all but the last, as far as what they make is read behind the loop."""
        inside = {one.buffer for inner in node.body for one in bound(inner) if one.buffer == one.number}
        counted = Counter(one.buffer for inner in node.body for one in reads(inner))
        counted.update(one.buffer for carry in node.carried for one in arrays((carry.exit,)))
        behind = {one for one in inside if self.read[one] > counted[one]}
        turns = 2 if not isinstance(trips, int) else min(trips, 2)
        every: dict[int, Keys] = dict.fromkeys(behind, ())
        before = self.several
        for turn in range(turns):
            rest = dim(trips - 1) if turn == 0 and turns == 2 else 1
            self.several = {**before, **{one: dim(before.get(one, 1) * rest) for one in behind}}
            self._enter(node, inside, first=turn == 0)
            self._body(node.body)
            for one in behind:
                every[one] += self.now.get(one, ())
        self.several = before
        self.now.update({one: keys for one, keys in every.items() if keys})
        for carry in node.carried:
            self.now[carry.final.buffer] = self._keys((carry.exit if turns else carry.initial,))

    def _enter(self, node: Loop | Scan, inside: set[int], *, first: bool) -> None:
        """A turn begins: what it makes is new, what the one before hands on has another name."""
        handed = [(carry.entry, self._keys((_given(carry, first=first),))) for carry in node.carried]
        for one in inside:
            self.now.pop(one, None)
        for entry, keys in handed:
            if entry is not None:
                self.now[entry.buffer] = keys
        if isinstance(node, Scan):
            self._step((), tuple(arrays(one.part for one in node.inputs)))


def _given(carry: Carry, *, first: bool) -> Operand:
    return carry.initial if first else carry.exit


def _variables(body: Trace) -> Iterator[str]:
    """The variables of the function that a body is of: attributes are written otherwise, and stay."""
    for node in body:
        match node:
            case Op(name="numpy.bind"):
                name = str(node.attribute("variable"))
                if ":" not in name:
                    yield name
            case Loop():
                yield from _variables(node.body)
            case Alt():
                for branch in node.branches:
                    yield from _variables(branch)
            case _:
                pass


def _most(events: Sequence[Event], kept: set[int], sizes: Sizes) -> Dim:
    """The most bytes that live at once."""
    ends = {key: number for number, event in enumerate(events) for key in event.reads}
    held: dict[str, Keys] = {}
    holders: Counter[int] = Counter()
    living: dict[int, Dim] = {}
    total: Dim = 0
    seen: dict[Dim, None] = {}
    for number, event in enumerate(events):
        for key, size in event.makes:
            living[key] = size
            total = dim(total + size)
        seen[total] = None
        dropped = [*event.gone, event.variable] if event.variable else event.gone
        left = [key for name in dropped for key in held.pop(name, ())]
        holders.subtract(left)
        if event.variable:
            held[event.variable] = event.reads
            holders.update(event.reads)
        for key in {*event.reads, *left, *(key for key, _ in event.makes)}:
            if key in living and key not in kept and holders[key] <= 0 and ends.get(key, number) <= number:
                total = dim(total - living.pop(key))
    return _largest(list(seen), sizes)


def _largest(several: list[Dim], sizes: Sizes) -> Dim:
    """The largest of sizes; those that are surely smaller than another are left out."""
    found: Dim = several[0]
    for one in several[1:]:
        found = sizes.larger(found, one)
    return found
