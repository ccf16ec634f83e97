"""Between which ends a size lies that depends on data."""

from __future__ import annotations

from adlint.shapes.dims import Dim, dim
from adlint.shapes.sizes import Sizes
from adlint.symbolic import Between, Polynomial, polynomial, substitute, symbols_of
from adlint.symbolic.atoms import Extreme, Quotient, Symbol

TIGHT = 0.02  # how far apart the ends may be for one number to stand for both


def unknowns(size: Dim) -> list[Symbol]:
    """The symbols in a size that stand for what is not known."""
    found = symbols_of(size) if isinstance(size, Polynomial) else ()
    return sorted(
        (one for one in found if one.reason), key=lambda one: -int("".join(filter(str.isdigit, one.key)) or 0)
    )


def interval(size: Dim, sizes: Sizes) -> tuple[Dim, Dim | None]:
    """The least and the most that a size can be, with its unknown symbols at the ends of their bounds; the most is None
    if there is none. A size is taken to grow or to fall with each of them all the way.
    """
    low: Dim = dim(size)
    high: Dim | None = low
    for _ in range(20):
        names = unknowns(low) + (unknowns(high) if high is not None else [])
        if not names:
            break
        one = names[0]
        low = _end(low, one, sizes, most=False) or 0
        high = None if high is None else _end(high, one, sizes, most=True)
    return low, high


def _end(size: Dim, one: Symbol, sizes: Sizes, *, most: bool) -> Dim | None:
    """The size at one end of the bounds of a symbol: that at which it is larger, or smaller."""
    bound = sizes.bounds.get(one.key)
    if one not in unknowns(size):
        return size
    if bound is None:
        return None if most else 0
    least, largest = (bound.least, bound.most) if isinstance(bound, Between) else (bound, None)
    at_least = dim(substitute(polynomial(size), {one.key: least}, sizes.bounds))
    if largest is None:
        ways = _ways(polynomial(size), one.key, sizes)
        return at_least if ways == ({-1} if most else {1}) else None if most else 0
    at_most = dim(substitute(polynomial(size), {one.key: largest}, sizes.bounds))
    return sizes.larger(at_least, at_most) if most else sizes.smaller(at_least, at_most)


def _ways(size: Polynomial, key: str, sizes: Sizes) -> set[int]:
    """Whether a size grows with a symbol (1), falls with it (-1), or both in parts; its factors are at least 0."""
    found: set[int] = set()
    for monomial, factor in size.terms.items():
        sign = 1 if factor > 0 else -1
        for atom in monomial:
            match atom:
                case Symbol():
                    found |= {sign} if atom.key == key else set()
                case Quotient():
                    above = sign if sizes.at_least(atom.numerator, 0) else -sign
                    is_signed = sizes.at_least(atom.numerator, 0) or sizes.at_least(0, atom.numerator)
                    found |= {sign * way for way in _ways(atom.numerator, key, sizes)}
                    found |= {-above * way for way in _ways(atom.divisor, key, sizes)} if is_signed else {1, -1}
                case Extreme():
                    found |= {sign * way for one in atom.arguments for way in _ways(one, key, sizes)}
    return found


def agree(low: Dim, high: Dim | None) -> bool:
    """Whether one number can stand for both ends."""
    if isinstance(low, int) and isinstance(high, int):
        return high - low <= TIGHT * max(high, 1)
    return low == high
