"""Loops of Python's, turn by turn, where a derivative inside of the program goes through them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from adlint.frameworks.jax.linear.looping import shapes_at
from adlint.frameworks.jax.primitives import Emitter
from adlint.frameworks.renaming import copied, renamed
from adlint.trace import Array, Call, Loop, Node, Operand, Trace
from adlint.trace.walking import bound, reads, within

MOST_TURNS = 200  # of one loop; longer ones stay


def turn_by_turn(m: Emitter, trace: Trace, ends: Iterable[Array]) -> tuple[Trace, dict[Array, Operand]]:
    """The trace with the turns of loops behind each other, and what stands for arrays then. It stays as it is if what
    stands for all turns, as in a list that they fill, is read behind them, or is among the `ends`.
    """
    names: dict[Array, Operand] = {}
    found = tuple(_unrolled(m, trace, names))
    loops = [node for node in within(trace) if isinstance(node, Loop)]
    gone = {one for loop in loops for node in loop.body for one in bound(node)}
    if gone.isdisjoint(ends) and all(gone.isdisjoint(reads(node)) for node in found):
        return found, names
    return trace, {}


def _unrolled(m: Emitter, trace: Iterable[Node], names: dict[Array, Operand]) -> Iterator[Node]:
    for node in trace:
        match node:
            case Call():
                yield from _unrolled(m, node.body, names)
            case Loop(trips=int(trips)) if trips <= MOST_TURNS:
                yield from _turns(m, node, trips, names)
            case _:
                yield from renamed((node,), names)


def _turns(m: Emitter, node: Loop, trips: int, names: dict[Array, Operand]) -> Iterator[Node]:
    def now(one: Operand) -> Operand:
        return names.get(one, one) if isinstance(one, Array) else one

    ends = [now(one.initial) for one in node.carried]
    for turn in range(trips):
        found = dict(names)
        found.update({one.entry: end for one, end in zip(node.carried, ends, strict=True) if one.entry is not None})
        body = copied(m, node.body, found, shapes_at(m, node, turn))
        yield from _unrolled(m, body, names)
        ends = [now(found.get(one.exit, one.exit)) if isinstance(one.exit, Array) else one.exit for one in node.carried]
    names.update(zip((one.final for one in node.carried), ends, strict=True))
