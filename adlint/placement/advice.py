"""The groups of Hascoët et al. (2024): what split mode would do to the peak at each site, all else as planned."""

from __future__ import annotations

from collections.abc import Iterator

from adlint.placement.measuring.neighbours import neighbours
from adlint.placement.searching.problem import Placement, Problem

GAIN, NEUTRAL, COST = "gain", "neutral", "cost"


def groups(given: Problem, plan: Placement) -> Iterator[tuple[str, str, int]]:
    """For each site: its id, its group, and by how many bytes the peak with this site split is above that with it
    joint. Split mode always saves time: `gain` saves memory too, `cost` takes some for it.
    """
    for one, there in neighbours(given.tree, plan.joint):
        more = there - plan.peak if one in plan.joint else plan.peak - there
        yield one, GAIN if more < 0 else COST if more > 0 else NEUTRAL, more
