"""Snapshots on disk that serve a restart after a failure too."""

from __future__ import annotations

from math import sqrt

from msgspec import Struct

from adlint.schedules.problem import Cost


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
    return Restarts(mtbf, write_cost, max(1, round(sqrt(2 * mtbf * write_cost))))
