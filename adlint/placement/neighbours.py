"""The peaks of all placements that differ from one in a single site, in arrays with a number for each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import numpy as np

from adlint.placement.heights import Decide, Stack, stack
from adlint.placement.tree import Call, CostTree, Loop, Number, within

_EXACT = 2**62  # numbers up to here are exact in 64 bits
_AT_ONCE = 512  # sites: functions in which none of them runs have plain numbers


def neighbours(tree: CostTree, joint: Collection[str]) -> Iterator[tuple[str, int]]:
    """Each site, and the peak of the entry in bytes with it the other way."""
    sites, kind = tuple(tree.sites()), np.int64 if _fits(tree) else object
    for first in range(0, len(sites), _AT_ONCE):
        turned = sites[first : first + _AT_ONCE]
        as_it_is = np.zeros(len(turned), dtype=kind)
        decide = _turning(joint, {one: place for place, one in enumerate(turned)}, as_it_is)
        found: dict[str, Stack] = {}
        for name, body in tree.functions.items():
            found[name] = stack(body, found, decide, _larger)
        yield from zip(turned, map(int, as_it_is + found[tree.entry].peak), strict=True)


def _turning(joint: Collection[str], places: Mapping[str, int], as_it_is: Any) -> Decide:
    """What placements say of calls, each of which turns another of some sites."""

    def decide(call: Call) -> Number:
        is_joint = int(call.id in joint)
        if call.id not in places:
            return is_joint
        each = as_it_is + is_joint
        each[places[call.id]] = 1 - is_joint
        return each

    return decide


def _larger(one: Number, other: Number) -> Number:
    """As arrays where one of them is."""
    return max(one, other) if isinstance(one, int) and isinstance(other, int) else np.maximum(one, other)


def _fits(tree: CostTree) -> bool:
    """Whether no number leaves 64 bits, whatever is joint."""
    most: dict[str, Stack] = {}
    for name, body in tree.functions.items():
        most[name] = stack(body, most, lambda one: one.snapshot > most[one.function].tape)
    trips = (one.trips for body in tree.functions.values() for one in within(body) if isinstance(one, Loop))
    return max((one.peak for one in most.values()), default=0) < _EXACT and max(trips, default=0) < _EXACT
