"""Which of two sizes is larger: True, False, or None where that is not known. Nothing here raises."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from adlint.symbolic.atoms import Atom, Extreme, Quotient, Symbol
from adlint.symbolic.bounds import NOTHING_KNOWN, Between, Bounds, Known, shifted, turned
from adlint.symbolic.polynomial import Polynomial, atoms_of, polynomial, powers_of, put

STEPS = 60  # of one proof
MOST_TERMS = 1000  # of what is looked at in one of them
KEPT = 1 << 12  # proofs: an analysis asks the same few again and again
_ZERO = Polynomial({})


def at_least(a: Polynomial | int, b: Polynomial | int, lower_bounds: Bounds = NOTHING_KNOWN) -> bool | None:
    """Whether a ≥ b wherever symbols are at least what their bounds say: True always, False never, None unknown.

    Symbols without a bound are at least 0, those with a reason may be anything. Every symbol is written as its bound
    and something that is at least 0; then the signs of the coefficients tell.
    """
    difference = polynomial(a) - b
    if difference.number is not None:
        return difference.number >= 0
    known = tuple(lower_bounds.items())
    if _is_nonnegative(difference, known):
        return True
    return False if _is_nonnegative(-difference - 1, known) else None


def surely_at_least(a: Polynomial | int, b: Polynomial | int, lower_bounds: Bounds = NOTHING_KNOWN) -> bool:
    """Whether a ≥ b is known: `at_least` for those who would not tell False from None, at half the cost."""
    difference = polynomial(a) - b
    if difference.number is not None:
        return difference.number >= 0
    return _is_nonnegative(difference, tuple(lower_bounds.items()))


def at_most(a: Polynomial | int, b: Polynomial | int, lower_bounds: Bounds = NOTHING_KNOWN) -> bool | None:
    """Whether a ≤ b, as `at_least` says it."""
    return at_least(b, a, lower_bounds)


def equal(a: Polynomial | int, b: Polynomial | int, lower_bounds: Bounds = NOTHING_KNOWN) -> bool | None:
    """Whether a = b, as `at_least` says it."""
    a, b = polynomial(a), polynomial(b)
    if a == b:
        return True
    sides = (at_least(a, b, lower_bounds), at_least(b, a, lower_bounds))
    return False if False in sides else (True if None not in sides else None)


@lru_cache(KEPT)
def _is_nonnegative(value: Polynomial, known: Known) -> bool:
    return _Proof(dict(known)).nonnegative(value)


class _Proof:
    """One attempt to show that something is not negative, in a limited number of steps."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.left = STEPS
        self.turned = turned(bounds)

    def nonnegative(self, value: Polynomial) -> bool:
        """Whether the value is seen to be at least 0."""
        if value.number is not None:
            return value.number >= 0
        self.left -= 1
        if self.left < 0:
            return False
        atoms = [atom for atom in atoms_of(value) if not isinstance(atom, Symbol)]
        for atom in atoms:
            if self._without(value, atom):
                return True
        if any(self.nonnegative(one) for one in self._below(value)):
            return True
        positive: set[Atom] = {atom for atom in atoms if self._is_nonnegative(atom)}
        readings = (self.bounds,) if self.turned is None else (self.bounds, self.turned)
        return any(_has_nonnegative_terms(value, bounds, positive) for bounds in readings)

    def _without(self, value: Polynomial, atom: Atom) -> bool:
        """Whether the value is at least 0 with something in the place of the atom that makes it no larger."""
        parts = powers_of(value, atom)
        if isinstance(atom, Extreme) and self._in_all_cases(value, atom, max(parts)):
            return True
        if max(parts) > 1:
            return False
        factor, rest = parts[1], parts.get(0, _ZERO)
        grows, falls = self.nonnegative(factor), self.nonnegative(-factor)
        if isinstance(atom, Quotient):
            return self._by_quotient(atom, factor, rest, grows=grows, falls=falls)
        if isinstance(atom, Extreme) and (grows if atom.kind == "max" else falls):
            return any(self.nonnegative(factor * argument + rest) for argument in atom.arguments)
        return False

    def _below(self, value: Polynomial) -> Iterator[Polynomial]:
        """What the value is at least: with an end of its bounds for a symbol that is at most the least of several."""
        for atom in atoms_of(value):
            bound = self.bounds.get(atom.key) if isinstance(atom, Symbol) else None
            if not isinstance(bound, Between) or max(powers_of(value, atom)) > 1:
                continue
            most = polynomial(bound.most)
            extremes = [one for one in atoms_of(most) if isinstance(one, Extreme) and one.kind == "min"]
            if extremes and self.nonnegative(-powers_of(value, atom)[1]):
                for argument in extremes[0].arguments:
                    yield put(value, atom, put(most, extremes[0], argument))

    def _in_all_cases(self, value: Polynomial, atom: Extreme, power: int) -> bool:
        """Whether the value is at least 0 with each argument in the place of the atom, which is one of them."""
        longest = max(len(argument.terms) for argument in atom.arguments)
        if len(value.terms) * longest**power > MOST_TERMS:
            return False
        return all(self.nonnegative(put(value, atom, argument)) for argument in atom.arguments)

    def _by_quotient(self, atom: Quotient, factor: Polynomial, rest: Polynomial, *, grows: bool, falls: bool) -> bool:
        numerator, divisor = atom.numerator, atom.divisor.number
        if divisor is not None and divisor > 0:
            if grows and self.nonnegative(factor * (numerator - (divisor - 1)) + rest * divisor):
                return True
            if falls:
                return self.nonnegative(factor * numerator + rest * divisor)
        elif falls and self._is_nonnegative(atom):
            return self.nonnegative(factor * numerator + rest)
        return grows and self._is_nonnegative(atom) and self.nonnegative(rest)

    def _is_nonnegative(self, atom: Atom) -> bool:
        if isinstance(atom, Extreme):
            some = any if atom.kind == "max" else all
            return some(self.nonnegative(argument) for argument in atom.arguments)
        if isinstance(atom, Quotient):
            return self.nonnegative(atom.divisor - 1) and self.nonnegative(atom.numerator)
        return False


def _has_nonnegative_terms(value: Polynomial, bounds: Bounds, positive: set[Atom]) -> bool:
    """Whether all terms are at least 0 once every symbol is written as how far it is from its bound."""
    seen, bounded = shifted(value, bounds)
    positive = positive | bounded
    return all(
        coefficient > 0 and all(atom in positive or monomial.count(atom) % 2 == 0 for atom in set(monomial))
        for monomial, coefficient in seen.terms.items()
    )
