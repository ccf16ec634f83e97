"""Sizes as texts: for people, `8·n·T + 16·n·m`, and as Python expressions, `8*n*T + 16*n*m`, of the same value."""

from __future__ import annotations

from collections import Counter
from math import gcd
from typing import TYPE_CHECKING

from msgspec import Struct

from adlint.symbolic.atoms import Atom, Monomial, Quotient, Symbol

if TYPE_CHECKING:
    from adlint.symbolic.polynomial import Polynomial


class Style(Struct, frozen=True, gc=False):
    """Signs: of products, of powers that have one of their own, and of divisions that go without a rest."""

    times: str
    powers: tuple[tuple[int, str], ...]
    exactly: str


class Piece(Struct, frozen=True, gc=False):
    """A text, and how strongly it holds together: as a SUM, a PRODUCT or a NAME."""

    text: str
    binding: int

    def within(self, binding: int) -> str:
        """The text, in parentheses if what is around it would bind more strongly."""
        return self.text if self.binding >= binding else f"({self.text})"


SUM, PRODUCT, NAME = range(3)
PYTHON = Style("*", (), "//")
PEOPLE = Style("·", ((2, "²"), (3, "³")), "/")


def expression(value: Polynomial) -> str:
    """A Python expression in the names of the symbols, `max`, `min` and `//`, that gives the same integer."""
    return _written(value, PYTHON).text


def text(value: Polynomial) -> str:
    """The size as people write it."""
    return _written(value, PEOPLE).text


def _written(value: Polynomial, style: Style) -> Piece:
    if value.denominator != 1:
        whole = _sum(value.terms, style)
        return Piece(f"{whole.within(PRODUCT)}{style.exactly}{value.denominator}", PRODUCT)
    return _rounded(value, style) or _sum(value.terms, style)


def _sum(terms: dict[Monomial, int], style: Style) -> Piece:
    seen = Counter(atom for monomial in terms for atom in set(monomial))
    products = [(coefficient, _factors(monomial, seen)) for monomial, coefficient in terms.items()]
    # positive terms first, so that few texts begin with a minus
    products.sort(key=lambda product: (-_degree(product[1]), product[0] < 0, _names(product[1])))
    if not products:
        return Piece("0", NAME)
    first = _product(*products[0], style)
    written = first.text
    for coefficient, factors in products[1:]:
        sign = "-" if coefficient < 0 else "+"
        written += f" {sign} {_product(abs(coefficient), factors, style).text}"
    negative = products[0][0] < 0
    return Piece(written, SUM if len(products) > 1 or negative else first.binding)


def _factors(monomial: Monomial, seen: Counter[Atom]) -> list[tuple[Atom, int]]:
    """Atoms and their powers: those first that stand in most terms, then by name, `n` before `T`."""
    counted = Counter(monomial)
    return sorted(counted.items(), key=lambda item: (-seen[item[0]], item[0].key.casefold(), item[0].key))


def _degree(factors: list[tuple[Atom, int]]) -> int:
    return sum(power for _, power in factors)


def _names(factors: list[tuple[Atom, int]]) -> list[str]:
    return [atom.key for atom, power in factors for _ in range(power)]


def _product(coefficient: int, factors: list[tuple[Atom, int]], style: Style) -> Piece:
    if not factors:
        return Piece(str(coefficient), NAME)
    size = abs(coefficient)
    pieces = [_power(atom, power, style) for atom, power in factors]
    if coefficient == 1 and len(pieces) == 1:
        return pieces[0]
    numbers = [str(size)] if size != 1 else []
    alone = len(numbers) + len(pieces) == 1 and coefficient > 0
    written = style.times.join([*numbers, *(piece.within(PRODUCT if alone else NAME) for piece in pieces)])
    return Piece(f"-{written}" if coefficient < 0 else written, PRODUCT)


def _power(atom: Atom, power: int, style: Style) -> Piece:
    piece = _atom(atom, style)
    if power == 1:
        return piece
    raised = dict(style.powers).get(power, f"**{power}")
    return Piece(f"{piece.within(NAME)}{raised}", NAME)


def _atom(atom: Atom, style: Style) -> Piece:
    if isinstance(atom, Symbol):
        return Piece(atom.key, NAME)
    if isinstance(atom, Quotient):
        return quotient(_written(atom.numerator, style), _written(atom.divisor, style))
    return Piece(f"{atom.kind}({', '.join(_written(argument, style).text for argument in atom.arguments)})", NAME)


def quotient(numerator: Piece, divisor: Piece) -> Piece:
    """One text divided by the other, rounded down."""
    return Piece(f"{numerator.within(PRODUCT)}//{divisor.within(NAME)}", PRODUCT)


def _rounded(value: Polynomial, style: Style) -> Piece | None:
    """`8*((n + 1)//2)` for `8*n - 8*(n//2)`: what is one rounded quotient with a part of it taken out."""
    found = {atom for monomial in value.terms for atom in monomial if isinstance(atom, Quotient)}
    if len(found) != 1:
        return None
    (atom,) = found
    coefficient, divisor = value.terms.get((atom,), 0), atom.divisor.number
    content = gcd(*value.terms.values())
    rest = {monomial: c // content for monomial, c in value.terms.items() if monomial != (atom,)}
    if divisor is None or divisor <= 0 or abs(coefficient) != content or not rest.keys() <= {*atom.numerator.terms, ()}:
        return None
    numerator = {monomial: divisor * c for monomial, c in rest.items()}
    sign = 1 if coefficient > 0 else -1
    for monomial, c in atom.numerator.terms.items():
        numerator[monomial] = numerator.get(monomial, 0) + sign * c
    if sign < 0:  # -(a // d) is (d - 1 - a) // d
        numerator[()] = numerator.get((), 0) + divisor - 1
    terms = {monomial: c for monomial, c in numerator.items() if c}
    whole = quotient(_sum(terms, style), Piece(str(divisor), NAME))
    return whole if content == 1 else Piece(f"{content}{style.times}({whole.text})", PRODUCT)
