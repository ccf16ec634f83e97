"""Sums of variables in whole numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

LONG = 12  # terms of a sum, of which more get a variable of their own


@dataclass(frozen=True, slots=True)
class Linear:
    """So many bytes, and so much of each variable."""

    constant: int = 0
    terms: Mapping[int, int] = field(default_factory=dict)

    def __add__(self, other: Linear) -> Linear:
        terms = dict(self.terms)
        for variable, factor in other.terms.items():
            terms[variable] = terms.get(variable, 0) + factor
        return Linear(self.constant + other.constant, terms)

    def most(self, of: Sequence[int]) -> int:
        """What it can be at most, given that of the variables."""
        return self.constant + sum(factor * of[one] for one, factor in self.terms.items() if factor > 0)

    def times(self, factor: int) -> Linear:
        """All of it so many times."""
        return Linear(self.constant * factor, {one: value * factor for one, value in self.terms.items()})
