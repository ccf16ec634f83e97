"""A better placement, by searches among some of the sites, with all others as the best has them (Shaw 1998, "Using
constraint programming and local search methods to solve vehicle routing problems").

A search among all sites of functions that are much shared gets nowhere, but one among some dozens comes to an end: what
stays decided says how often functions run, and their rows are tight (`flows.py`). By turns these are sites anywhere,
and sites that are near each other, in functions that call each other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from random import Random
from time import thread_time
from typing import TypeAlias

from adlint.placement.costing.tree import CostTree, calls
from adlint.placement.searching.narrowing import Narrowed, settled
from adlint.placement.searching.problem import Placement

Near: TypeAlias = dict[str, list[str]]  # by site, those of the same function, and of functions that call or are called

_FREED = 70  # sites in a search


def better(
    tree: CostTree,
    best: Placement,
    below: Callable[[Placement], Narrowed | None],
    solve: Callable[[Narrowed, Placement], Placement],
    seconds: float,
) -> Placement:
    """The best that is met in so many seconds of CPU: `below` is what is left to be better than a placement, and
    `solve` the better of a placement and what a search finds.
    """
    random, turn = Random(0), 0  # noqa: S311 -- the same numbers in each run
    near, until = _near(tree), thread_time() + seconds
    while thread_time() < until and (left := below(best)) is not None:
        free = left.problem.free
        freed = _around(near, free, random) if turn % 2 else random.sample(free, min(_FREED, len(free)))
        inner = settled(left, {one: one in best.joint for one in set(free).difference(freed)})
        best, turn = best if inner is None else solve(inner, best), turn + 1
    return best


def _near(tree: CostTree) -> Near:
    own = {name: [one.id for one in calls(body)] for name, body in tree.functions.items()}
    found: Near = {}
    for name, body in tree.functions.items():
        for site in calls(body):
            below = own[site.function]
            found.setdefault(site.id, []).extend([*own[name], *below])
            for one in below:
                found.setdefault(one, []).append(site.id)
    return {one: list(dict.fromkeys(several)) for one, several in found.items()}


def _around(near: Near, free: Collection[str], random: Random) -> list[str]:
    """Free sites around one of them, each of those before it taking in what is near in turn."""
    allowed = set(free)
    found = [random.choice(sorted(allowed))] if allowed else []
    allowed.difference_update(found)
    for one in found:
        new = [each for each in near[one] if each in allowed]
        random.shuffle(new)
        new = new[: _FREED - len(found)]
        allowed.difference_update(new)
        found += new
    return found
