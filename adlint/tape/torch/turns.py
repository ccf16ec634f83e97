"""In which turns of the loops around it something happens: boxes, one interval for each loop from the outermost in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from msgspec import Struct

from adlint.shapes.dims import Dim, dim
from adlint.shapes.sizes import Sizes
from adlint.symbolic import Bounds, Polynomial, evaluate, polynomial, symbol, symbols_of, total

_LARGE, _SMALL = 1_000_003, 1_009  # what stands for symbols where nothing else decides an order


class Turns(Struct, frozen=True):
    """The turns lo to hi - 1 of a loop; `index` is the symbol that counts them."""

    index: str
    lo: Dim
    hi: Dim


Box: TypeAlias = tuple[Turns, ...]


def less(a: Dim, b: Dim, sizes: Sizes) -> bool:
    """Whether a < b: where symbols leave that open, as it is for large sizes and small indices. Sums of parts come out
    right for small sizes, too, as polynomials.
    """
    if isinstance(a, int) and isinstance(b, int):
        return a < b
    gap = dim(polynomial(b) - a)
    known = sizes.at_least(gap, 1)
    if known is not None or not isinstance(gap, Polynomial):
        return known is True
    found = evaluate(gap, {one.key: _SMALL if one.reason else _LARGE for one in symbols_of(gap)})
    return isinstance(found, int) and found > 0


def without(box: Box, others: Iterable[Box], sizes: Sizes) -> list[Box]:
    """The parts of a box that none of the others covers, all over the same loops."""
    left = [box]
    for other in others:
        left = [part for one in left for part in _minus(one, other, sizes)]
    return left


def _minus(box: Box, other: Box, sizes: Sizes) -> list[Box]:
    parts: list[Box] = []
    rest = list(box)
    for level, (turns, away) in enumerate(zip(box, other, strict=True)):
        lo = away.lo if less(turns.lo, away.lo, sizes) else turns.lo
        hi = away.hi if less(away.hi, turns.hi, sizes) else turns.hi
        if not less(lo, hi, sizes):
            return [box]
        for start, end in ((turns.lo, lo), (hi, turns.hi)):
            if less(start, end, sizes):
                parts.append((*rest[:level], Turns(turns.index, start, end), *rest[level + 1 :]))
        rest[level] = Turns(turns.index, lo, hi)
    return parts


def summed(size: Dim, box: Box, sizes: Sizes) -> Dim | None:
    """A size that depends on the indices, over all turns of a box; None if there is no closed form."""
    found: Dim = size
    for turns in reversed(box):
        index = symbol(turns.index, "the index of a loop")
        told = total(polynomial(found), index, turns.lo, turns.hi, _lively(turns, sizes))
        if told is None:
            return None
        found = dim(told)
    return found


def _lively(turns: Turns, sizes: Sizes) -> Bounds:
    """Bounds under which a loop has turns: its ends are compared as for large symbols."""
    bounds = dict(sizes.bounds)
    for one in symbols_of(polynomial(turns.hi) - turns.lo):
        known = bounds.get(one.key, one.least)
        if not one.reason and isinstance(known, int):
            bounds[one.key] = max(known, 4)
    return bounds
