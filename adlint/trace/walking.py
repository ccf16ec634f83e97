"""What nodes are made of: the traces inside of them, and the arrays that they make and read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from adlint.trace.nodes import (
    Alt,
    Array,
    Call,
    Checkpoint,
    Custom,
    Loop,
    Node,
    Op,
    Opaque,
    Operand,
    Repeated,
    Scan,
    Trace,
)


def bodies(node: Node) -> tuple[Trace, ...]:
    """What is run inside of a node; of a call with a derivative of its own the function, not its rules."""
    match node:
        case Op() | Opaque():
            return ()
        case Alt():
            return node.branches
        case _:
            return (node.body,)


def with_bodies(node: Node, change: Callable[[Trace], Trace]) -> Node:
    """The node with other traces in the place of those that are run inside of it."""
    match node:
        case Op() | Opaque():
            return node
        case Alt():
            return replace(node, branches=tuple(map(change, node.branches)))
        case _:
            return replace(node, body=change(node.body))


def within(trace: Trace) -> Iterator[Node]:
    """All nodes, those inside of others too."""
    for node in trace:
        yield node
        for body in bodies(node):
            yield from within(body)


def made(node: Node) -> Iterator[Array]:
    """The arrays that a node itself makes for those behind it."""
    match node:
        case Op() | Custom():
            yield from node.results
        case Scan():
            yield from (one.final for one in node.carried)
            yield from (one.whole for one in node.outputs)
        case Loop():
            yield from (one.final for one in node.carried)
        case Alt():
            yield from (join.result for join in node.joins)
        case _:
            pass


def results(node: Node) -> Iterator[Array]:
    """The arrays that may be read behind a node: what stands in a call, branch or loop of Python does, too."""
    yield from made(node)
    if isinstance(node, Alt | Call | Checkpoint | Loop):
        for inner in _inside(node):
            yield from results(inner)


def bound(node: Node) -> Iterator[Array]:
    """All arrays that are made in a node, those of bodies and rules too, and what stands for one of each turn."""
    yield from made(node)
    match node:
        case Scan():
            yield from (one.entry for one in node.carried if one.entry is not None)
            yield from arrays(one.part for one in node.inputs)
        case Loop():
            yield from (one.entry for one in node.carried if one.entry is not None)
        case Custom():
            yield from node.seeds
            for inner in (*node.rule, *node.backward):
                yield from bound(inner)
        case _:
            pass
    for inner in _inside(node):
        yield from bound(inner)


def reads(node: Node) -> Iterator[Array]:
    """The arrays that a node reads, those that are made inside of it too."""
    match node:
        case Op() | Opaque():
            yield from arrays(node.operands)
        case Scan():
            yield from arrays(one.whole for one in node.inputs)
            yield from arrays(one.part for one in node.outputs)
            yield from _handed_on(node)
        case Loop():
            yield from _handed_on(node)
        case Alt():
            yield from arrays((node.selector, *(one for join in node.joins for one in join.sources)))
        case Custom():
            yield from arrays((*node.inputs, *node.outputs))
        case _:
            pass
    for inner in _inside(node):
        yield from reads(inner)


def arrays(operands: Iterable[Operand]) -> Iterator[Array]:
    """The arrays among operands, also those that every turn of a loop made."""
    for one in operands:
        if isinstance(one, Array):
            yield one
        elif isinstance(one, Repeated):
            yield one.array


def _handed_on(node: Loop | Scan) -> Iterator[Array]:
    return arrays(operand for one in node.carried for operand in (one.initial, one.exit))


def _inside(node: Node) -> Iterator[Node]:
    return (inner for body in bodies(node) for inner in body)
