"""What a schedule says of itself: plain data, and its actions on request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from msgspec import Struct

from adlint.schedules.actions import Action
from adlint.schedules.counts import Counts
from adlint.schedules.problem import Assumption, Cost, Problem
from adlint.schedules.reversal import actions
from adlint.schedules.tree import Key, Policy


class Schedule(Struct, frozen=True, kw_only=True):
    """A schedule for `steps` steps.

    `snapshots` and `disk_snapshots` are how many units are held at once in memory and on disk; `peak_bytes` and
    `disk_bytes` what that takes, with what is taped, None if sizes were not said. `extra_forward_steps`: how many steps
    run beside the one time that each is taped; `max_reruns`: how often one step does at most. `writes` and `reads` are
    those that cost; `time` is the forward steps and what these cost, in forward steps. `details` are numbers of this
    kind alone, as its period.
    """

    kind: str
    steps: int
    snapshots: int
    disk_snapshots: int
    extra_forward_steps: int
    max_reruns: int
    peak_bytes: int | None
    disk_bytes: int | None
    writes: int
    reads: int
    time: Cost
    assumptions: tuple[Assumption, ...]
    actions: Callable[[], Iterator[Action]]
    details: tuple[tuple[str, int], ...] = ()

    @property
    def forward_steps(self) -> int:
        """All steps that run forward, taped or not."""
        return self.steps + self.extra_forward_steps


def schedule(
    kind: str,
    problem: Problem,
    found: Counts,
    assumptions: tuple[Assumption, ...],
    tree: tuple[Policy, Key],
    *,
    taped: int = 1,
    unit_bytes: int | None = None,
    costly: tuple[int, int] = (0, 0),
    details: tuple[tuple[str, int], ...] = (),
) -> Schedule:
    """The schedule of a tree with its counts. `taped`: how many steps are taped at once; `unit_bytes`: what one unit in
    memory takes, a snapshot unless said; `costly`: the writes and reads that take time.
    """
    unit = problem.snapshot_bytes if unit_bytes is None else unit_bytes
    steps = problem.steps
    return Schedule(
        kind=kind,
        steps=steps,
        snapshots=found.ram,
        disk_snapshots=found.disk,
        extra_forward_steps=found.extra,
        max_reruns=found.reruns,
        peak_bytes=_sum(_product(found.ram, unit), _product(taped, problem.step_tape_bytes)),
        disk_bytes=_product(found.disk, problem.snapshot_bytes),
        writes=costly[0],
        reads=costly[1],
        time=steps + found.extra + costly[0] * (problem.write_cost or 0) + costly[1] * (problem.read_cost or 0),
        assumptions=assumptions,
        actions=partial(actions, tree[0], steps, tree[1]),
        details=details,
    )


def _product(number: int, size: int | None) -> int | None:
    """Nothing takes no bytes, whatever its size."""
    return None if size is None and number else number * (size or 0)


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
