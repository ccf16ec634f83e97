"""A size as it is answered: bytes where they are known, an expression, and an interval where data decides."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from adlint.shapes.dims import Dim, dim
from adlint.symbolic import Between, Bounds, Polynomial, Symbol, expression, polynomial, substitute, symbols_of, text

CLOSE = 50  # the ends of an interval that differ by less than one part in so many give a number


class Amount(Struct, frozen=True):
    """So many bytes, or None where symbols or data decide; then `interval` has the ends, None for one that is not
    bounded. `expression` is one of Python, `text` the same for people.
    """

    bytes: int | None
    expression: str
    text: str
    interval: tuple[int | None, int | None] | None = None


def amount(size: Dim, bounds: Bounds) -> Amount:
    """The answer of a size."""
    value = polynomial(size)
    number = value.number
    if number is not None:
        return Amount(int(number), str(number), str(number))
    ends = None
    symbols = symbols_of(value)
    if all(one.reason for one in symbols):
        ends = (_end(value, symbols, bounds, lower=True), _end(value, symbols, bounds, lower=False))
    known = None
    if ends is not None and ends[0] is not None and ends[1] is not None and (ends[1] - ends[0]) * CLOSE <= ends[1]:
        known = ends[1]
    return Amount(known, expression(value), text(value), ends)


def total(sizes: Iterable[Dim]) -> Dim:
    """The sum of sizes."""
    result: Dim = 0
    for one in sizes:
        result = dim(result + one)
    return result


def _end(value: Polynomial, symbols: Iterable[Symbol], bounds: Bounds, *, lower: bool) -> int | None:
    """The least or the largest value of a size that grows with what is not known in it; None if there is none."""
    pending = sorted(symbols, key=lambda one: one.key)
    for _ in range(len(pending) + 8):
        if not pending:
            break
        ends = {one.key: _bound(bounds.get(one.key), lower=lower) for one in pending}
        if any(end is None for end in ends.values()):
            return 0 if lower else None
        value = substitute(value, {key: end for key, end in ends.items() if end is not None})
        pending = sorted(symbols_of(value), key=lambda one: one.key)
    number = value.number
    return None if number is None else max(0, int(number))


def _bound(bound: object, *, lower: bool) -> Polynomial | int | None:
    if isinstance(bound, Between):
        return bound.least if lower else bound.most
    if isinstance(bound, int | Polynomial):
        return bound if lower else None
    return 0 if lower else None
