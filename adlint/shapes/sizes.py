"""What is known, and what is assumed, of symbolic sizes while a program is evaluated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import attrgetter

from adlint.shapes.dims import Dim, dim
from adlint.symbolic import (
    Between,
    Polynomial,
    Symbol,
    at_least,
    maximum,
    minimum,
    polynomial,
    rate,
    substitute,
    surely_at_least,
    symbol,
    symbols_of,
)

_DEEPEST = 12  # loops around something
_key = attrgetter("key")
INDEX = "the index of a loop"


@dataclass(slots=True)
class Sizes:
    """Bounds of symbols by name; assumptions, each said to be at least 0; and names for what is not known, with what
    `site` said when they were made. Sizes that are `steady` are not known, but the same wherever they stand.
    """

    bounds: dict[str, Polynomial | int | Between] = field(default_factory=dict)
    assumed: list[Polynomial] = field(default_factory=list)
    made: int = 0
    site: Callable[[], object] | None = None
    origins: dict[str, object] = field(default_factory=dict)
    left: dict[str, Between] = field(default_factory=dict)
    steady: set[str] = field(default_factory=set)

    def enter(self, name: str, trips: Dim, done: Dim = 0) -> Polynomial:
        """The index of a loop, inside of it, when so many turns are `done`: one that runs is within its bounds."""
        found = symbol(name, INDEX)
        self.bounds[name] = Between(found, done, polynomial(trips) - 1)
        return found

    def leave(self, name: str) -> None:
        """Behind a loop nothing follows from its index being within bounds: it may not have run."""
        bound = self.bounds.pop(name, None)
        if isinstance(bound, Between):
            self.left[name] = bound

    def leave_all(self) -> None:
        """Outside of all loops."""
        for name in [name for name, bound in self.bounds.items() if _is_index(bound)]:
            self.leave(name)

    def fresh(self, reason: str, least: Dim | None = None, most: Dim | None = None) -> Polynomial:
        """A size that is not known, for a reason, within bounds (both included) if they are given."""
        self.made += 1
        name = f"_{self.made}"
        found = symbol(name, reason)
        self.origins[name] = self.site() if self.site is not None else None
        if least is not None and most is not None:
            self.bounds[name] = Between(found, least, most)
        elif least is not None:
            self.bounds[name] = least
        return found

    def at_least(self, a: Dim, b: Dim) -> bool | None:
        """Whether a ≥ b: True, False, or None if that depends on symbols."""
        if isinstance(a, int) and isinstance(b, int):
            return a >= b
        found = at_least(a, b, self.bounds)
        if found is None and any(surely_at_least(a - one, b, self.bounds) for one in self.assumed):
            return True
        return found

    def takes(self, a: Dim, b: Dim) -> bool | None:
        """Whether a ≥ b, which is assumed where sizes that have a name leave it open."""
        found = self.at_least(a, b)
        least = self._in_any_turn(dim(a - b)) if found is None else None
        if least is not None:
            self.assume(least)
            return True
        return found

    def span(self, length: Dim) -> Dim:
        """A length that is 0 where it would be negative. One that depends on names alone is assumed not to be."""
        if self.at_least(length, 0):
            return length
        if self.at_least(-1, length):
            return 0
        least = self._in_any_turn(length)
        if least is not None:
            self.assume(least)
            return length
        return dim(maximum([0, length], self.bounds))

    def _in_any_turn(self, length: Dim) -> Polynomial | None:
        """The least that a length is in any turn of the loops around, in sizes that have a name; None if it depends on
        something else.
        """
        value = polynomial(length)
        for _ in range(_DEEPEST):
            index = next((one for one in sorted(symbols_of(value), key=_key) if one.reason), None)
            if index is None:
                return value
            bound = self.bounds.get(index.key)
            slope = rate(value, symbol(index.key, index.reason))
            if not isinstance(bound, Between) or slope is None or slope.number is None:
                return None
            value = substitute(value, {index.key: bound.least if slope.number > 0 else bound.most})
        return None

    def smaller(self, a: Dim, b: Dim) -> Dim:
        """The smaller of two."""
        return dim(minimum([a, b], self.bounds))

    def larger(self, a: Dim, b: Dim) -> Dim:
        """The larger of two."""
        return dim(maximum([a, b], self.bounds))

    def assume(self, length: Polynomial) -> None:
        """Take a length for one that is at least 0."""
        if any(_follows(length, one) for one in self.assumed):
            return
        self.assumed[:] = [one for one in self.assumed if not _follows(one, length)] + [length]
        for one in sorted(symbols_of(length), key=_key):
            least = _least(length, one)
            old = self.bounds.get(one.key, one.least)
            if least is not None and isinstance(old, int):
                self.bounds[one.key] = max(old, least)


def _is_index(bound: object) -> bool:
    """Whether a bound is that of the index of a loop."""
    atom = bound.index.lone_atom if isinstance(bound, Between) else None
    return isinstance(atom, Symbol) and atom.reason == INDEX


def is_named(one: Symbol) -> bool:
    """Whether a symbol is a size that a user named, and not a loop index or something unknown."""
    return not one.reason


def _follows(length: Polynomial, other: Polynomial) -> bool:
    """Whether a length is at least 0 if another one is that is smaller by a number."""
    more = known(length - other)
    return more is not None and more >= 0


def _least(length: Polynomial, one: Symbol) -> int | None:
    """The least value of a symbol that a bound `c·symbol + d ≥ 0` says; None of another form."""
    terms = dict(length.terms)
    slope, rest = terms.pop((one,), 0), terms.pop((), 0)
    if terms or slope <= 0:
        return None
    return -(rest // slope)


def is_open(one: Symbol) -> bool:
    """Whether a symbol stands for something that is not known: it has no name, and counts no turns."""
    return bool(one.reason) and one.reason != INDEX


def named(name: str) -> Polynomial:
    """A size that a user named: at least 1."""
    return symbol(name, least=1)


def known(value: Dim) -> int | None:
    """The integer, where it is one."""
    return value if isinstance(value, int) else polynomial(value).number
