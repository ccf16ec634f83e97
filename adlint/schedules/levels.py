"""Least costs by dynamic programming, where a snapshot costs something: level by level of slots for such snapshots.

Herrmann and Pallez, H-Revolve: a framework for adjoint computation on synchronous hierarchical platforms, ACM TOMS
46(2) (2020), section 3; Aupy, Herrmann, Hovland and Robert, Optimal multistage algorithm for adjoint computation, SISC
38(3), C232-C255 (2016), section 3.
"""

from __future__ import annotations

from math import inf
from operator import add

from msgspec import Struct

from adlint.schedules import binomial
from adlint.schedules.actions import Storage
from adlint.schedules.problem import Cost
from adlint.schedules.tree import Node, Split


class Level(Struct, frozen=True):
    """Least costs of reversing 0, 1, ..., n steps with so many slots.

    `held` if the state is stored there already, `fresh` if not; `splits`: where the run is split in the first case, 0
    if it goes through memory instead.
    """

    held: tuple[Cost, ...]
    fresh: tuple[Cost, ...]
    splits: tuple[int, ...]


def first(steps: int, free: int) -> Level:
    """No slots: all goes through memory, where snapshots are free; without memory only one step can be reversed."""
    longer: list[Cost] = [binomial.extra_steps(n, free) if free else inf for n in range(2, steps + 1)]
    through = (0, 0, *longer)
    return Level(through, through, (0,) * (steps + 1))


def above(base: Level, below: Level | None, write: Cost, read: Cost) -> Level:
    """One slot more than `below` (None: as many, that is without bound).

    held(n) = min(base(n), min_i i + below.fresh(n - i) + read + held(i)), fresh(n) = min(base(n), write + held(n)).
    """
    held, fresh, splits = list(base.held[:2]), list(base.fresh[:2]), [0, 0]
    run: list[Cost] = [0, 1]
    rest = fresh if below is None else below.fresh
    for n in range(2, len(base.held)):
        totals = list(map(add, run[1:n], rest[n - 1 : 0 : -1]))
        best = min(totals)
        through = best + read >= base.held[n]
        held.append(base.held[n] if through else best + read)
        splits.append(0 if through else n - 1 - totals[::-1].index(best))
        fresh.append(min(base.held[n], write + held[n]))
        run.append(n + held[n])
    return Level(tuple(held), tuple(fresh), tuple(splits))


class Place(Struct, frozen=True):
    """Where a part of the run stands: so many slots that cost something are free, and whether the state is in one."""

    free: int
    stored: bool


class Hierarchy(Struct, frozen=True):
    """Levels by the number of free slots in `storage`, beside `free` slots in memory that cost nothing.

    Without a bound on slots there is one level above the first.
    """

    levels: tuple[Level, ...]
    free: int
    storage: Storage
    bounded: bool


def tree(of: Hierarchy, steps: int, key: Place | binomial.Key) -> Node:
    """The policy: as the levels say, and binomial once the run goes through memory alone."""
    if not isinstance(key, Place):
        return binomial.tree(steps, key)
    level, through = of.levels[key.free], (of.free, False)
    i = level.splits[steps]
    if not i or not (key.stored or level.fresh[steps] < of.levels[0].fresh[steps]):
        return binomial.tree(steps, through)
    keeps = level.splits[i] > 0
    right, left = Place(key.free - of.bounded, stored=False), Place(key.free, stored=True)
    return Split(i, None if key.stored else of.storage, of.storage, keeps, right, left if keeps else through)
