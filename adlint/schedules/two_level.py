"""Two levels: a snapshot at the start of each segment, and segments taped whole. Nested scans with a checkpoint around
the inner one give this; with segments of sqrt(n) steps memory grows as sqrt(n) (Griewank and Walther, Evaluating
Derivatives, 2nd ed., SIAM 2008, section 12.1; Chen, Xu, Zhang and Guestrin, arXiv 1604.06174, section 4.3).
"""

from __future__ import annotations

from functools import partial
from math import isqrt

from adlint.schedules.actions import Storage
from adlint.schedules.counts import Counts
from adlint.schedules.problem import Assumption, Problem, Refusal
from adlint.schedules.schedule import Schedule, schedule
from adlint.schedules.tree import Key, Node, Split, Tape

_TAKES = (Assumption.CHAIN, Assumption.SEGMENTS_TAPED, Assumption.FREE_SNAPSHOTS, Assumption.STATE_APART)


def tree(length: int, steps: int, key: Key) -> Node:
    """The policy, for segments of `length` steps; the key is whether this is a segment that is loaded."""
    if key == "segment":
        return Tape()
    return Split(min(length, steps), Storage.RAM, Storage.RAM, True, "sweep", "segment")


def two_level(problem: Problem) -> Schedule | Refusal:
    """Every step runs untaped once; the peak is k snapshots and the tape of ceil(n/k) steps.

    k is such that the peak is least, about sqrt(n tape/snapshot); where a size is not said both are taken as equal.
    """
    sized = problem.snapshot_bytes is not None and problem.step_tape_bytes is not None
    if problem.memory is not None and not sized:
        return Refusal("two-level", "a budget in bytes needs the sizes of a snapshot and of the tape of one step")
    snapshot, tape = (problem.snapshot_bytes or 1, problem.step_tape_bytes or 1) if sized else (1, 1)
    segments = _segments(problem.steps, snapshot, tape, problem.snapshots or problem.steps)
    length = -(-problem.steps // segments)
    peak = segments * snapshot + length * tape
    if problem.memory is not None and peak > problem.memory:
        return Refusal("two-level", f"two-level needs at least {peak} bytes, and {problem.memory} are allowed")
    takes = _TAKES if sized else (*_TAKES, Assumption.EQUAL_SIZES)
    return schedule(
        "two-level", problem, Counts(problem.steps, 1, ram=segments), takes, (partial(tree, length), "sweep"),
        taped=length, details=(("segments", segments), ("length", length)),
    )  # fmt: skip


def _segments(steps: int, snapshot: int, tape: int, most: int) -> int:
    """The number of segments, at most `most`, for which k snapshot + ceil(n/k) tape is least; of equal ones the fewest.

    Both the number and the length of segments can be gone through; that of which there are fewer is.
    """
    if tape <= snapshot:
        lengths = {-(-steps // k) for k in _near(steps, snapshot, tape, 1, min(most, steps))}
    else:
        lengths = set(_near(steps, tape, snapshot, -(-steps // most), steps))
    numbers = {-(-steps // length) for length in lengths}
    return min(numbers, key=lambda k: (k * snapshot + -(-steps // k) * tape, k))


def _near(steps: int, of_one: int, of_other: int, least: int, most: int) -> range:
    """Where x of_one + ceil(n/x) of_other may be least between two bounds, for of_other <= of_one.

    Without rounding it is least at sqrt(n of_other/of_one), and rounding adds less than one of_other: so the best x is
    no farther off than where the smooth function is higher by that than at its minimum, or at the nearest bound.
    """
    smooth = isqrt(steps * of_other // of_one)
    centre = max(least, min(smooth, most))
    reach = isqrt(2 * smooth) + 3
    return range(max(least, centre - reach), min(most, centre + reach) + 1)
