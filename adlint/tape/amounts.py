"""A size as it is answered: bytes where they are known, an expression, and an interval where data decides."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from adlint.shapes.dims import Dim, dim
from adlint.shapes.sizes import Sizes
from adlint.symbolic import expression, polynomial, text
from adlint.tape.interval import agree, interval


class Amount(Struct, frozen=True):
    """So many bytes, or None where symbols or data decide; then `interval` has the ends, None for one that is not
    bounded. `expression` is one of Python, `text` the same for people.
    """

    bytes: int | None
    expression: str
    text: str
    interval: tuple[int | None, int | None] | None = None


def amount(size: Dim, sizes: Sizes, least: Dim | None = None) -> Amount:
    """The answer of a size, or of one between `least` and it; one number where the ends are nearly the same."""
    value = polynomial(size)
    written = (expression(value), text(value))
    low, high = interval(size, sizes)
    if least is not None:
        low = interval(least, sizes)[0]
    if isinstance(low, int) and low == high:
        return Amount(low, *written)
    if not isinstance(low, int) or not isinstance(high, int | None):
        return Amount(None, *written)
    return Amount(high if agree(low, high) else None, *written, (low, high))


def total(sizes: Iterable[Dim]) -> Dim:
    """The sum of sizes."""
    result: Dim = 0
    for one in sizes:
        result = dim(result + one)
    return result
