"""The groups of Hascoët et al. (2024): what split mode would do to the peak at each site, all else as planned."""

from __future__ import annotations

from collections.abc import Iterator

from adlint.placement.heights import stacks
from adlint.placement.problem import Placement, Problem
from adlint.placement.turning import Graph, Turning

GAIN, NEUTRAL, COST = "gain", "neutral", "cost"


def groups(given: Problem, plan: Placement) -> Iterator[tuple[str, str, int]]:
    """For each site: its id, its group, and by how many bytes the peak with this site split is above that with it
    joint. Split mode always saves time: `gain` saves memory too, `cost` takes some for it.
    """
    joint = dict.fromkeys(plan.joint, 1)
    turning = Turning(Graph(given.tree), joint, stacks(given.tree, joint))
    here = turning.peak
    for one in given.tree.sites():
        there = turning.turned(one)
        more = there - here if one in plan.joint else here - there
        yield one, GAIN if more < 0 else COST if more > 0 else NEUTRAL, more
