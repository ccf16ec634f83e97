"""A placement at once, without proof: sites are split again, as many at once as keep to the budget."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import accumulate

from adlint.placement.heights import stacks
from adlint.placement.problem import Placement, Problem, lowest
from adlint.placement.tree import Call
from adlint.placement.turning import Turning

_ROUNDS = 40  # after so many, what might still be split one by one is left


def within_memory(given: Problem, most: int) -> Placement | None:
    """Little that is computed again with a peak of at most so many bytes, None if no placement has that."""
    least = lowest(given)
    return None if least.peak > most else less_recompute(given, least, most)


def within_recompute(given: Problem, most: int) -> Placement:
    """A low peak where so much, at most, is computed again."""
    return less_peak(given, lowest(given), most)


def less_recompute(
    given: Problem, start: Placement, most: int, by: Iterable[Sequence[str]] | None = None
) -> Placement:
    """What a placement leads to if sites are made joint, from the end of an order on, until its peak is at most so many
    bytes, and then split as long as it stays there.
    """
    tries = (_split(given, start, one, most) for one in by or orders(given))
    return min(tries, key=lambda one: (one.peak > most, one.recompute, one.peak))


def less_peak(
    given: Problem, start: Placement, most: int, by: Iterable[Sequence[str]] | None = None
) -> Placement:
    """What a placement leads to if sites are split until no more than so much is computed again, and then made joint
    where that lowers the peak.
    """
    tries = (_joined(given, start, one, most) for one in by or orders(given))
    return min(tries, key=lambda one: (one.peak, one.recompute))


def orders(given: Problem, many: int = 2) -> Iterator[Sequence[str]]:
    """The sites in orders worth a try: by the time that splitting saves for each byte that it costs, and by that time."""
    sites, split, weight = given.tree.sites(), stacks(given.tree, {}), given.weight

    def bytes_of(several: Iterable[Call]) -> int:
        return max(1, sum(int(split[one.function].tape - one.snapshot) for one in several))

    yield sorted(given.free, key=lambda one: -Fraction(weight[one], bytes_of(sites[one])))
    if many > 1:
        yield sorted(given.free, key=lambda one: -weight[one])


def _split(given: Problem, start: Placement, order: Sequence[str], most: int) -> Placement:
    joint = _lowered(given, start.joint, order, most)
    left = [one for one in order if one in joint]
    for _ in range(_ROUNDS):
        turning = Turning(given.tree, dict.fromkeys(joint, 1))
        left = [one for one in left if turning.turned(one) <= most]
        if not left:
            break
        count = _longest(left, joint.difference, lambda turned: _peak(given, turned) <= most)
        joint -= frozenset(left[:count])
        left = left[count + 1 :]
    return given.place(joint)


def _lowered(given: Problem, joint: frozenset[str], order: Sequence[str], most: int) -> frozenset[str]:
    """A placement with as few sites more, from the end of an order on, as bring the peak below so many bytes."""
    if _peak(given, joint) <= most:
        return joint
    least = lowest(given).joint
    more = [one for one in reversed(order) if one in least and one not in joint]
    count = _longest(more, joint.union, lambda turned: _peak(given, turned) > most)
    reached = joint.union(more[: count + 1])
    return reached if _peak(given, reached) <= most else least


def _joined(given: Problem, start: Placement, order: Sequence[str], most: int) -> Placement:
    joint, room = start.joint, most - start.recompute
    for one in order:
        if room < 0 and one in joint:
            joint -= {one}
            room += given.weight[one]
    left = [one for one in reversed(order) if one not in joint]
    for _ in range(_ROUNDS):
        turning = Turning(given.tree, dict.fromkeys(joint, 1))
        left = [one for one in left if given.weight[one] <= room and turning.turned(one) <= turning.peak]
        if not left:
            break
        fit = [one for one, more in zip(left, accumulate(given.weight[one] for one in left), strict=True) if more <= room]
        count = _longest(fit, joint.union, lambda turned, turning=turning: _peak(given, turned) <= turning.peak)  # type: ignore[misc]
        joint |= frozenset(left[:count])
        room -= sum(given.weight[one] for one in left[:count])
        left = left[count:]
    return given.place(joint)


def _peak(given: Problem, joint: Iterable[str]) -> int:
    return int(stacks(given.tree, dict.fromkeys(joint, 1))[given.tree.entry].peak)


def _longest(
    sites: Sequence[str], turned: Callable[[Sequence[str]], frozenset[str]], holds: Callable[[frozenset[str]], bool]
) -> int:
    """How many sites may be turned at once, from the first on; with one of them alone something holds, it is known."""
    if holds(turned(sites)):
        return len(sites)
    low, high = 1, len(sites)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(turned(sites[:middle])) else (low, middle)
    return low
