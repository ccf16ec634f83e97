"""Which of two sizes is larger: True, False, or None where that is not known. Nothing here raises."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from adlint.symbolic.atoms import Atom, Extreme, Quotient, Symbol
from adlint.symbolic.polynomial import Polynomial, atoms_of, of_atom, polynomial, powers_of

Bounds: TypeAlias = Mapping[str, Polynomial | int]  # the least values of symbols, by name; others may stand in them

NOTHING_KNOWN: Bounds = MappingProxyType({})
STEPS = 60  # of one proof
_ZERO = Polynomial({})


def at_least(a: Polynomial | int, b: Polynomial | int, lower_bounds: Bounds = NOTHING_KNOWN) -> bool | None:
    """Whether a ≥ b wherever symbols are at least what their bounds say: True always, False never, None unknown.

    Symbols without a bound are at least 0, those with a reason may be anything. Every symbol is written as its bound
    and something that is at least 0; then the signs of the coefficients tell.
    """
    difference = polynomial(a) - b
    if difference.number is not None:
        return difference.number >= 0
    if _Proof(lower_bounds).nonnegative(difference):
        return True
    return False if _Proof(lower_bounds).nonnegative(-difference - 1) else None


def surely_at_least(a: Polynomial | int, b: Polynomial | int, lower_bounds: Bounds = NOTHING_KNOWN) -> bool:
    """Whether a ≥ b is known: `at_least` for those who would not tell False from None, at half the cost."""
    return _Proof(lower_bounds).nonnegative(polynomial(a) - b)


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


def within(lower_bounds: Bounds, index: Polynomial, lo: Polynomial | int, hi: Polynomial | int) -> Bounds:
    """The bounds, and those that hold inside of a loop in which the symbol `index` goes from lo to hi - 1.

    That the index is less than `hi = s + rest` is said of the symbol s: it is at least `index + 1 - rest`, which takes
    the place of the bound that s has already unless that is seen to be the better one.
    """
    lo, hi = polynomial(lo), polynomial(hi)
    counter = index.lone_atom
    if counter is None:
        return lower_bounds
    bounds: dict[str, Polynomial | int] = {**lower_bounds, counter.key: lo}
    for atom in atoms_of(hi):
        rest = hi - of_atom(atom)
        others = {*atoms_of(rest), *atoms_of(lo), counter}
        if isinstance(atom, Symbol) and atom not in others and all(isinstance(other, Symbol) for other in others):
            least = index + 1 - rest
            if not surely_at_least(_bound(atom, lower_bounds) or _ZERO, least, bounds):
                bounds[atom.key] = least
            break
    return MappingProxyType(bounds)


class _Proof:
    """One attempt to show that something is not negative, in a limited number of steps."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.left = STEPS

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
        positive: set[Atom] = {atom for atom in atoms if self._is_nonnegative(atom)}
        return _has_nonnegative_terms(value, self.bounds, positive)

    def _without(self, value: Polynomial, atom: Atom) -> bool:
        """Whether the value is at least 0 with something in the place of the atom that makes it no larger."""
        parts = powers_of(value, atom)
        if isinstance(atom, Extreme) and self._in_all_cases(parts, atom):
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

    def _in_all_cases(self, parts: dict[int, Polynomial], atom: Extreme) -> bool:
        """Whether the value is at least 0 with each argument in the place of the atom, which is one of them."""
        if max(parts) > 3:
            return False
        return all(
            self.nonnegative(sum((part * argument**power for power, part in parts.items()), _ZERO))
            for argument in atom.arguments
        )

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
    """Whether all terms are at least 0 once every symbol is its bound and something that is at least 0."""
    shifted, bounded = _shifted(value, bounds)
    positive = positive | bounded
    return all(
        coefficient > 0 and all(atom in positive or monomial.count(atom) % 2 == 0 for atom in set(monomial))
        for monomial, coefficient in shifted.terms.items()
    )


def _shifted(value: Polynomial, bounds: Bounds) -> tuple[Polynomial, set[Atom]]:
    """The value with its symbols counted from their bounds, and the symbols that have one."""
    pending = _with_bounds(value, bounds)
    bounded: set[Atom] = set()
    seen: set[Atom] = set()
    while pending:
        # a symbol goes before those that stand in its bound; where they stand in each other's, one has none
        standing = {other for low in pending.values() for other in atoms_of(low)}
        atom = next((atom for atom in pending if atom not in standing), next(iter(pending)))
        low = pending.pop(atom)
        seen.add(atom)
        if seen.isdisjoint(atoms_of(low)):
            bounded.add(atom)
            value = _put(value, atom, low + of_atom(atom)) if low.terms else value
    return value, bounded


def _with_bounds(value: Polynomial, bounds: Bounds) -> dict[Atom, Polynomial]:
    """The bounds of the symbols in a value, and of those in these bounds."""
    found: dict[Atom, Polynomial] = {}
    pending = atoms_of(value)
    while pending:
        atom = pending.pop()
        low = _bound(atom, bounds) if isinstance(atom, Symbol) and atom not in found else None
        if low is not None:
            found[atom] = low
            pending += atoms_of(low)
    return dict(sorted(found.items(), key=lambda item: item[0].key))


def _put(value: Polynomial, atom: Atom, new: Polynomial) -> Polynomial:
    """The value with something else in the place of an atom, though not inside of others."""
    result = _ZERO
    for power, part in powers_of(value, atom).items():
        for _ in range(power):
            part = part * new  # noqa: PLW2901
        result = result + part
    return result


def _bound(atom: Symbol, bounds: Bounds) -> Polynomial | None:
    low = bounds.get(atom.key)
    if low is None:
        return None if atom.reason else _ZERO
    return polynomial(low)

