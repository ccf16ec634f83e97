"""A placement at once, without proof: sites are split again, as many at once as keep to the budget."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import accumulate

from adlint.placement.costing.tree import Call
from adlint.placement.measuring.heights import stacks
from adlint.placement.measuring.standing import Standing
from adlint.placement.searching.problem import Placement, Problem, lowest

_ROUNDS = 40  # after so many, what might still be split one by one is left, as it is
WORK = 400_000  # items of bodies in stacks that are evaluated, after which no more single sites are tried


def within_recompute(given: Problem, most: int) -> Placement:
    """A low peak where so much, at most, is computed again."""
    return less_peak(given, lowest(given), most)


def less_recompute(
    given: Problem, start: Placement, most: int, by: Iterable[Sequence[str]] | None = None, work: int = WORK
) -> Placement:
    """What a placement leads to if sites are made joint, from the end of an order on, until its peak is at most so many
    bytes, and then split as long as it stays there.
    """
    tries = (_split(given, start, one, most, work) for one in by or orders(given))
    return min(tries, key=lambda one: (one.peak > most, one.recompute, one.peak))


def less_peak(
    given: Problem, start: Placement, most: int, by: Iterable[Sequence[str]] | None = None, work: int = WORK
) -> Placement:
    """What a placement leads to if sites are split until no more than so much is computed again, and then made joint
    where that lowers the peak.
    """
    tries = (_joined(given, start, one, most, work) for one in by or orders(given))
    return min(tries, key=lambda one: (one.peak, one.recompute))


def orders(given: Problem, many: int = 2) -> Iterator[Sequence[str]]:
    """The sites in orders worth a try: by the time that splitting saves for each byte that it costs, and by that."""
    sites, split, weight = given.tree.sites(), stacks(given.tree, {}), given.weight

    def bytes_of(several: Iterable[Call]) -> int:
        return max(1, sum(int(split[one.function].tape - one.snapshot) for one in several))

    yield sorted(given.free, key=lambda one: -Fraction(weight[one], bytes_of(sites[one])))
    if many > 1:
        yield sorted(given.free, key=lambda one: -weight[one])


def _split(given: Problem, start: Placement, order: Sequence[str], most: int, work: int) -> Placement:
    standing = _lowered(given, start, order, most)
    left = [one for one in order if standing.joint.get(one)]
    for _ in range(_ROUNDS):
        count = standing.turn_while(left, lambda peak: peak <= most)
        left = list(_fitting(standing, left[count + 1 :], most, work))
        if not left:
            break
    return standing.placement()


def _fitting(standing: Standing, sites: Iterable[str], most: int, work: int) -> Iterator[str]:
    """Of some sites those each of which leaves a peak of so many bytes if it is turned, as far as work is left."""
    turning = standing.turning()
    for one in sites:
        if standing.graph.evaluated > work:
            return
        if turning.turned(one) <= most:
            yield one


def _lowered(given: Problem, start: Placement, order: Sequence[str], most: int) -> Standing:
    """A placement with as few sites more, from the end of an order on, as bring the peak below so many bytes."""
    standing = Standing(given, start.joint)
    if standing.peak > most:
        least = lowest(given).joint
        more = [one for one in reversed(order) if one in least and not standing.joint.get(one)]
        count = standing.turn_while(more, lambda peak: peak > most)
        turning, left = standing.turning(), more[count:]
        enough = (one for one in left if turning.turned(one) <= most)
        standing.turn([min(enough, key=given.weight.__getitem__)] if left else [])
        if standing.peak > most:
            return Standing(given, least)
    return standing


def _faster(given: Problem, start: Placement, order: Sequence[str], most: int) -> Standing:
    """A placement with as few sites less, from the beginning of an order on, as leave no more than so much to be
    computed again; the last of them is that which leaves the lowest peak.
    """
    standing, more = Standing(given, start.joint), start.recompute - most
    if more <= 0:
        return standing
    joint = [one for one in order if standing.joint.get(one)]
    sums = list(accumulate(given.weight[one] for one in joint))
    count = bisect_left(sums, more)
    standing.turn(joint[:count])
    more -= sums[count - 1] if count else 0
    turning = standing.turning()
    enough = [one for one in joint[count:] if given.weight[one] >= more]
    standing.turn([min(enough, key=turning.turned)] if enough else [])
    return standing


def _joined(given: Problem, start: Placement, order: Sequence[str], most: int, work: int) -> Placement:
    standing = _faster(given, start, order, most)
    room = most - standing.placement().recompute
    left = [one for one in reversed(order) if not standing.joint.get(one)]
    for _ in range(_ROUNDS):
        here = standing.peak
        left = list(_fitting(standing, (one for one in left if given.weight[one] <= room), here, work))
        sums = accumulate(given.weight[one] for one in left)
        fit = [one for one, more in zip(left, sums, strict=True) if more <= room]
        count = standing.turn_while(fit, lambda peak, here=here: peak <= here)  # type: ignore[misc]
        if not count:
            break
        room -= sum(given.weight[one] for one in left[:count])
        left = left[count:]
    return standing.placement()
