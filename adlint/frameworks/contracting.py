"""In which order the products of a contraction (`einsum`) are taken: with the least work, as `opt_einsum` finds it."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import TypeAlias

from adlint.shapes.dims import Dim, product

# dims and names of an operand
Term: TypeAlias = "tuple[Mapping[str, Dim], str]"
# the work of a product of operands by the names of both, and the names of what it gives
_Known: TypeAlias = "dict[tuple[frozenset[str], frozenset[str]], tuple[float, str]]"
MOST_SEARCHED = 5  # operands whose products are put in the best order; of more, the cheapest comes first


def path(terms: list[Term], result: str) -> list[tuple[int, int]]:
    """Pairs of places, the lower one first: both are taken out, and their product is put behind all others.

    Source: `opt_einsum.paths.optimal`, without its limit of memory; a symbolic size counts as 64.
    """
    known: _Known = {}
    best: tuple[float, tuple[tuple[int, int], ...]] = (inf, ())

    def search(terms: list[Term], done: float, order: tuple[tuple[int, int], ...]) -> None:
        nonlocal best
        if len(terms) == 1:
            best = (done, order)
            return
        pairs = [(i, j) for i in range(len(terms)) for j in range(i + 1, len(terms))]
        if len(terms) > MOST_SEARCHED:
            pairs = [min(pairs, key=lambda pair: _joined(terms, pair, result, known)[0])]
        for pair in pairs:
            work, rest = _joined(terms, pair, result, known)
            if done + work < best[0]:
                search(rest, done + work, (*order, pair))

    search(terms, 0.0, ())
    return list(best[1])


def _joined(terms: list[Term], pair: tuple[int, int], result: str, known: _Known) -> tuple[float, list[Term]]:
    """The work of one product, and the terms behind it: counted once for operands of the same names, as there."""
    i, j = pair
    sizes = {**terms[i][0], **terms[j][0]}
    rest = [one for n, one in enumerate(terms) if n not in pair]
    key = (frozenset(terms[i][1]), frozenset(terms[j][1]))
    if key not in known:
        names = kept(terms[i][1], terms[j][1], result + "".join(names for _, names in rest))
        total = product(sizes.values())
        work = float(total) if isinstance(total, int) else 64.0 ** len(sizes)
        sums = any(one not in names for one in key[0] & key[1])
        known[key] = (work * (2 if sums else 1), names)
    work, names = known[key]
    return work, [*rest, ({one: sizes[one] for one in names}, names)]


def kept(a: str, b: str, later: str) -> str:
    """The names of a product of two operands: those that are needed later."""
    return "".join(one for one in dict.fromkeys(a + b) if one in later)
