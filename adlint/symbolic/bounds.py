"""What is known of symbols: least values, or bounds on both sides; and sizes as they are seen from these bounds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from msgspec import Struct

from adlint.symbolic.atoms import Atom, Symbol
from adlint.symbolic.polynomial import Polynomial, atoms_of, of_atom, polynomial, put


class Between(Struct, frozen=True, gc=False):
    """The bounds of the symbol `index` on both sides, both included."""

    index: Polynomial
    least: Polynomial | int
    most: Polynomial | int


# the least values of symbols, by name, or both bounds; other symbols may stand in them
Bounds: TypeAlias = Mapping[str, Polynomial | int | Between]
Known: TypeAlias = tuple[tuple[str, Polynomial | int | Between], ...]  # the same as pairs, which can be a key

NOTHING_KNOWN: Bounds = MappingProxyType({})


def within(lower_bounds: Bounds, index: Polynomial, lo: Polynomial | int, hi: Polynomial | int) -> Bounds:
    """The bounds, and those of the symbol `index` inside of a loop in which it goes from lo to hi - 1."""
    counter = index.lone_atom
    if counter is None:
        return lower_bounds
    return {**lower_bounds, counter.key: Between(index, lo, polynomial(hi) - 1)}


def shifted(value: Polynomial, bounds: Bounds) -> tuple[Polynomial, set[Atom]]:
    """The value with its symbols counted from their bounds, and the symbols that have one."""
    pending = _with_bounds(value, bounds)
    bounded: set[Atom] = set()
    seen: set[Atom] = set()
    while pending:
        # a symbol goes before those that stand in its bound; where they stand in each other's, one has none
        standing = {other for end, _ in pending.values() for other in atoms_of(end)}
        atom = next((atom for atom in pending if atom not in standing), next(iter(pending)))
        end, sign = pending.pop(atom)
        seen.add(atom)
        if seen.isdisjoint(atoms_of(end)):
            bounded.add(atom)
            value = put(value, atom, end + of_atom(atom) * sign) if end.terms or sign < 0 else value
    return value, bounded


def _with_bounds(value: Polynomial, bounds: Bounds) -> dict[Atom, tuple[Polynomial, int]]:
    """The bounds of the symbols in a value, and of those in these bounds; each is counted up, or (-1) down, from it."""
    found: dict[Atom, tuple[Polynomial, int]] = {}
    pending = atoms_of(value)
    while pending:
        atom = pending.pop()
        end = _end(atom, value, bounds) if isinstance(atom, Symbol) and atom not in found else None
        if end is not None:
            found[atom] = end
            pending += atoms_of(end[0])
    return dict(sorted(found.items(), key=lambda item: item[0].key))


def _end(atom: Symbol, value: Polynomial, bounds: Bounds) -> tuple[Polynomial, int] | None:
    """The bound that a value is the smaller for the closer a symbol is to it; None if the symbol has none."""
    bound = bounds.get(atom.key)
    if bound is None:
        return None if atom.reason else (polynomial(atom.least), 1)
    if not isinstance(bound, Between):
        return polynomial(bound), 1
    if all(coefficient < 0 for monomial, coefficient in value.terms.items() if atom in monomial):
        return polynomial(bound.most), -1
    return polynomial(bound.least), 1


def turned(bounds: Bounds) -> Bounds | None:
    """The bounds with `i ≤ n + rest` said of n, that it is at least `i - rest`; None where nothing is so bounded.

    This proves `i*(n - i - 1) ≥ 0`, in which i neither grows nor falls. What else is known of n is not used then.
    """
    between = [bound for bound in bounds.values() if isinstance(bound, Between)]
    if not between:
        return None
    lower = {name: bound.least if isinstance(bound, Between) else bound for name, bound in bounds.items()}
    for bound in between:
        most = polynomial(bound.most)
        atom = next((atom for atom in atoms_of(most) if _is_alone(atom, bound, most)), None)
        if atom is not None:
            lower[atom.key] = bound.index + of_atom(atom) - most
    return lower


def _is_alone(atom: Atom, bound: Between, most: Polynomial) -> bool:
    """Whether a symbol stands once in the bounds, as it is."""
    others = {*atoms_of(most - of_atom(atom)), *atoms_of(polynomial(bound.least)), bound.index.lone_atom}
    return isinstance(atom, Symbol) and atom not in others
