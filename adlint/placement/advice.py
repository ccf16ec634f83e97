"""The groups of Hascoët et al. (2024): what split mode would do to the peak at each site, all else as planned."""

from __future__ import annotations

from collections.abc import Iterator

from adlint.placement.greedy import Standing
from adlint.placement.problem import Placement, Problem

GAIN, NEUTRAL, COST = "gain", "neutral", "cost"


def groups(given: Problem, plan: Placement) -> Iterator[tuple[str, str, int]]:
    """For each site: its id, its group, and by how many bytes the peak with this site split is above that with it
    joint. Split mode always saves time: `gain` saves memory too, `cost` takes some for it.
    """
    standing = Standing(given, dict.fromkeys(plan.joint, 1))
    for one in given.tree.sites():
        here = standing.peak
        before = standing.turn(one)
        there = standing.peak
        standing.turn_back(one, before)
        more = here - there if not standing.joint.get(one) else there - here
        yield one, GAIN if more < 0 else COST if more > 0 else NEUTRAL, more
