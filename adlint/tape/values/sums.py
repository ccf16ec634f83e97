"""Sums over the turns of a loop, in closed form where there is one."""

from __future__ import annotations

from adlint.shapes.dims import Dim, dim
from adlint.shapes.sizes import Sizes
from adlint.symbolic import (
    Between,
    Extreme,
    Polynomial,
    ceildiv,
    depends_on,
    floordiv,
    polynomial,
    rate,
    substitute,
    total,
)
from adlint.symbolic.polynomial import atoms_of, of_atom, put

MOST_TURNS = 2000  # of a sum that is formed turn by turn
DEEPEST = 6  # breakpoints within breakpoints


def summed(value: Dim, index: Polynomial, lo: Dim, hi: Dim, sizes: Sizes, depth: int = 0) -> Dim | None:
    """The sum of a value over an index from lo to hi - 1; None if no closed form tells, and there are too many turns.

    Where the value is the larger or smaller of two that are linear in the index, the sum is split where they cross.
    """
    found = total(polynomial(value), index, lo, hi, sizes.bounds)
    if found is not None:
        return dim(found)
    split = None if depth > DEEPEST else _split(polynomial(value), index, lo, hi, sizes, depth)
    if split is not None:
        return split
    if isinstance(lo, int) and isinstance(hi, int) and hi - lo <= MOST_TURNS:
        turns = (substitute(polynomial(value), {str(index): turn}, sizes.bounds) for turn in range(lo, hi))
        return dim(sum(turns, polynomial(0)))
    return None


def _split(value: Polynomial, index: Polynomial, lo: Dim, hi: Dim, sizes: Sizes, depth: int) -> Dim | None:
    for atom in atoms_of(value):
        if not isinstance(atom, Extreme) or len(atom.arguments) != 2 or not depends_on(of_atom(atom), index):
            continue
        gap = atom.arguments[0] - atom.arguments[1]
        slope = rate(gap, index)
        if slope is None or slope.number is None or slope.number == 0:
            continue
        start = substitute(gap, {str(index): 0}, sizes.bounds)
        grows = slope.number > 0
        # the first turn in which the other one of the two is the larger
        crossing = ceildiv(-start, slope.number) if grows else floordiv(start, -slope.number) + 1
        middle = sizes.larger(lo, sizes.smaller(dim(crossing), hi)) if hi != lo else lo
        first, other = (1, 0) if grows == (atom.kind == "max") else (0, 1)
        parts = [
            _within(put(value, atom, atom.arguments[number]), index, *ends, sizes, depth)
            for number, ends in ((first, (lo, middle)), (other, (middle, hi)))
        ]
        low, high = parts
        if low is not None and high is not None:
            return dim(low + high)
    return None


def _within(value: Polynomial, index: Polynomial, lo: Dim, hi: Dim, sizes: Sizes, depth: int) -> Dim | None:
    sizes.bounds[str(index)] = Between(index, lo, polynomial(hi) - 1)
    found = summed(dim(value), index, lo, hi, sizes, depth + 1)
    sizes.bounds.pop(str(index), None)
    return found
