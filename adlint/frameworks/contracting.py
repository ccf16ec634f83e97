"""In which order the products of a contraction (`einsum`) are taken: with the least work, as `opt_einsum` finds it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from adlint.shapes.dims import Dim, product

# dims and names of an operand
Term: TypeAlias = "tuple[Mapping[str, Dim], str]"
MOST_SEARCHED = 5  # operands whose products are put in the best order; of more, the cheapest comes first


def path(terms: list[Term], result: str) -> list[tuple[int, int]]:
    """Pairs of places, the lower one first: both are taken out, and their product is put behind all others.

    Source: `opt_einsum.paths.optimal`, without its limit of memory; a symbolic size counts as 64.
    """
    return _ordered(terms, result)[1]


def _ordered(terms: list[Term], result: str) -> tuple[float, list[tuple[int, int]]]:
    if len(terms) == 1:
        return 0.0, []
    pairs = [(i, j) for i in range(len(terms)) for j in range(i + 1, len(terms))]
    if len(terms) > MOST_SEARCHED:
        pairs = [min(pairs, key=lambda pair: _joined(terms, pair, result)[0])]
    best: tuple[float, list[tuple[int, int]]] | None = None
    for pair in pairs:
        work, rest = _joined(terms, pair, result)
        later, order = _ordered(rest, result)
        if best is None or work + later < best[0]:
            best = (work + later, [pair, *order])
    assert best is not None
    return best


def _joined(terms: list[Term], pair: tuple[int, int], result: str) -> tuple[float, list[Term]]:
    """The work of one product, and the terms behind it."""
    i, j = pair
    sizes = {**terms[i][0], **terms[j][0]}
    rest = [one for n, one in enumerate(terms) if n not in pair]
    names = kept(terms[i][1], terms[j][1], result + "".join(names for _, names in rest))
    total = product(sizes.values())
    work = float(total) if isinstance(total, int) else 64.0 ** len(sizes)
    return work * (2 if len(names) < len(sizes) else 1), [*rest, ({one: sizes[one] for one in names}, names)]


def kept(a: str, b: str, later: str) -> str:
    """The names of a product of two operands: those that are needed later."""
    return "".join(one for one in dict.fromkeys(a + b) if one in later)
