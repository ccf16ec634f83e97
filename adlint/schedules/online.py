"""Online: the number of steps is not known before the last one, and snapshots are placed as the loop goes on.

Stumm and Walther, New algorithms for optimal online checkpointing, SISC 32(2), 836-854 (2010): up to (s + 1)(s + 2)/2
steps as few run again as if the number were known.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from math import isqrt

from msgspec.structs import replace

from adlint.schedules import binomial
from adlint.schedules.actions import Action, Copy, EndForward, EndReverse, Forward, Move, Reverse, Storage
from adlint.schedules.problem import Assumption, Problem, Refusal, slots
from adlint.schedules.reversal import reversal
from adlint.schedules.schedule import Schedule, schedule

_TAKES = (
    Assumption.EQUAL_STEPS, Assumption.CHAIN, Assumption.FREE_SNAPSHOTS, Assumption.LAST_IS_KNOWN, Assumption.ONE_TAPE,
    Assumption.STATE_APART,
)  # fmt: skip


def online(problem: Problem) -> Schedule | Refusal:
    """As few steps as binomial checkpointing, as long as no step has to run again more than twice."""
    free = slots("online", problem, problem.snapshot_bytes)
    if isinstance(free, Refusal):
        return free
    if problem.steps > 1 and problem.steps > binomial.beta(free, 2):
        least = (isqrt(8 * problem.steps + 1) - 1) // 2 - 1
        least += binomial.beta(least, 2) < problem.steps
        reason = f"online needs {least} snapshots for {problem.steps} steps, and {free} are allowed"
        return Refusal("online", reason)
    found = binomial.counts(problem.steps, free)
    planned = schedule("online", problem, found, _TAKES, (binomial.tree, (free, False)))
    return replace(planned, actions=partial(actions, problem.steps, free))


def actions(steps: int, free: int) -> Iterator[Action]:
    """The sweeps: every step runs alone; then what lies between two snapshots is reversed, the last part first."""
    placed: list[int] = []
    place = 1
    for n in range(steps - 1):
        place = _given_up(placed, place, n, free)
        if place < len(placed) == free:
            yield Move(placed.pop(place), Storage.RAM, Storage.NONE)
        stores = len(placed) < free
        placed += [n] * stores
        yield Forward(n, n + 1, stores, False, Storage.RAM if stores else Storage.WORK)
    yield Forward(steps - 1, steps, False, True, Storage.WORK)
    yield EndForward()
    yield Reverse(steps, steps - 1, True)
    ends = [*placed[1:], steps - 1]
    for part in reversed(range(len(placed))):
        n0, n1 = placed[part], ends[part]
        held = n1 > n0 + 1
        yield Copy(n0, Storage.RAM, Storage.WORK) if held else Move(n0, Storage.RAM, Storage.WORK)
        yield from reversal(binomial.tree, n0, n1, (free - part, held))
    yield EndReverse()


def _given_up(placed: list[int], place: int, n: int, free: int) -> int:
    """The first place, not before the one last given up, without whose snapshot no step runs again more than twice.

    What lies between the snapshots at places j and j + 1 is reversed when the slots from j on are free, so that each of
    its steps runs untaped once more if there are at most s - j + 1 of them. What cannot be joined now never can be, for
    it only grows.
    """
    ends = (*placed[place + 1 : place + 2], n)
    if place >= len(placed) or ends[0] - placed[place - 1] <= free - place + 2:
        return place
    return _given_up(placed, place + 1, n, free)
