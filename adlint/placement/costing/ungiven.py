"""Calls whose results are not all that is read of them: a checkpoint that knows of these alone loses the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterator

from adlint.placement.costing.sites import candidate, inside
from adlint.trace import Array, Call, Carry, Loop, Site, Trace, within
from adlint.trace.walking import bodies, reads, results


def ungiven(trace: Trace, is_known: Callable[[str], bool]) -> Iterator[str]:
    """The sites of calls that give something else than arrays, or make arrays that are read behind them and that they
    do not give.
    """
    total = _read(trace, _final(trace))
    return _ungiven(trace, is_known, total, None)


def _ungiven(
    trace: Trace, is_known: Callable[[str], bool], total: Counter[int], around: Site | None
) -> Iterator[str]:
    for node in trace:
        found = candidate(node, around, is_known)
        if found is not None and isinstance(node, Call):
            own, given = _read(node.body, total), {one.number for one in node.gives or ()}
            kept = {one.number for inner in node.body for one in results(inner)} - given
            if node.gives is None or any(total[one] > own[one] for one in kept):
                yield found.id
        for body in bodies(node):
            yield from _ungiven(body, is_known, total, inside(node, around))


def _read(trace: Trace, final: Container[int]) -> Counter[int]:
    """How often arrays are read. What turns of a loop leave, and do not hand on, is read if the `final` array is."""
    left = (one for one in _left(trace) if one.final.number not in final)
    dead = Counter(one.exit.number for one in left if isinstance(one.exit, Array))
    return Counter(one.number for node in trace for one in reads(node)) - dead


def _left(trace: Trace) -> Iterator[Carry]:
    """What loops leave, and do not hand on from turn to turn."""
    return (one for node in within(trace) if isinstance(node, Loop) for one in node.carried if one.entry is None)


def _final(trace: Trace) -> frozenset[int]:
    """The arrays that are read, by more than what is left of loops."""
    found = frozenset[int]()
    while True:
        before, found = found, frozenset(_read(trace, found))
        if found <= before:
            return before
