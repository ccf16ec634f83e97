"""Late evaluation: numbers, or other sizes, in the place of symbols."""

from __future__ import annotations

from collections.abc import Mapping

from adlint.symbolic.atoms import Atom, Extreme, Quotient, Symbol
from adlint.symbolic.bounds import NOTHING_KNOWN, Bounds
from adlint.symbolic.division import floordiv
from adlint.symbolic.extremes import maximum, minimum
from adlint.symbolic.polynomial import Polynomial, atoms_of, constant, of_atom, over, polynomial, powers_of

Values = Mapping[str, Polynomial | int]


def evaluate(value: Polynomial, values: Mapping[str, int]) -> Polynomial | int:
    """The integer, once all symbols are bound by name, else what is left; a division by 0 is left as it is."""
    left = substitute(value, values)
    number = left.number
    return left if number is None else number


def substitute(value: Polynomial, values: Values, lower_bounds: Bounds = NOTHING_KNOWN) -> Polynomial:
    """The value with other sizes in the place of symbols, everywhere in it and all at once."""
    atoms = atoms_of(value)
    new = {atom: _new(atom, values, lower_bounds) for atom in atoms}
    if all(new[atom] is None for atom in atoms):
        return value
    result = constant(0)
    for monomial, coefficient in value.terms.items():
        term = Polynomial({tuple(atom for atom in monomial if new[atom] is None): coefficient})
        for atom in monomial:
            factor = new[atom]
            if factor is not None:
                term = term * factor
        result = result + term
    return over(result, value.denominator)


def symbols_of(value: Polynomial) -> frozenset[Symbol]:
    """The symbols in a size, those inside of quotients and extremes too."""
    return frozenset(symbol for atom in atoms_of(value) for symbol in _symbols(atom))


def depends_on(value: Polynomial, index: Polynomial) -> bool:
    """Whether a symbol stands anywhere in a size."""
    return index.lone_atom in symbols_of(value)


def rate(value: Polynomial, index: Polynomial) -> Polynomial | None:
    """What a value grows by when a symbol grows by 1, where that is the same everywhere; None where it is not."""
    atom = index.lone_atom
    parts = {0: value} if atom is None else powers_of(value, atom)
    if max(parts, default=0) > 1 or any(depends_on(part, index) for part in parts.values()):
        return None
    return parts.get(1, constant(0))


def _symbols(atom: Atom) -> frozenset[Symbol]:
    if isinstance(atom, Symbol):
        return frozenset({atom})
    parts = (atom.numerator, atom.divisor) if isinstance(atom, Quotient) else atom.arguments
    return frozenset(symbol for part in parts for symbol in symbols_of(part))


def _new(atom: Atom, values: Values, bounds: Bounds) -> Polynomial | None:
    """What stands in the place of an atom; None if the atom does."""
    if isinstance(atom, Symbol):
        return polynomial(values[atom.key]) if atom.key in values else None
    if isinstance(atom, Quotient):
        new = floordiv(substitute(atom.numerator, values, bounds), substitute(atom.divisor, values, bounds))
    else:
        new = _extreme(atom, values, bounds)
    return None if new == of_atom(atom) else new


def _extreme(atom: Extreme, values: Values, bounds: Bounds) -> Polynomial:
    arguments = [substitute(argument, values, bounds) for argument in atom.arguments]
    return maximum(arguments, bounds) if atom.kind == "max" else minimum(arguments, bounds)
