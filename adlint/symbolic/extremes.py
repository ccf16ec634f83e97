"""The largest and the smallest of several sizes, as far as comparing them does not tell which it is."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache, reduce
from math import gcd, lcm
from typing import Literal

from adlint.symbolic.atoms import Extreme, Monomial
from adlint.symbolic.bounds import NOTHING_KNOWN, Bounds, Known
from adlint.symbolic.comparison import surely_at_least
from adlint.symbolic.polynomial import Polynomial, of_atom, over, polynomial
from adlint.symbolic.printing import expression

MOST_ARGUMENTS = 12  # that are taken out of another extreme, or compared with each other
KEPT = 1 << 12  # extremes: an analysis asks for the same few again and again
_ZERO = Polynomial({})


def maximum(values: Iterable[Polynomial | int], lower_bounds: Bounds = NOTHING_KNOWN) -> Polynomial:
    """The largest of one or several; without those that are seen to be no larger than another."""
    return _extreme("max", tuple(map(polynomial, values)), tuple(lower_bounds.items()))


def minimum(values: Iterable[Polynomial | int], lower_bounds: Bounds = NOTHING_KNOWN) -> Polynomial:
    """The smallest of one or several; without those that are seen to be no smaller than another."""
    return _extreme("min", tuple(map(polynomial, values)), tuple(lower_bounds.items()))


@lru_cache(KEPT)
def _extreme(kind: Literal["max", "min"], values: tuple[Polynomial, ...], known: Known) -> Polynomial:
    kept = _undominated(kind, _flat(kind, sorted(values, key=expression)), dict(known))
    if len(kept) == 1:
        return kept[0]
    # what they share stands outside: max(n*m + 8, n*m + 8*k) is n*m + 8*max(1, k)
    denominator = lcm(*(value.denominator for value in kept))
    terms = [{key: c * (denominator // value.denominator) for key, c in value.terms.items()} for value in kept]
    shared = dict(set.intersection(*(set(each.items()) for each in terms)))
    rest = [{key: c for key, c in each.items() if key not in shared} for each in terms]
    content = gcd(*(c for each in rest for c in each.values()))
    arguments = [Polynomial({key: c // content for key, c in each.items()}) for each in rest]
    outside = over(Polynomial(shared), denominator)
    return outside + over(_atom(kind, arguments) * content, denominator)


def _flat(kind: str, values: list[Polynomial]) -> list[Polynomial]:
    """The values, and in the place of t + k·max(a, b), where max is asked for and k > 0, both t + k·a and t + k·b."""
    flat: dict[Polynomial, None] = {}
    for value in values:
        inner = _inner(kind, value)
        if inner is None or len(flat) + len(inner[0].arguments) > MOST_ARGUMENTS:
            flat[value] = None
            continue
        atom, factor = inner
        rest = value - of_atom(atom) * factor
        flat.update(dict.fromkeys(_flat(kind, [rest + argument * factor for argument in atom.arguments])))
    return list(flat)


def _inner(kind: str, value: Polynomial) -> tuple[Extreme, int] | None:
    """The one extreme in a sum, and its factor, if it is of this kind (of the other one, where the factor is < 0)."""
    found = [atom for monomial in value.terms for atom in monomial if isinstance(atom, Extreme)]
    factor = value.terms.get((found[0],), 0) if len(found) == 1 and value.denominator == 1 else 0
    return (found[0], factor) if factor and (found[0].kind == kind) == (factor > 0) else None


def _undominated(kind: str, values: list[Polynomial], bounds: Bounds) -> list[Polynomial]:
    """The values without those that another surely stands for; sorted, so that their order tells nothing."""
    kept = sorted(values, key=expression)
    if len(kept) > MOST_ARGUMENTS:
        return kept
    for value in list(kept):
        if any(_dominates(kind, other, value, bounds) for other in kept if other is not value):
            kept.remove(value)
    return kept


def _dominates(kind: str, a: Polynomial, b: Polynomial, bounds: Bounds) -> bool:
    return surely_at_least(a, b, bounds) if kind == "max" else surely_at_least(b, a, bounds)


def _atom(kind: Literal["max", "min"], arguments: list[Polynomial]) -> Polynomial:
    """The extreme, or minus that of the other kind, whose arguments have the positive leading coefficient in sum."""
    total = reduce(Polynomial.__add__, arguments, _ZERO)
    leading = total.terms[max(total.terms, key=_order)] if total.terms else 0
    sign = -1 if leading < 0 or (not leading and kind == "min") else 1
    if sign < 0:
        kind = "min" if kind == "max" else "max"
    ordered = tuple(sorted((argument * sign for argument in arguments), key=expression))
    key = f"{kind}({', '.join(map(expression, ordered))})"
    return of_atom(Extreme(key, kind, ordered)) * sign


def _order(monomial: Monomial) -> tuple[int, list[str]]:
    return (len(monomial), [atom.key for atom in monomial])
