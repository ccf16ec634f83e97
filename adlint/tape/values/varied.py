"""Which memories hold something that depends on the arguments with respect to which derivatives are taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from adlint.trace import Alt, Array, Custom, Loop, Node, Op, Operand, Repeated, Scan, Trace, within

# operations whose derivative is 0 wherever there is one
_CONSTANT = frozenset("sign floor ceil trunc rint round floor_divide stop_gradient detach".split())


def varied(trace: Trace, active: Iterable[Array]) -> frozenset[int]:
    """The buffers that are active at some time, those of the arguments too. What is written in place stays active."""
    found = {one.buffer for one in active}
    nodes = tuple(within(trace))
    while True:
        before = len(found)
        for node in nodes:
            for sources, results in _flows(node):
                if any(one.buffer in found and one.is_inexact for one in _arrays(sources)):
                    found.update(one.buffer for one in results if one.is_inexact)
        if len(found) == before:
            return frozenset(found)


def _flows(node: Node) -> Iterator[tuple[Iterable[Operand], tuple[Array, ...]]]:
    """From which arrays to which others values go."""
    match node:
        case Op():
            if node.name.rpartition(".")[2] not in _CONSTANT and not node.attribute("plain"):
                yield node.operands, node.results
        case Loop() | Scan():
            for one in node.carried:
                if one.entry is not None:
                    yield (one.initial, one.exit), (one.entry,)
                yield (one.initial, one.exit), (one.final,)
            if isinstance(node, Scan):
                yield from (((one.whole,), _arrays((one.part,))) for one in node.inputs)
                yield from (((one.part,), (one.whole,)) for one in node.outputs)
        case Alt():
            yield from ((join.sources, (join.result,)) for join in node.joins)
        case Custom():
            yield node.inputs, node.results
        case _:
            pass


def _arrays(operands: Iterable[Operand]) -> tuple[Array, ...]:
    several = (one.array if isinstance(one, Repeated) else one for one in operands)
    return tuple(one for one in several if isinstance(one, Array))
