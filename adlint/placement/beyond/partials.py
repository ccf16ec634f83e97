"""The blocks of a trace, and how large their partial derivatives are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator

from msgspec import Struct

from adlint.bytesize import human
from adlint.placement.costing.sites import candidate, inputs
from adlint.shapes.dims import Dim, dim, product
from adlint.shapes.dtypes import WIDTH
from adlint.tape.values.elements import is_elementwise
from adlint.trace import Alt, Array, Loop, Node, Op, Opaque, Scan, Trace
from adlint.trace.walking import bodies, made, reads, results, within


class Block(Struct, frozen=True):
    """A call or the body of a loop: its active inputs, and its active outputs that are read behind it."""

    body: Trace
    inputs: tuple[Array, ...]
    outputs: tuple[Array, ...]

    @property
    def bytes(self) -> Dim | None:
        """What its partial derivatives take: all of them, or, where each element depends on the same element of the
        inputs alone, one for each; None if something in it is not known.
        """
        if not self.inputs or not self.outputs or any(isinstance(one, Opaque) for one in within(self.body)):
            return None
        width = max(WIDTH[one.dtype] for one in (*self.inputs, *self.outputs))
        if self.is_elementwise:
            return dim(len(self.inputs) * len(self.outputs) * product(self._shape) * width)
        return dim(_elements(self.inputs) * _elements(self.outputs) * width)

    @property
    def is_elementwise(self) -> bool:
        """Whether an element of the outputs depends on the same element of the inputs, or on numbers, alone."""
        shape = self._shape
        for node in within(self.body):
            if isinstance(node, Op) and (
                not is_elementwise(node.name) or any(one.shape not in (shape, ()) for one in node.results)
            ):
                return False
            if isinstance(node, Loop | Scan | Alt):
                return False
        return bool(shape) and all(one.shape in (shape, ()) for one in (*self.inputs, *self.outputs))

    @property
    def _shape(self) -> tuple[Dim, ...]:
        return max((one.shape for one in self.outputs), key=len, default=())

    def because(self, tape: int, size: int) -> str:
        """Why it pays, of a tape and partial derivatives of so many bytes."""
        of = f"{_count(len(self.inputs), 'array')} in, {len(self.outputs)} out, element by element"
        if not self.is_elementwise:
            of = f"{_elements(self.inputs)} numbers in, {_elements(self.outputs)} out"
        return f"the partial derivatives of this block take {human(size)} ({of}), its tape {human(tape)}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _elements(several: Iterable[Array]) -> Dim:
    total: Dim = 0
    for one in several:
        total = dim(total + one.size)
    return total


def blocks(
    trace: Trace, is_known: Callable[[str], bool], active: Collection[Array], given: Collection[Array]
) -> dict[str, Block]:
    """The candidates of a trace as blocks, by their ids, without those that are met with several sizes."""
    varied = _varied(trace, {one.buffer for one in active})
    total = Counter(one.number for node in trace for one in reads(node))
    total.update(one.number for one in given)
    found: dict[str, Block] = {}
    differ: set[str] = set()
    for id_, body, carried in _pieces(trace, is_known, None):
        own = Counter(one.number for node in body for one in reads(node))
        read = [one for one in inputs(body) if one.is_inexact and one.buffer in varied]
        left = {one.number: one for node in body for one in results(node) if one.is_inexact and one.buffer in varied}
        used = [one for number, one in left.items() if total[number] > own[number] or number in carried]
        block = Block(body, tuple(_distinct(read)), tuple(_distinct(used)))
        if found.setdefault(id_, block).bytes != block.bytes:
            differ.add(id_)
    return {id_: block for id_, block in found.items() if id_ not in differ}


def _distinct(several: Iterable[Array]) -> Iterator[Array]:
    return iter({(one.buffer, one.shape): one for one in several}.values())


def _pieces(
    trace: Trace, is_known: Callable[[str], bool], around: Node | None
) -> Iterator[tuple[str, Trace, frozenset[int]]]:
    """Candidates with their bodies, and what a turn of a loop hands to the next."""
    for node in trace:
        one = candidate(node, around.site if around is not None else None, is_known)
        if one is not None:
            handed = node.carried if isinstance(node, Loop | Scan) else ()
            exits = frozenset(each.exit.number for each in handed if isinstance(each.exit, Array))
            yield one.id, bodies(node)[0], exits
        inside = around if isinstance(node, Loop | Alt) else node
        for body in bodies(node):
            yield from _pieces(body, is_known, inside)


def _varied(trace: Trace, start: Collection[int]) -> set[int]:
    """The memories that hold what depends on some others."""
    found = set(start)
    while True:
        before = len(found)
        for node in within(trace):
            own = (*made(node), *_entries(node))
            if any(one.buffer in found for one in _sources(node)):
                found.update(one.buffer for one in own if one.is_inexact)
        if len(found) == before:
            return found


def _entries(node: Node) -> Iterator[Array]:
    if isinstance(node, Loop | Scan):
        yield from (one.entry for one in node.carried if one.entry is not None)
    if isinstance(node, Scan):
        yield from (one.part for one in node.inputs if isinstance(one.part, Array))


def _sources(node: Node) -> Iterator[Array]:
    return reads(node)
