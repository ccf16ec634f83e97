"""The least time where snapshots cost something: on a disk beside memory, or in memory alone.

Herrmann and Pallez (2020) for a disk with so many slots, Aupy, Herrmann, Hovland and Robert (2016) for one without
bound and for one level whose snapshots take time; see `levels`.
"""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace

from adlint.schedules.actions import Storage
from adlint.schedules.counts import counts
from adlint.schedules.levels import Hierarchy, Place, above, first, tree
from adlint.schedules.problem import STEP_BY_STEP, Assumption, Problem, Refusal, slots, too_large
from adlint.schedules.schedule import Schedule, schedule


def disk_revolve(problem: Problem) -> Schedule | Refusal:
    """The least time with a disk without bound."""
    free = slots("disk-revolve", problem, problem.snapshot_bytes)
    if isinstance(free, Refusal):
        return free
    found = _unbounded("disk-revolve", "periodic", problem, free, Storage.DISK)
    if isinstance(found, Refusal):
        return found
    return replace(found, assumptions=(*found.assumptions, Assumption.UNLIMITED_DISK))


def h_revolve(problem: Problem) -> Schedule | Refusal:
    """The least time with so many slots in memory and on disk, where parts of what is on disk go through memory."""
    free = slots("h-revolve", problem, problem.snapshot_bytes)
    if isinstance(free, Refusal):
        return free
    if problem.disk is None:
        return Refusal("h-revolve", "h-revolve needs the number of snapshots that the disk may hold")
    found = _unbounded("h-revolve", "multistage", problem, free, Storage.DISK)
    if isinstance(found, Schedule) and found.disk_snapshots <= problem.disk:
        return found
    return _bounded("h-revolve", "multistage", problem, free, problem.disk, Storage.DISK)


def timed(problem: Problem) -> Schedule | Refusal:
    """The least time where all snapshots take time, and fewer may be better than more."""
    free = slots("timed", problem, problem.snapshot_bytes)
    if isinstance(free, Refusal):
        return free
    found = _unbounded("timed", "binomial", problem, 0, Storage.RAM)
    if isinstance(found, Schedule) and found.snapshots <= free:
        return found
    return _bounded("timed", "binomial", problem, 0, free, Storage.RAM)


def _unbounded(kind: str, instead: str, problem: Problem, free: int, storage: Storage) -> Schedule | Refusal:
    """As many slots that cost something as serve: quicker to find than the best for so many."""
    refused = too_large(kind, instead, problem.steps, 1)
    if refused is not None:
        return refused
    base = first(problem.steps, free)
    levels = (base, above(base, None, problem.write_cost or 0, problem.read_cost or 0))
    return _schedule(kind, problem, Hierarchy(levels, free, storage, bounded=False))


def _bounded(
    kind: str, instead: str, problem: Problem, free: int, most: int, storage: Storage
) -> Schedule | Refusal:
    places = min(most, problem.steps - 1)
    refused = too_large(kind, instead, problem.steps, places)
    if refused is not None:
        return refused
    levels = [first(problem.steps, free)]
    for _ in range(places):
        levels.append(above(levels[0], levels[-1], problem.write_cost or 0, problem.read_cost or 0))
    return _schedule(kind, problem, Hierarchy(tuple(levels), free, storage, bounded=True))


def _schedule(kind: str, problem: Problem, of: Hierarchy) -> Schedule:
    policy, key = partial(tree, of), Place(len(of.levels) - 1, stored=False)
    found = counts(policy, problem.steps, key)
    if of.storage is Storage.RAM:
        return schedule(kind, problem, found, STEP_BY_STEP, (policy, key), costly=(found.writes, found.reads))
    takes, costly = (*STEP_BY_STEP, Assumption.FREE_RAM), (found.disk_writes, found.disk_reads)
    return schedule(kind, problem, found, takes, (policy, key), costly=costly)
