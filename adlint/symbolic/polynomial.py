"""Exact polynomials over atoms: sums of products with integer coefficients, over a common denominator."""

from __future__ import annotations

from math import comb, gcd
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import force_setattr

from adlint.symbolic.atoms import Atom, Monomial, Symbol
from adlint.symbolic.printing import expression

MOST_TERMS = 2000  # of a power
MOST_BITS = 20_000  # of a coefficient of a power
_key = attrgetter("key")


class Polynomial(Struct, frozen=True, eq=False, gc=False):
    """A size: integer-valued wherever its atoms are integers. Equal polynomials are equal objects under `==`.

    `terms` maps monomials to coefficients other than 0 and is never changed; its order means nothing. A denominator
    other than 1 comes of sums in closed form, such as (n² - n)/2.
    """

    terms: dict[Monomial, int]
    denominator: int = 1
    known_hash: int = 0

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if other.__class__ is not Polynomial:
            return NotImplemented
        return self.denominator == other.denominator and self.terms == other.terms

    def __ne__(self, other: object) -> bool:
        # which structs do not derive from their `__eq__`
        return not self == other

    def __hash__(self) -> int:
        if not self.known_hash:
            # 0 stands for one that is not known yet
            force_setattr(self, "known_hash", hash((frozenset(self.terms.items()), self.denominator)) or 1)
        return self.known_hash

    def __reduce__(self) -> tuple[type[Polynomial], tuple[dict[Monomial, int], int]]:
        # hashes of texts differ from process to process
        return (Polynomial, (self.terms, self.denominator))

    def __add__(self, other: Polynomial | int) -> Polynomial:
        if not isinstance(other, Polynomial):
            other = constant(other)
        if self.denominator != other.denominator:
            return _unlike(self, other)
        terms = self.terms.copy()
        for monomial, coefficient in other.terms.items():
            total = terms.get(monomial, 0) + coefficient
            if total:
                terms[monomial] = total
            else:
                del terms[monomial]
        return Polynomial(terms) if self.denominator == 1 else reduced(terms, self.denominator)

    __radd__ = __add__

    def __neg__(self) -> Polynomial:
        return Polynomial({monomial: -coefficient for monomial, coefficient in self.terms.items()}, self.denominator)

    def __sub__(self, other: Polynomial | int) -> Polynomial:
        return self + -other

    def __rsub__(self, other: Polynomial | int) -> Polynomial:
        return -self + other

    def __mul__(self, other: Polynomial | int) -> Polynomial:
        if not isinstance(other, Polynomial):
            other = constant(other)
        terms: dict[Monomial, int] = {}
        pairs = list(other.terms.items())
        for left, a in self.terms.items():
            for right, b in pairs:
                monomial = times(left, right)
                terms[monomial] = terms.get(monomial, 0) + a * b
        if 0 in terms.values():
            terms = {monomial: coefficient for monomial, coefficient in terms.items() if coefficient}
        denominator = self.denominator * other.denominator
        return Polynomial(terms) if denominator == 1 else reduced(terms, denominator)

    __rmul__ = __mul__

    def __pow__(self, exponent: int) -> Polynomial:
        """The power. ValueError for a negative exponent, and where the power would fill the memory."""
        if exponent < 0 or _is_huge(self, exponent):
            raise ValueError(f"a power of {exponent} is not formed")
        result, square = constant(1), self
        while exponent:
            if exponent & 1:
                result = result * square
            exponent >>= 1
            if exponent:
                square = square * square
        return result

    def __str__(self) -> str:
        return expression(self)

    def __repr__(self) -> str:
        return f"<{expression(self)}>"

    @property
    def number(self) -> int | None:
        """The value of a constant; None of anything else."""
        if not self.terms:
            return 0
        return self.terms.get(()) if len(self.terms) == 1 else None

    @property
    def lone_atom(self) -> Atom | None:
        """The atom, where the polynomial is one atom alone."""
        if len(self.terms) != 1 or self.denominator != 1:
            return None
        ((monomial, coefficient),) = self.terms.items()
        return monomial[0] if coefficient == 1 and len(monomial) == 1 else None


def constant(value: int) -> Polynomial:
    """A number as a polynomial."""
    return Polynomial({(): int(value)} if value else {})


def polynomial(value: Polynomial | int) -> Polynomial:
    """A polynomial as it is, and a number as a polynomial."""
    return value if isinstance(value, Polynomial) else constant(value)


def symbol(name: str, reason: str = "", least: int = 0) -> Polynomial:
    """A named size of which the least value is known, or a loop index or an unknown with its reason."""
    return of_atom(Symbol(name, reason, least))


def of_atom(atom: Atom) -> Polynomial:
    """An atom as a polynomial."""
    return Polynomial({(atom,): 1})


def atoms_of(value: Polynomial) -> list[Atom]:
    """The atoms that stand in a polynomial, sorted; not those inside of them."""
    return sorted({atom for monomial in value.terms for atom in monomial}, key=_key)


def times(left: Monomial, right: Monomial) -> Monomial:
    """The product of two monomials."""
    if not left:
        return right
    return tuple(sorted(left + right, key=_key)) if right else left


def over(value: Polynomial, divisor: int) -> Polynomial:
    """The value divided by a positive number, which must go without a rest wherever atoms are integers."""
    return reduced(value.terms, value.denominator * divisor)


def reduced(terms: dict[Monomial, int], denominator: int) -> Polynomial:
    """The polynomial with its fraction reduced. The denominator is positive."""
    common = gcd(denominator, *terms.values())
    if common == 1:
        return Polynomial(terms, denominator)
    return Polynomial({key: coefficient // common for key, coefficient in terms.items()}, denominator // common)


def powers_of(value: Polynomial, atom: Atom) -> dict[int, Polynomial]:
    """The polynomials by which the powers of an atom are multiplied; the atom may still stand inside of others."""
    found: dict[int, dict[Monomial, int]] = {}
    for monomial, coefficient in value.terms.items():
        power = monomial.count(atom)
        rest = tuple(other for other in monomial if other != atom) if power else monomial
        found.setdefault(power, {})[rest] = coefficient
    return {power: reduced(terms, value.denominator) for power, terms in found.items()}


def put(value: Polynomial, atom: Atom, new: Polynomial) -> Polynomial:
    """The value with another one in the place of an atom, though not inside of other atoms."""
    result = Polynomial({})
    for power, part in powers_of(value, atom).items():
        term = part
        for _ in range(power):
            term = term * new
        result = result + term
    return result


def _unlike(a: Polynomial, b: Polynomial) -> Polynomial:
    """The sum of two with unlike denominators."""
    terms = {monomial: coefficient * b.denominator for monomial, coefficient in a.terms.items()}
    for monomial, coefficient in b.terms.items():
        terms[monomial] = terms.get(monomial, 0) + coefficient * a.denominator
    terms = {monomial: coefficient for monomial, coefficient in terms.items() if coefficient}
    return reduced(terms, a.denominator * b.denominator)


def _is_huge(value: Polynomial, exponent: int) -> bool:
    """Whether a power would have very many terms, very long ones, or very large coefficients."""
    bits = max((abs(c).bit_length() for c in value.terms.values() if abs(c) > 1), default=0)
    degree = max(map(len, value.terms), default=0)
    if degree * exponent > MOST_TERMS or bits * exponent > MOST_BITS:
        return True
    return len(value.terms) > 1 and comb(exponent + len(value.terms) - 1, exponent) > MOST_TERMS
