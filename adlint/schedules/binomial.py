"""Binomial checkpointing (Revolve): optimal where steps cost the same and snapshots are free.

Griewank and Walther, Algorithm 799: revolve, ACM TOMS 26(1), 19-45 (2000), written GW here.
"""

from __future__ import annotations

from math import comb

from adlint.schedules.actions import Storage
from adlint.schedules.counts import Counts
from adlint.schedules.problem import STEP_BY_STEP, Assumption, Problem, Refusal, slots
from adlint.schedules.schedule import Schedule, schedule
from adlint.schedules.tree import Node, Split, Tape

_TAKES = (*STEP_BY_STEP, Assumption.FREE_SNAPSHOTS)

Key = tuple[int, bool]  # free slots, and whether the state is stored in one of them


def beta(snapshots: int, reruns: int) -> int:
    """C(s + t, s): how many steps s snapshots can reverse if none runs untaped more than t times (GW, eq. (1))."""
    return comb(snapshots + reruns, snapshots) if snapshots >= 0 <= reruns else 0


def repetitions(steps: int, snapshots: int) -> int:
    """The least t with C(s + t, s) >= n (GW, Proposition 1), for n = 1 or s >= 1."""
    if steps == 1:
        return 0
    high = 1
    while beta(snapshots, high) < steps:
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if beta(snapshots, middle) >= steps else (middle, high)
    return high


def extra_steps(steps: int, snapshots: int) -> int:
    """The least number of steps that run untaped: t n - C(s + t, t - 1) (GW, eq. (2)).

    The state before the first step is one of the s snapshots.
    """
    t = repetitions(steps, snapshots)
    return t * steps - beta(snapshots + 1, t - 1)


def advance(steps: int, snapshots: int) -> int:
    """How far to run before the next snapshot, for n >= 2 and s >= 1 (GW, p. 34): of the choices with the fewest extra
    steps one with the fewest snapshots written.
    """
    t = repetitions(steps, snapshots)
    wanted = steps - beta(snapshots - 1, t - 1) - beta(snapshots - 2, t - 1)
    return min(beta(snapshots, t - 1), max(1, beta(snapshots, t - 2), wanted))


def tree(steps: int, key: Key, storage: Storage = Storage.RAM) -> Node:
    """The policy, for snapshots in one storage."""
    free, held = key
    if steps == 1:
        return Tape()
    i = advance(steps, free)
    return Split(i, None if held else storage, storage, i > 1, (free - 1, False), (free, i > 1))


def counts(steps: int, free: int) -> Counts:
    """Steps and snapshots by the closed forms; writes and reads, which are free, are not counted."""
    return Counts(extra_steps(steps, free), repetitions(steps, free), ram=min(free, steps - 1))


def binomial(problem: Problem) -> Schedule | Refusal:
    """The fewest steps that run again for a number of snapshots; the peak is s snapshots and the tape of one step."""
    free = slots("binomial", problem, problem.snapshot_bytes)
    if isinstance(free, Refusal):
        return free
    return schedule("binomial", problem, counts(problem.steps, free), _TAKES, (tree, (free, False)))
