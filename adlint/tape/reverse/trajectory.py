"""The states that a program hands from step to step: what the adjoint of its equations needs in the place of a tape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from adlint.shapes.dims import Dim, dim
from adlint.shapes.sizes import INDEX
from adlint.symbolic import depends_on, polynomial, symbol
from adlint.tape.values.flow import VIEWS
from adlint.tape.values.varied import varied
from adlint.trace import Alt, Array, Call, Carry, Checkpoint, Loop, Op, Scan, Trace, within
from adlint.trace.walking import arrays


class Trajectory(Struct, frozen=True):
    """So many `steps`, and the bytes of the active `state` that each hands to the next."""

    state: Dim
    steps: Dim


def trajectories(trace: Trace, arguments: Sequence[Array]) -> tuple[Trajectory, ...]:
    """Those of the outermost loops, with respect to these arguments."""
    active = varied(trace, arguments)
    return tuple(found for one in _loops(trace) if (found := _of(one, active)) is not None)


def _loops(trace: Trace) -> Iterator[Loop | Scan]:
    for node in trace:
        match node:
            case Loop() | Scan():
                yield node
            case Call() | Checkpoint():
                yield from _loops(node.body)
            case Alt():
                for branch in node.branches:
                    yield from _loops(branch)
            case _:
                pass


def _of(node: Loop | Scan, active: frozenset[int]) -> Trajectory | None:
    """What is handed on and active: under another name, or in a memory that a step reads before it writes to it."""
    carried = [one for one in node.carried if one.entry is not None and not _is_sum(one, node.body)]
    handed = {one.entry.buffer: one.entry for one in carried if one.entry is not None}
    state = [one for one in (*handed.values(), *_updated(node.body)) if one.buffer in active]
    size: Dim = 0
    for one in {one.buffer: one for one in state}.values():
        size = dim(size + one.bytes)
    index = symbol(node.index, INDEX) if isinstance(node, Loop) else None
    if not state or (index is not None and depends_on(polynomial(size), index)):
        return None
    return Trajectory(size, node.trips)


def _is_sum(carry: Carry, body: Trace) -> bool:
    """Whether a step does no more than add to what it is handed: its adjoint does not need to know that."""
    readers = [
        node
        for node in within(body)
        if isinstance(node, Op) and node.name != "numpy.bind" and any(one is carry.entry for one in node.operands)
    ]
    sums = ("add", "subtract", "sub")
    return bool(readers) and all(
        one.name.rpartition(".")[2] in sums and any(result is carry.exit for result in one.results) for one in readers
    )


def _updated(body: Trace) -> Iterator[Array]:
    """Arrays from outside that are read, and then written to in place."""
    read: dict[int, Array] = {}
    made: set[int] = set()
    for node in within(body):
        if not isinstance(node, Op):
            continue
        target = node.results[0] if node.results else None
        stores = node.name == "numpy.setitem"
        given = list(arrays(node.operands[1:] if stores else node.operands))
        for one in given:
            if one.buffer not in made and (one.number == one.buffer or one.buffer not in read):
                read[one.buffer] = one
        for one in node.results:
            if one.number == one.buffer:
                made.add(one.buffer)
        is_written = target is not None and target.buffer != target.number and _writes(node)
        if target is not None and is_written and target.buffer in read and target.buffer not in made:
            yield read[target.buffer]


def _writes(op: Op) -> bool:
    """Whether an operation writes in place, and is no view."""
    return op.name not in VIEWS and not op.attribute("view")
