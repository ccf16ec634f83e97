"""Intervals: sizes of which only bounds are known."""

from __future__ import annotations

from msgspec import Struct

from adlint.symbolic.bounds import NOTHING_KNOWN, Bounds
from adlint.symbolic.comparison import at_least
from adlint.symbolic.extremes import maximum, minimum
from adlint.symbolic.polynomial import Polynomial, polynomial


class Interval(Struct, frozen=True, gc=False):
    """Some size from lo to hi, both included; hi is None where there is no bound. Ends are at least 0."""

    lo: Polynomial
    hi: Polynomial | None

    def __add__(self, other: Interval) -> Interval:
        hi = None if self.hi is None or other.hi is None else self.hi + other.hi
        return Interval(self.lo + other.lo, hi)

    def __mul__(self, other: Interval) -> Interval:
        if other.hi == polynomial(0) or self.hi == polynomial(0):
            return exactly(0)
        hi = None if self.hi is None or other.hi is None else self.hi * other.hi
        return Interval(self.lo * other.lo, hi)

    @property
    def value(self) -> Polynomial | None:
        """The size, where both ends are the same; None if it is not known."""
        return self.lo if self.lo == self.hi else None

    def join(self, other: Interval, lower_bounds: Bounds = NOTHING_KNOWN) -> Interval:
        """An interval of the sizes in either."""
        hi = None if self.hi is None or other.hi is None else maximum([self.hi, other.hi], lower_bounds)
        return Interval(minimum([self.lo, other.lo], lower_bounds), hi)

    def contains(self, size: Polynomial | int, lower_bounds: Bounds = NOTHING_KNOWN) -> bool | None:
        """Whether a size lies in the interval: True, False, or None where that is not known."""
        sides = [at_least(size, self.lo, lower_bounds)]
        if self.hi is not None:
            sides.append(at_least(self.hi, size, lower_bounds))
        return False if False in sides else (True if None not in sides else None)


def exactly(size: Polynomial | int) -> Interval:
    """The interval of one size."""
    return Interval(polynomial(size), polynomial(size))


def from_least(size: Polynomial | int) -> Interval:
    """The interval of all sizes from this one on."""
    return Interval(polynomial(size), None)
