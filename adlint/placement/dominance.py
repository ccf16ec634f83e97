"""Points that no other is better than, and fewer of them that stand for those that are near."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from adlint.placement.points import Floats, Numbers, Points, grouped

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LEAST = 1e-300  # of a logarithm
_WIDTH, _WIDER = 1e-9, 3.0  # of cells at first, and how much wider they are at each next try


class TooManyError(Exception):
    """Points go with so many choices that there are no fewer of them."""


def undominated(points: Points) -> Points:
    """The points without those that leave no less, grow no less high and cost no less than another one that goes with
    the same choices.
    """
    group = points.groups()
    order = np.lexsort((points.peak, points.tape, points.cost, group))
    kept, last = [], -1
    tapes: list[float] = []  # of the points of a group so far, those that are lowest for their tape: it rises,
    peaks: list[float] = []  # and the peak falls
    columns = (group[order].tolist(), points.tape[order].tolist(), points.peak[order].tolist())
    for number, (here, tape, peak) in enumerate(zip(*columns, strict=True)):
        if here != last:
            last, tapes, peaks = here, [], []
        place = bisect_right(tapes, tape)
        if place and peaks[place - 1] <= peak:
            continue
        kept.append(number)
        end = place
        while end < len(tapes) and peaks[end] >= peak:
            end += 1
        tapes[place:end], peaks[place:end] = [tape], [peak]
    return points.pick(order[np.array(kept, dtype=np.int64)])


def fewer(points: Points, most: int, extreme: np.ufunc) -> Points:
    """No more than so many points, each of which stands for near ones that go with the same choices, with the least of
    each column, or the largest (`extreme`). TooManyError if there are more choices.
    """
    group = points.groups()
    if _count(group) > most:
        raise TooManyError
    width = _WIDTH
    while True:
        columns = (np.floor(points.cost / width), _logarithms(points.peak, width), _logarithms(points.tape, width))
        order = np.lexsort((*columns, group))
        starts = _starts([one[order] for one in (*columns, group)])
        if len(starts) <= most:
            break
        width *= _WIDER
    sorted_ = points.pick(order)
    tape, peak, cost = (extreme.reduceat(one, starts) for one in (sorted_.tape, sorted_.peak, sorted_.cost))
    first = sorted_.pick(starts)
    return Points(tape, peak, cost, first.keys, first.origin)


def classes(points: Points, most: int, kinds: int, extreme: np.ufunc) -> tuple[Points, Numbers]:
    """No more than so many points, and the kind of each, of at most `kinds`; those of a kind leave and grow the same,
    the least or the most that any of them does. Of those that go with the same choices the cheapest stands.
    TooManyError if there are more choices.
    """
    group = points.groups()
    if _count(group) > most:
        raise TooManyError
    both, width = (points.tape, points.peak), _WIDTH
    kind = grouped([_ranks(one) for one in both], len(points))
    while _count(kind) > kinds or _count(grouped([kind, group], len(points))) > most:
        kind = grouped([_ranks(_logarithms(one, width)) for one in both], len(points))
        width *= _WIDER
    order = np.lexsort((points.cost, group, kind))
    cheapest = order[_starts([kind[order], group[order]])]
    by_kind = np.argsort(kind, kind="stable")
    starts = _starts([kind[by_kind]])
    tape, peak = (extreme.reduceat(one[by_kind], starts) for one in both)
    left, kept = points.pick(cheapest), kind[cheapest]
    return Points(tape[kept], peak[kept], left.cost, left.keys, left.origin), kept


def _count(numbers: Numbers) -> int:
    """How many different ones there are, of numbers from 0 on."""
    return int(numbers.max(initial=-1)) + 1


def _ranks(column: NDArray[Any]) -> Numbers:
    return np.unique(column, return_inverse=True)[1].astype(np.int64)


def _logarithms(column: Floats, width: float) -> Floats:
    """Cells of logarithms; about 0 one is twice as wide, so that wide ones hold all."""
    return np.trunc(np.log(np.maximum(column, _LEAST)) / width)


def _starts(columns: Sequence[NDArray[Any]]) -> Numbers:
    """Where sorted rows differ from the ones before."""
    new = np.ones(len(columns[0]), dtype=bool)
    new[1:] = False
    for one in columns:
        new[1:] |= one[1:] != one[:-1]
    return np.flatnonzero(new)
