"""What is asked of a schedule, and what it takes for granted."""

from __future__ import annotations

from enum import Enum
from math import isqrt

from msgspec import Struct

Cost = int | float

DEFAULT_COST = 2  # of writing and of reading, in forward steps, as checkpoint_schedules has it
_MOST_SPLITS = 20_000_000  # a second or two


class Assumption(Enum):
    """What the numbers of a schedule rest on."""

    EQUAL_STEPS = "all steps cost the same"
    CHAIN = "a step depends on nothing but the state that the step before it left"
    FREE_SNAPSHOTS = "writing and reading snapshots takes no time"
    FREE_RAM = "writing and reading snapshots in memory takes no time"
    KNOWN_STEPS = "the number of steps is known before the first one runs"
    LAST_IS_KNOWN = "the last step is known to be the last when it runs (else it runs once more)"
    ONE_TAPE = "beside the snapshots there is the tape of one step at a time"
    EQUAL_SIZES = "what restarts a step and what reverses it are equally large"
    SEGMENTS_TAPED = "a segment is taped whole when it is reversed, the last one too, as nested scans do"
    UNLIMITED_DISK = "the disk holds any number of snapshots"
    PERIOD = "the period is the best as the number of steps grows, or the shortest that the disk allows"
    DEFAULT_WRITE = f"writing a snapshot takes as long as {DEFAULT_COST} forward steps (nothing else was said)"
    DEFAULT_READ = f"reading a snapshot takes as long as {DEFAULT_COST} forward steps (nothing else was said)"
    STATE_APART = "the state that is being advanced is not counted in bytes"


STEP_BY_STEP = (
    Assumption.EQUAL_STEPS, Assumption.CHAIN, Assumption.KNOWN_STEPS, Assumption.ONE_TAPE, Assumption.STATE_APART,
)  # fmt: skip


class Problem(Struct, frozen=True, kw_only=True):
    """A loop of `steps` steps, and what may be spent on reversing it.

    `snapshots` is how many states may be held in memory at once, the first one among them; `memory` how many bytes
    snapshots and tape may take there; `disk` how many states a disk may hold. Sizes are those of one state and of the
    tape of one step, in bytes; the costs of writing and reading a snapshot that is not free are in forward steps.
    None is: not said.
    """

    steps: int
    snapshots: int | None = None
    memory: int | None = None
    disk: int | None = None
    snapshot_bytes: int | None = None
    step_tape_bytes: int | None = None
    write_cost: Cost | None = None
    read_cost: Cost | None = None


class Refusal(Struct, frozen=True):
    """Why there is no schedule of a kind, in words for users."""

    kind: str
    reason: str


def slots(kind: str, problem: Problem, unit_bytes: int | None) -> int | Refusal:
    """How many units of so many bytes may be held beside the tape of one step; more than steps - 1 are of no use."""
    if problem.snapshots is None and problem.memory is None:
        return Refusal(kind, f"{kind} needs the number of snapshots that may be held at once")
    most = problem.steps - 1
    if problem.snapshots is not None:
        most = min(most, problem.snapshots)
    if problem.memory is not None:
        if unit_bytes is None or problem.step_tape_bytes is None:
            return Refusal(kind, "a budget in bytes needs the sizes of a snapshot and of the tape of one step")
        least = problem.step_tape_bytes + (unit_bytes if problem.steps > 1 else 0)
        if problem.memory < least:
            return Refusal(kind, f"{kind} needs at least {least} bytes, and {problem.memory} are allowed")
        most = min(most, (problem.memory - problem.step_tape_bytes) // unit_bytes)
    return most


def too_large(kind: str, instead: str, steps: int, levels: int) -> Refusal | None:
    """Why a schedule is not looked for by dynamic programming over all splits of all runs, if there are too many."""
    if steps * steps * levels <= 2 * _MOST_SPLITS:
        return None
    most = isqrt(2 * _MOST_SPLITS // levels)
    reason = f"{kind} is found by dynamic programming, here for at most {most} steps: use {instead} for {steps}"
    return Refusal(kind, reason)
