"""Snapshots on disk that serve a restart after a failure too."""

from __future__ import annotations

from itertools import islice, pairwise, takewhile
from math import sqrt

from msgspec import Struct

from adlint.schedules.actions import EndForward, Forward, Storage
from adlint.schedules.problem import Cost
from adlint.schedules.schedule import Schedule

_MOST_ACTIONS = 100_000


class Restarts(Struct, frozen=True):
    """How far apart restart points should be, for the time between failures and that of a write; all in steps."""

    mtbf: Cost
    write_cost: Cost
    interval: int


def restarts(mtbf: Cost, write_cost: Cost) -> Restarts | None:
    """The interval sqrt(2 MTBF C); None if a write takes half the time between failures or longer.

    It holds to first order in C/MTBF: Young, CACM 17(9), 530-531 (1974); Daly, FGCS 22(3), 303-312 (2006).
    """
    if 2 * write_cost >= mtbf:
        return None
    return Restarts(mtbf, write_cost, max(1, round(sqrt(mtbf) * sqrt(2 * write_cost))))


def farthest(schedule: Schedule) -> int | None:
    """How many steps of the forward sweep lie at most between two snapshots on disk, or the last one and the end.

    None if there are none, or if there are too many actions to see.
    """
    sweep = takewhile(lambda action: not isinstance(action, EndForward), schedule.actions())
    seen = list(islice(sweep, _MOST_ACTIONS))
    stored = [one.n0 for one in seen if isinstance(one, Forward) and one.write_ics and one.storage is Storage.DISK]
    if not stored or len(seen) == _MOST_ACTIONS:
        return None
    return max(end - start for start, end in pairwise((*stored, schedule.steps)))
