"""How peaks and times grow with the number of turns of a loop: exact numbers of very long runs, and the power between.

A peak is a sum of powers of the number of turns T, up to rounding of lengths of segments, and the largest power is the
law. From T = 2^400 to 2^800, it alone tells by how many times the peak grows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from fractions import Fraction

from msgspec import Struct

from adlint.placement.costing.tree import CostTree
from adlint.placement.measuring.heights import recompute, stacks, times, weights

CONSTANT = "constant"
_SHORT, _LONG = 400, 800  # powers of 2
_MOST_ROOT = 7
_CLOSE = 1e-3


class Law(Struct, frozen=True):
    """How something grows with T, for long runs: as T to a power, or, if that is 0, not at all or as its logarithm."""

    power: Fraction
    is_logarithm: bool = False

    def expression(self, name: str) -> str:
        """The law as one of Python: `constant`, `log(T)`, `sqrt(T)`, `T`, `T**(1/3)`."""
        if self.power == 0:
            return f"log({name})" if self.is_logarithm else CONSTANT
        if self.power == Fraction(1, 2):
            return f"sqrt({name})"
        if self.power.denominator == 1:
            return name if self.power == 1 else f"{name}**{self.power}"
        return f"{name}**({self.power})"

    def text(self, name: str) -> str:
        """The law for people: `√T`, `T^(1/3)`."""
        if self.power == 0:
            return f"log {name}" if self.is_logarithm else CONSTANT
        if self.power == Fraction(1, 2):
            return f"√{name}"
        return self.expression(name).replace("**", "^")


class Growth(Struct, frozen=True):
    """How the peak, and what is computed again, in all and for each plain run, grow; None where that is no power."""

    peak: Law | None
    recompute: Law | None
    factor: Law | None


def growth(tree_at: Callable[[int], CostTree], joint: Collection[str]) -> Growth:
    """How a placement grows: `tree_at` gives the cost tree for a number of turns."""
    short, long = (_costs(tree_at(2**power), joint) for power in (_SHORT, _LONG))
    pairs = list(zip(short, long, strict=True))
    peak, more, time = (law(*pair) for pair in pairs)
    is_same = more is not None and time is not None and not more.is_logarithm
    factor = law(1, 1) if pairs[1][1] == 0 else Law(more.power - time.power) if is_same and more and time else None
    return Growth(peak, more, factor)


def _costs(tree: CostTree, joint: Collection[str]) -> tuple[int, int, int]:
    """Peak, what is computed again, and the time of a plain run."""
    sites = tree.sites()
    chosen = [one for one in joint if one in sites]
    peak = stacks(tree, dict.fromkeys(chosen, 1))[tree.entry].peak
    return int(peak), int(recompute(weights(tree), chosen)), int(times(tree)[tree.entry])


def law(short: int, long: int) -> Law | None:
    """The law between two numbers, of short and of long runs."""
    if short == long:
        return Law(Fraction(0))
    if short <= 0 or long < short:
        return None
    steps = math.log2(long) - math.log2(short)
    power = Fraction(steps / (_LONG - _SHORT)).limit_denominator(_MOST_ROOT)
    if power == 0:
        return Law(power, is_logarithm=abs(steps - 1) < _CLOSE * _SHORT)
    return Law(power) if abs(float(power) * (_LONG - _SHORT) - steps) < _CLOSE * (_LONG - _SHORT) else None
