"""Mixed: a unit of memory holds what restarts a step, or the tape of one, whichever serves better.

Maddison, Step-based checkpointing with high-level algorithmic differentiation, Journal of Computational Science 82,
102405 (2024), section 4.
"""

from __future__ import annotations

from functools import partial
from operator import add

from msgspec import Struct

from adlint.schedules import binomial
from adlint.schedules.actions import Storage
from adlint.schedules.counts import counts
from adlint.schedules.problem import Assumption, Problem, Refusal, slots, too_large
from adlint.schedules.schedule import Schedule, schedule
from adlint.schedules.tree import Node, Push, Split, Tape

_TAKES = (
    Assumption.EQUAL_STEPS, Assumption.CHAIN, Assumption.FREE_SNAPSHOTS, Assumption.KNOWN_STEPS, Assumption.EQUAL_SIZES,
    Assumption.STATE_APART,
)  # fmt: skip


class Units(Struct, frozen=True):
    """With so many units free: the least forward steps that reverse 0, 1, ..., n steps, and where the run is split.

    It is 0 where the tape of the first step is stored.
    """

    forward: tuple[int, ...]
    splits: tuple[int, ...]


def table(steps: int, units: int) -> tuple[Units, ...]:
    """The units 1, ..., s, by the recurrence of the paper.

    f(n, s) = n if n <= s + 1, n (n + 1)/2 - 1 if s = 1, else the least of 1 + f(n - 1, s - 1) and
    i + f(i, s) + f(n - i, s - 1) for 2 <= i < n.
    """
    sums = tuple(n * (n + 1) // 2 - 1 for n in range(3, steps + 1))
    rows = [Units((0, 1, 2, *sums), (0, 0, 0, *range(2, steps)))]
    for free in range(2, units + 1):
        rows.append(_row(steps, free, rows[-1].forward))
    return tuple(rows)


def _row(steps: int, free: int, fewer: tuple[int, ...]) -> Units:
    forward = list(range(min(steps, free + 1) + 1))
    splits, run = [0] * len(forward), [n + n for n in forward]
    for n in range(len(forward), steps + 1):
        totals = list(map(add, run[2:n], fewer[n - 2 : 0 : -1]))
        best = min(totals)
        push = 1 + fewer[n - 1] < best
        forward.append(1 + fewer[n - 1] if push else best)
        splits.append(0 if push else n - 1 - totals[::-1].index(best))
        run.append(n + forward[n])
    return Units(tuple(forward), tuple(splits))


def tree(rows: tuple[Units, ...], steps: int, key: binomial.Key) -> Node:
    """The policy; the key is as in binomial checkpointing."""
    free, held = key
    if steps == 1:
        return Tape()
    i = rows[free - 1].splits[steps]
    if i == 0:
        return Push((free - 1, False))
    keeps = rows[free - 1].splits[i] > 0
    return Split(i, None if held else Storage.RAM, Storage.RAM, keeps, (free - 1, False), (free, keeps))


def mixed(problem: Problem) -> Schedule | Refusal:
    """The fewest forward steps; each unit takes as many bytes as the larger of a snapshot and the tape of one step."""
    sized = problem.snapshot_bytes is not None and problem.step_tape_bytes is not None
    unit = max(problem.snapshot_bytes or 0, problem.step_tape_bytes or 0) if sized else None
    free = slots("mixed", problem, unit)
    if isinstance(free, Refusal):
        return free
    refused = too_large("mixed", "binomial", problem.steps, free)
    if refused is not None:
        return refused
    policy, key = partial(tree, table(problem.steps, free)), (free, False)
    found = counts(policy, problem.steps, key)
    return schedule("mixed", problem, found, _TAKES, (policy, key), unit_bytes=unit)
