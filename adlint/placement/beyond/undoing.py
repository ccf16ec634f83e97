"""What would not be kept if the reverse sweep of source transformation undid statements that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from adlint.bytesize import human
from adlint.placement.beyond.saving import INVERSION, Saving
from adlint.placement.costing.traced import Traced
from adlint.shapes.dims import Dim
from adlint.tape.lines import Kept
from adlint.trace import Array, Loop, Node, Op, Site, within


def undone(
    traced: Traced, statements: Mapping[tuple[str, int], str], number: Callable[[Dim], int]
) -> Iterator[Saving]:
    """The savings of statements, given as the operations that add to variables. Where an operation that needs the old
    value works on other arrays of its shape, too, it is not known which of them is kept, and nothing is counted.
    """
    nodes = {node.site: node for node in within(traced.plain)}
    for (function, at), name in statements.items():
        here = [one for one in nodes.values() if (one.site.function, one.site.at) == (function, at)]
        variable = [one.results[0] for one in here if isinstance(one, Op) and one.results]
        memories = {one.buffer for one in variable} | set(_entries(nodes, variable))
        saved = sum(number(one.bytes) for one in _kept(traced, nodes, memories, variable))
        if saved:
            why = f"what is added to `{name}` can be subtracted again: {human(saved)} of old values need not be kept"
            yield Saving(INVERSION, function, at, saved, why)


def _entries(nodes: Mapping[Site, Node], variable: list[Array]) -> Iterator[int]:
    """The memories that hold a variable at the start of a turn."""
    numbers = {one.number for one in variable}
    for node in nodes.values():
        for one in node.carried if isinstance(node, Loop) else ():
            if isinstance(one.exit, Array) and one.exit.number in numbers and one.entry is not None:
                yield one.entry.buffer


def _kept(
    traced: Traced, nodes: Mapping[Site, Node], memories: set[int], variable: list[Array]
) -> Iterator[Kept]:
    shapes = {one.shape for one in variable}
    for site, several in traced.tape.lines.items():
        node = nodes.get(site)
        operands = [one for one in node.operands if isinstance(one, Array)] if isinstance(node, Op) else []
        alike = [one for one in operands if one.shape in shapes]
        if alike and all(one.buffer in memories for one in alike):
            yield from (one for one in several if one.shape in shapes)
