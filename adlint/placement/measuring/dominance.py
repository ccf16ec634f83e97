"""Points that no other is better than, and fewer of them that stand for those that are near."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from adlint.placement.measuring.points import Floats, Numbers, Points, grouped

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LEAST = 1e-300  # of a logarithm
_WIDTHS = [1e-9 * 3.0**step for step in range(27)]  # of cells: the widest holds all logarithms
_MIX = np.uint64(0x9E3779B97F4A7C15)  # odd, with bits everywhere (2^64 by the golden ratio)


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

    def cells(width: float) -> list[Numbers]:
        columns = _whole(points.cost / width), _logarithms(points.peak, width), _logarithms(points.tape, width)
        return [*columns, group]

    narrowest = cells(_narrowest(lambda width: _different(cells(width)) <= most))
    order = np.argsort(_mixed(narrowest), kind="stable")
    starts = _starts([one[order] for one in narrowest])
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
    both = points.tape, points.peak

    def are_few(columns: list[Numbers]) -> bool:
        return _different(columns) <= kinds and _different([*columns, group]) <= most

    def cells(width: float) -> list[Numbers]:
        return [_logarithms(one, width) for one in both]

    exact = [_ranks(one) for one in both]
    found = exact if are_few(exact) else cells(_narrowest(lambda width: are_few(cells(width))))
    kind = grouped([_ranks(one) for one in found], len(points))
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


def _narrowest(serves: Callable[[float], bool]) -> float:
    """The least width of cells that serves, as all that are wider do."""
    return _WIDTHS[bisect_left(_WIDTHS, True, key=serves)]


def _whole(column: Floats) -> Numbers:
    return np.floor(column).astype(np.int64)


def _logarithms(column: Floats, width: float) -> Numbers:
    """Cells of logarithms; about 0 one is twice as wide, so that wide ones hold all."""
    return np.trunc(np.log(np.maximum(column, _LEAST)) / width).astype(np.int64)


def _different(columns: Sequence[Numbers]) -> int:
    """How many different rows there are, but for rows that are mixed up with others by a chance of 1 in 2^64."""
    return len(_starts([np.sort(_mixed(columns))]))


def _mixed(columns: Sequence[Numbers]) -> NDArray[np.uint64]:
    """A number for each row that is hardly ever that of another one: one column is sorted sooner than several."""
    found = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        found = (found ^ column.astype(np.uint64)) * _MIX
        found ^= found >> np.uint64(32)
    return found


def _starts(columns: Sequence[NDArray[Any]]) -> Numbers:
    """Where sorted rows differ from the ones before."""
    new = np.ones(len(columns[0]), dtype=bool)
    new[1:] = False
    for one in columns:
        new[1:] |= one[1:] != one[:-1]
    return np.flatnonzero(new)
