"""Turns of a loop at which a condition on its index changes."""

from __future__ import annotations

from collections.abc import Iterable

from adlint.evaluate.machine import Machine
from adlint.shapes.dims import Dim, dim
from adlint.shapes.sizes import INDEX
from adlint.symbolic import Polynomial, ceildiv, floordiv, polynomial, rate, substitute, symbols_of

MOST_SPLITS = 8  # of one loop


def breakpoint_of(m: Machine, gaps: Iterable[Polynomial], index: Polynomial, trips: Dim) -> Dim | None:
    """The first turn in which the sign of one of several differences is another than before: not the first one of all,
    and perhaps beyond the last. None if there is none, or no difference is affine in the index.
    """
    if not _is_settled(m, polynomial(trips), ""):
        return None
    least: Dim | None = None
    for gap in gaps:
        turn = _turn(m, gap, index)
        if turn is None or m.sizes.at_least(0, turn) or m.sizes.at_least(turn, trips):
            continue
        if least is None or m.sizes.at_least(least, turn):
            least = turn
    if least is None:
        return None
    return m.sizes.span(least) if _is_named(least) else m.sizes.larger(0, least)


def _is_named(trips: Dim) -> bool:
    return all(not one.reason for one in symbols_of(polynomial(trips)))


def _turn(m: Machine, gap: Polynomial, index: Polynomial) -> Dim | None:
    """The first turn in which `gap >= 0` is not what it was."""
    slope = rate(gap, index)
    if slope is None or slope.number is None or slope.number == 0 or not _is_settled(m, gap, str(index)):
        return None
    start = substitute(gap, {str(index): 0}, m.sizes.bounds)
    return dim(ceildiv(-start, slope.number) if slope.number > 0 else floordiv(start, -slope.number) + 1)


def _is_settled(m: Machine, size: Polynomial, index: str) -> bool:
    """Whether a size depends on nothing but sizes with a name, this index, and those of loops around."""
    symbols = (one for one in symbols_of(size) if one.reason and one.key != index)
    return all(one.reason == INDEX and one.key in m.sizes.bounds for one in symbols)
