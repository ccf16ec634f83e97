"""Halving: a snapshot at the start, the second half reversed, then the first, each in the same way.

Griewank, Achieving logarithmic growth of temporal and spatial complexity in reverse automatic differentiation,
Optimization Methods and Software 1, 35-54 (1992).
"""

from __future__ import annotations

from adlint.schedules.actions import Storage
from adlint.schedules.counts import Counts
from adlint.schedules.problem import STEP_BY_STEP, Assumption, Problem, Refusal, slots
from adlint.schedules.schedule import Schedule, schedule
from adlint.schedules.tree import Node, Split, Tape

_TAKES = (*STEP_BY_STEP, Assumption.FREE_SNAPSHOTS)


def tree(steps: int, held: bool) -> Node:
    """The policy; the key is whether the state is stored."""
    if steps == 1:
        return Tape()
    half = steps // 2
    return Split(half, None if held else Storage.RAM, Storage.RAM, half > 1, False, half > 1)


def extra_steps(steps: int) -> int:
    """The number of ones in 0, ..., n - 1 in base two (OEIS A000788); (n/2) log2 n for a power of two.

    That solves e(n) = floor(n/2) + e(floor(n/2)) + e(ceil(n/2)), e(1) = 0.
    """
    return sum(_ones(steps, bit) for bit in range(steps.bit_length()))


def _ones(steps: int, bit: int) -> int:
    """How many of 0, ..., n - 1 have this bit."""
    whole, rest = divmod(steps, 2 << bit)
    return (whole << bit) + max(0, rest - (1 << bit))


def halving(problem: Problem) -> Schedule | Refusal:
    """ceil(log2 n) snapshots and the tape of one step; no step runs again more often than floor(log2 n) times."""
    depth = (problem.steps - 1).bit_length()
    if problem.snapshots is not None or problem.memory is not None:
        free = slots("halving", problem, problem.snapshot_bytes)
        if isinstance(free, Refusal):
            return free
        if free < depth:
            return Refusal("halving", f"halving {problem.steps} steps needs {depth} snapshots, and {free} are allowed")
    found = Counts(extra_steps(problem.steps), problem.steps.bit_length() - 1, ram=depth)
    return schedule("halving", problem, found, _TAKES, (tree, False))
