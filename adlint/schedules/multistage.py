"""Multistage: binomial checkpointing whose snapshots lie partly on disk, those there that are touched least.

Stumm and Walther, MultiStage approaches for optimal offline checkpointing, SISC 31(3), 1946-1967 (2009).
"""

from __future__ import annotations

from functools import partial
from itertools import zip_longest

from adlint.schedules import binomial
from adlint.schedules.actions import Storage
from adlint.schedules.counts import counts
from adlint.schedules.problem import STEP_BY_STEP, Assumption, Problem, Refusal, slots
from adlint.schedules.schedule import Schedule, schedule
from adlint.schedules.tree import Node, Split, folded

_TAKES = (*STEP_BY_STEP, Assumption.FREE_RAM)

_MOST_PARTS = 3_000_000  # of three for each snapshot and rerun, and what is counted in each: a few seconds

Touched = tuple[tuple[int, int], ...]  # writes and reads of each place of the stack of snapshots, the lowest first


def tree(places: tuple[Storage, ...], steps: int, key: binomial.Key) -> Node:
    """The policy: binomial, the storage being that of the place on the stack."""
    free = key[0]
    return binomial.tree(steps, key, places[len(places) - free] if free else Storage.RAM)


def touched(steps: int, free: int) -> Touched:
    """How often each place of the stack is written and read."""
    return folded(binomial.tree, steps, (free, False), _touched)


def _touched(node: Node, right: Touched = (), left: Touched = ()) -> Touched:
    if not isinstance(node, Split):
        return ()
    here = (int(node.write is not None), 1)
    return tuple((w + v, r + q) for (w, r), (v, q) in zip_longest((here, *right), left, fillvalue=(0, 0)))


def multistage(problem: Problem) -> Schedule | Refusal:
    """As few steps as binomial checkpointing with all snapshots, in memory and on disk."""
    free = slots("multistage", problem, problem.snapshot_bytes)
    if isinstance(free, Refusal):
        return free
    if problem.disk is None:
        return Refusal("multistage", "multistage needs the number of snapshots that the disk may hold")
    everywhere = min(free + problem.disk, problem.steps - 1)
    if binomial.repetitions(problem.steps, everywhere) * everywhere * (everywhere + 100) > _MOST_PARTS:
        reason = f"multistage is too large to count for {everywhere} snapshots of {problem.steps} steps: use periodic"
        return Refusal("multistage", reason)
    traffic = touched(problem.steps, everywhere)
    costs = [w * (problem.write_cost or 0) + r * (problem.read_cost or 0) for w, r in traffic]
    ranks = sorted(range(everywhere), key=lambda place: (-costs[place], -sum(traffic[place])))
    in_ram = set(ranks[:free])
    places = tuple(Storage.RAM if place in in_ram else Storage.DISK for place in range(everywhere))
    policy, key = partial(tree, places), (everywhere, False)
    found = counts(policy, problem.steps, key)
    costly = (found.disk_writes, found.disk_reads)
    return schedule("multistage", problem, found, _TAKES, (policy, key), costly=costly)
