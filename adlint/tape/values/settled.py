"""Alternatives that change no tape: nothing in them is recorded, and what they give is read by nothing that is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from adlint.trace import Alt, Array, Call, Loop, Node, Op, Trace, within
from adlint.trace.walking import arrays, reads


def settled(trace: Trace, results: Iterable[Array]) -> frozenset[Alt]:
    """The alternatives in a trace, of which these are the results, for which any branch stands as well as another."""
    nodes = tuple(within(trace))
    needed = _needed(nodes, results)
    return frozenset(
        node
        for node in nodes
        if isinstance(node, Alt)
        and all(_is_plain(one) for branch in node.branches for one in within(branch))
        and not any(join.result.buffer in needed for join in node.joins)
    )


def _is_plain(node: Node) -> bool:
    """Whether a node itself is not recorded, whatever is in it."""
    return isinstance(node, Alt | Call | Loop) or (isinstance(node, Op) and node.attribute("plain") is True)


def _needed(nodes: tuple[Node, ...], results: Iterable[Array]) -> set[int]:
    """The memories that something that may be recorded reads, or that are a result."""
    found = {one.buffer for one in results}
    for node in nodes:
        if not _is_plain(node):
            found.update(one.buffer for one in reads(node))
    links = [(a.buffer, b.buffer) for node in nodes for a, b in _links(node)]
    while True:
        more = {source for result, source in links if result in found} - found
        if not more:
            return found
        found |= more


def _links(node: Node) -> Iterator[tuple[Array, Array]]:
    """Arrays that are others under another name, with these."""
    match node:
        case Alt():
            yield from ((join.result, one) for join in node.joins for one in arrays(join.sources))
        case Loop():
            for one in node.carried:
                for source in arrays((one.initial, one.exit)):
                    yield one.final, source
                    yield from () if one.entry is None else ((one.entry, source),)
        case _:
            pass
