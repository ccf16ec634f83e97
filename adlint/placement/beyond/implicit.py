"""What would not be kept of loops that run until they have converged: by the implicit function theorem, the derivative
of a solution follows from the last turn alone (Christianson 1994).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from adlint.bytesize import human
from adlint.placement.beyond.saving import Saving
from adlint.placement.costing.traced import Traced
from adlint.shapes.dims import Dim
from adlint.symbolic import Polynomial, evaluate, symbols_of
from adlint.trace import Loop, Scan, within

IMPLICIT = "implicit differentiation"


def implicit(traced: Traced, loops: Collection[tuple[str, int]]) -> Iterator[Saving]:
    """The savings of loops, given by the functions and operations that they are: what is kept in all, less what is if
    the loop has one turn. How many it has depends on data: as many as are given, or as it can have.
    """
    sizes = {**traced.most, **traced.given}
    for node in within(traced.plain):
        if not isinstance(node, Loop | Scan) or (node.site.function, node.site.at) not in loops:
            continue
        once = _once(node.trips, sizes)
        whole, last = (_number(traced.tape.bytes, one) for one in (sizes, once))
        if once and whole is not None and last is not None and whole > last:
            why = f"it iterates until it has converged: its last turn alone keeps {human(last)} of {human(whole)}"
            yield Saving(IMPLICIT, node.site.function, node.site.at, whole - last, why)


def _once(trips: Dim, sizes: Mapping[str, int]) -> dict[str, int]:
    """The sizes with which a loop has one turn, if one size alone decides that; else none."""
    names = [one.key for one in symbols_of(trips)] if isinstance(trips, Polynomial) else []
    now = _number(trips, sizes)
    if len(names) != 1 or now is None or names[0] not in sizes:
        return {}
    found = {**sizes, names[0]: sizes[names[0]] - (now - 1)}
    return found if _number(trips, found) == 1 else {}


def _number(size: Dim, sizes: Mapping[str, int]) -> int | None:
    found = evaluate(size, sizes) if isinstance(size, Polynomial) else size
    return None if isinstance(found, Polynomial) else found
