"""Periodic: a snapshot on disk every so many steps, and binomial checkpointing in memory between two of them.

Pringle, Jones, Goswami, Narayanan and Goldberg, ARCHER eCSE report (2016); Aupy and Herrmann, Periodicity in optimal
hierarchical checkpointing schemes for adjoint computations, OMS 32(3), 594-624 (2017), written AH here.
"""

from __future__ import annotations

from functools import partial

from adlint.schedules import binomial
from adlint.schedules.actions import Storage
from adlint.schedules.counts import Counts
from adlint.schedules.problem import STEP_BY_STEP, Assumption, Cost, Problem, Refusal, slots
from adlint.schedules.schedule import Schedule, schedule
from adlint.schedules.tree import Node, Split

_TAKES = (*STEP_BY_STEP, Assumption.FREE_RAM, Assumption.PERIOD)


def tree(period: int, free: int, steps: int, key: str | binomial.Key) -> Node:
    """The policy: periods while more than p + 1 steps are left, each read once; what is left goes through memory."""
    if not isinstance(key, str):
        return binomial.tree(steps, key)
    if steps > period + 1:
        return Split(period, Storage.DISK, Storage.DISK, False, "sweep", (free, False))
    return binomial.tree(steps, (free, False))


def best_period(free: int, traffic: Cost) -> int:
    """The period that is best as n grows, with `traffic` the cost of a write and a read and a snapshot read once:
    beta(s, t) for the least t with beta(s+1, t) > traffic (AH, section 5).
    """
    return binomial.beta(free, binomial.repetitions(int(traffic) + 1, free + 1))


def periodic(problem: Problem) -> Schedule | Refusal:
    """Of each period but the last, all steps run once more than binomial checkpointing of the period makes them."""
    free = slots("periodic", problem, problem.snapshot_bytes)
    if isinstance(free, Refusal):
        return free
    steps, period = problem.steps, best_period(free, (problem.write_cost or 0) + (problem.read_cost or 0))
    period = max(1, min(period, steps - 1))
    if problem.disk is not None:
        period = max(period, -(-(steps - 1) // (problem.disk + 1)))
    on_disk = max(0, -(-(steps - 1) // period) - 1)
    within, last = binomial.counts(period, free), binomial.counts(steps - on_disk * period, free)
    found = Counts(
        on_disk * (period + within.extra) + last.extra,
        max(1 + within.reruns, last.reruns) if on_disk else last.reruns,
        ram=max(within.ram, last.ram) if on_disk else last.ram,
        disk=on_disk,
    )
    takes = (*_TAKES, Assumption.UNLIMITED_DISK) if problem.disk is None else _TAKES
    return schedule(
        "periodic", problem, found, takes, (partial(tree, period, free), "sweep"),
        costly=(on_disk, on_disk), details=(("period", period),),
    )  # fmt: skip
