"""A placement at once, without proof: sites are split again, one by one, from the placement of the lowest peak."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from adlint.placement.heights import Stack, stack, stacks, under
from adlint.placement.problem import Placement, Problem, lowest
from adlint.placement.tree import Call, calls


@dataclass(slots=True)
class Standing:
    """A placement that is changed site by site; the stacks of callers are computed again as far as they change."""

    problem: Problem
    joint: dict[str, int]
    found: dict[str, Stack] = field(default_factory=dict)
    owners: dict[str, set[str]] = field(default_factory=dict)
    callers: dict[str, set[str]] = field(default_factory=dict)
    rank: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        tree = self.problem.tree
        self.found = stacks(tree, self.joint)
        for rank, (name, body) in enumerate(tree.functions.items()):
            self.rank[name] = rank
            for one in calls(body):
                self.owners.setdefault(one.id, set()).add(name)
                self.callers.setdefault(one.function, set()).add(name)

    @property
    def peak(self) -> int:
        """The peak of the entry."""
        return int(self.found[self.problem.tree.entry].peak)

    def placement(self) -> Placement:
        """As it stands."""
        return self.problem.place(one for one, is_joint in self.joint.items() if is_joint)

    def turn(self, site: str) -> dict[str, Stack]:
        """The site the other way; what the stacks were that changed."""
        self.joint[site] = 1 - self.joint.get(site, 0)
        before: dict[str, Stack] = {}
        waiting = set(self.owners[site])
        while waiting:
            name = min(waiting, key=self.rank.__getitem__)
            waiting.discard(name)
            now = stack(self.problem.tree.functions[name], self.found, under(self.joint))
            if now != self.found[name]:
                before[name], self.found[name] = self.found[name], now
                waiting |= self.callers.get(name, set())
        return before

    def turn_back(self, site: str, before: dict[str, Stack]) -> None:
        """As it was before a turn."""
        self.joint[site] = 1 - self.joint[site]
        self.found.update(before)


def within_memory(given: Problem, most: int) -> Placement | None:
    """Little that is computed again with a peak of at most so many bytes, None if no placement has that."""
    least = lowest(given)
    return None if least.peak > most else less_recompute(given, least, most)


def within_recompute(given: Problem, most: int) -> Placement:
    """A low peak where so much, at most, is computed again."""
    return less_peak(given, lowest(given), most)


def less_recompute(given: Problem, start: Placement, most: int) -> Placement:
    """What a placement leads to if sites are made joint until its peak is at most so many bytes, and then split as long
    as it stays there.
    """
    tries = (_split(given, start, order, most) for order in _orders(given))
    return min(tries, key=lambda one: (one.peak > most, one.recompute, one.peak))


def less_peak(given: Problem, start: Placement, most: int) -> Placement:
    """What a placement leads to if sites are split until no more than so much is computed again, and then made joint
    where that lowers the peak.
    """
    tries = (_joined(given, start, order, most) for order in _orders(given))
    return min(tries, key=lambda one: (one.peak, one.recompute))


def _orders(given: Problem) -> Iterable[Sequence[str]]:
    """The sites in orders worth a try: by the time that splitting saves, and by that for each byte that it costs."""
    sites, split = given.tree.sites(), stacks(given.tree, {})

    def bytes_of(several: Iterable[Call]) -> int:
        return max(1, sum(int(split[one.function].tape - one.snapshot) for one in several))

    weight = given.weight
    yield sorted(given.free, key=lambda one: -weight[one])
    yield sorted(given.free, key=lambda one: -Fraction(weight[one], bytes_of(sites[one])))


def _split(given: Problem, start: Placement, order: Sequence[str], most: int) -> Placement:
    standing = Standing(given, dict.fromkeys(start.joint, 1))
    for one in reversed(order):
        if standing.peak <= most:
            break
        if not standing.joint.get(one):
            standing.turn(one)
    for one in order:
        if standing.joint.get(one):
            before = standing.turn(one)
            if standing.peak > most:
                standing.turn_back(one, before)
    return standing.placement()


def _joined(given: Problem, start: Placement, order: Sequence[str], most: int) -> Placement:
    joint = dict.fromkeys(start.joint, 1)
    left = start.recompute
    for one in order:
        if left > most and joint.pop(one, 0):
            left -= given.weight[one]
    standing = Standing(given, joint)
    for one in reversed(order):
        if not standing.joint.get(one) and left + given.weight[one] <= most:
            peak = standing.peak
            before = standing.turn(one)
            if standing.peak > peak:
                standing.turn_back(one, before)
            else:
                left += given.weight[one]
    return standing.placement()
