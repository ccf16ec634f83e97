"""Sums over a loop index in closed form, and how often a loop runs."""

from __future__ import annotations

from functools import lru_cache
from math import comb

from adlint.symbolic.atoms import Symbol
from adlint.symbolic.bounds import NOTHING_KNOWN, Bounds
from adlint.symbolic.comparison import at_least
from adlint.symbolic.division import ceildiv
from adlint.symbolic.extremes import maximum
from adlint.symbolic.polynomial import Polynomial, constant, of_atom, over, polynomial, powers_of
from adlint.symbolic.substitution import depends_on, substitute

HIGHEST_POWER = 12  # of an index


def total(
    value: Polynomial,
    index: Polynomial,
    lo: Polynomial | int,
    hi: Polynomial | int,
    lower_bounds: Bounds = NOTHING_KNOWN,
) -> Polynomial | None:
    """The sum of a value over the symbol `index` from lo to hi - 1: Faulhaber's polynomials, at both ends.

    None if the value is no polynomial in the index, or one of a very high degree. Where hi < lo the sum is 0.
    """
    atom = index.lone_atom
    if atom is None:
        return None
    parts = powers_of(value, atom)
    if max(parts, default=0) > HIGHEST_POWER or any(depends_on(part, index) for part in parts.values()):
        return None
    lo = polynomial(lo)
    end = polynomial(hi) if at_least(hi, lo, lower_bounds) else maximum([lo, hi], lower_bounds)
    result = constant(0)
    for power, part in parts.items():
        result = result + part * (power_sum(power, end, lower_bounds) - power_sum(power, lo, lower_bounds))
    return result


def power_sum(power: int, end: Polynomial, lower_bounds: Bounds = NOTHING_KNOWN) -> Polynomial:
    """0^power + 1^power + ... + (end - 1)^power, as a polynomial in `end` (Faulhaber; 0^0 is 1)."""
    return substitute(_faulhaber(power), {"n": end}, lower_bounds)


def trips(
    lo: Polynomial | int, hi: Polynomial | int, step: int = 1, lower_bounds: Bounds = NOTHING_KNOWN
) -> Polynomial:
    """`len(range(lo, hi, step))`; the step is not 0."""
    span = polynomial(hi) - lo if step > 0 else polynomial(lo) - hi
    return maximum([0, ceildiv(span, abs(step))], lower_bounds)


@lru_cache(maxsize=HIGHEST_POWER + 1)
def _faulhaber(power: int) -> Polynomial:
    """From n^(k+1) = Σ C(k+1, j) S_j(n), the sum of the differences (i+1)^(k+1) - i^(k+1)."""
    n = of_atom(Symbol("n"))
    rest = n ** (power + 1)
    for lower in range(power):
        rest = rest - _faulhaber(lower) * comb(power + 1, lower)
    return over(rest, power + 1)
