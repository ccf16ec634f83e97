"""Division: exact where it goes without a rest, else rounded down as Python's `//` does."""

from __future__ import annotations

from itertools import product
from math import gcd, prod

from adlint.symbolic.atoms import Atom, Monomial, Quotient
from adlint.symbolic.polynomial import Polynomial, atoms_of, constant, of_atom, over, polynomial, reduced
from adlint.symbolic.printing import expression

MOST_POINTS = 256  # at which a polynomial is looked at, to see that a number divides it everywhere
_ZERO = Polynomial({})


def floordiv(a: Polynomial | int, b: Polynomial | int) -> Polynomial:
    """`a // b`. Where `b` is 0 there is no value, and the quotient stays as it is written."""
    a, b = polynomial(a), polynomial(b)
    divisor = b.number
    if divisor == 0:
        return _opaque(a, b)
    if divisor is None:
        return _by_polynomial(Polynomial(a.terms) * b.denominator, Polynomial(b.terms) * a.denominator)
    if divisor < 0:
        a, divisor = -a, -divisor
    return _by_number(a.terms, divisor * a.denominator)


def ceildiv(a: Polynomial | int, b: Polynomial | int) -> Polynomial:
    """`-(-a // b)`: the quotient rounded up."""
    return -floordiv(-polynomial(a), b)


def modulo(a: Polynomial | int, b: Polynomial | int) -> Polynomial:
    """`a % b`, which is `a - b*(a//b)`: so that what is equal is equal."""
    a, b = polynomial(a), polynomial(b)
    return a - b * floordiv(a, b)


def _by_number(terms: dict[Monomial, int], divisor: int) -> Polynomial:
    """Whole multiples of the divisor taken out, the rest rounded down."""
    whole = Polynomial({monomial: c // divisor for monomial, c in terms.items() if c // divisor})
    rest = {monomial: c % divisor for monomial, c in terms.items() if c % divisor}
    number = rest.pop((), 0)
    common = gcd(divisor, *rest.values())
    rest = {monomial: c // common for monomial, c in rest.items()}
    divisor, number = divisor // common, number // common
    if divisor == 1 or _divides(divisor, rest):
        return whole + over(Polynomial(rest), divisor)
    nested = _nested(rest)
    if nested is not None:
        # (x//a + y) // d is (x + a*y) // (a*d)
        inner = constant(nested.divisor.number or 1)
        numerator = nested.numerator + inner * (Polynomial(rest) - of_atom(nested) + number)
        return whole + floordiv(numerator, inner * divisor)
    if not _is_chosen(rest, number, divisor):
        # a // d is -((d - 1 - a) // d): one of the two stands for both
        mirrored = {monomial: divisor - c for monomial, c in rest.items()}
        whole = whole + Polynomial(dict.fromkeys(rest, 1))
        return whole - _by_number({**mirrored, (): divisor - 1 - number}, divisor)
    return whole + _opaque(Polynomial(rest) + number, constant(divisor))


def _nested(rest: dict[Monomial, int]) -> Quotient | None:
    """The first quotient by a number that stands alone in a sum."""
    for atom in atoms_of(Polynomial(rest)):
        if isinstance(atom, Quotient) and atom.divisor.number and rest.get((atom,)) == 1:
            return atom
    return None


def _is_chosen(rest: dict[Monomial, int], number: int, divisor: int) -> bool:
    for monomial in sorted(rest, key=_order):
        if 2 * rest[monomial] != divisor:
            return 2 * rest[monomial] < divisor
    return 2 * number < divisor


def _divides(divisor: int, terms: dict[Monomial, int]) -> bool:
    """Whether the divisor divides the values at all integers: it does if at 0, 1, ..., degree of each atom.

    (The values there give the coefficients in the basis of binomials; Pólya 1915.)
    """
    atoms = atoms_of(Polynomial(terms))
    degrees = [max(monomial.count(atom) for monomial in terms) for atom in atoms]
    if prod(degree + 1 for degree in degrees) > MOST_POINTS:
        return False
    points = product(*(range(degree + 1) for degree in degrees))
    return all(_at(terms, dict(zip(atoms, point, strict=True))) % divisor == 0 for point in points)


def _at(terms: dict[Monomial, int], values: dict[Atom, int]) -> int:
    return sum(c * prod(values[atom] for atom in monomial) for monomial, c in terms.items())


def _by_polynomial(a: Polynomial, b: Polynomial) -> Polynomial:
    """The quotient by a polynomial with integer coefficients that is no number."""
    leading = max(b.terms, key=_order)
    if b.terms[leading] < 0:
        a, b = -a, -b
    whole, rest = _divided(a, b)
    if not rest.terms:
        return whole
    rest, b = _without_common(rest, b)
    return whole + (_opaque(rest, b) if b.number is None else floordiv(rest, b))


def _divided(a: Polynomial, b: Polynomial) -> tuple[Polynomial, Polynomial]:
    """(q, r) with a = q*b + r, in which no term of r is divisible by the leading term of b."""
    leading = max(b.terms, key=_order)
    whole, rest = _ZERO, _ZERO
    while a.terms:
        monomial = max(a.terms, key=_order)
        coefficient = a.terms[monomial]
        factor = _without(monomial, leading)
        times = coefficient // b.terms[leading] if factor is not None else 0
        if factor is not None and times:
            step = Polynomial({factor: times})
            whole, a = whole + step, a - step * b
        if monomial in a.terms:
            moved = Polynomial({monomial: a.terms[monomial]})
            rest, a = rest + moved, a - moved
    return whole, rest


def _without_common(a: Polynomial, b: Polynomial) -> tuple[Polynomial, Polynomial]:
    """Both without the numbers and atoms that divide all of their terms (none of which is 0 where there is a value)."""
    common = gcd(*a.terms.values(), *b.terms.values())
    a, b = reduced(a.terms, common), reduced(b.terms, common)
    a, b = Polynomial(a.terms), Polynomial(b.terms)
    for atom in atoms_of(b):
        while all(atom in monomial for monomial in (*a.terms, *b.terms)):
            a, b = _divided_by_atom(a, atom), _divided_by_atom(b, atom)
    return a, b


def _divided_by_atom(value: Polynomial, atom: Atom) -> Polynomial:
    return Polynomial({_without(monomial, (atom,)) or (): c for monomial, c in value.terms.items()})


def _without(monomial: Monomial, divisor: Monomial) -> Monomial | None:
    """The quotient of two monomials; None if there is none."""
    left = list(monomial)
    for atom in divisor:
        if atom not in left:
            return None
        left.remove(atom)
    return tuple(left)


def _order(monomial: Monomial) -> tuple[int, tuple[str, ...]]:
    """By degree, then by name: an order that products keep."""
    return (len(monomial), tuple(atom.key for atom in monomial))


def _opaque(a: Polynomial, b: Polynomial) -> Polynomial:
    written = Quotient("", a, b)
    return of_atom(Quotient(expression(of_atom(written)), a, b))
