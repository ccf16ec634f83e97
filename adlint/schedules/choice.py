"""The schedule that takes the least time of those that a budget allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from adlint.schedules.kinds import plan, told
from adlint.schedules.problem import Problem, Refusal
from adlint.schedules.schedule import Schedule

_MERITS = {
    "store-all": "the tape of all steps fits, and no step runs twice",
    "two-level": "every step runs untaped only once",
    "binomial": "with so many snapshots, and one step taped at a time, no schedule runs fewer steps again",
    "timed": "with so many snapshots, and one step taped at a time, no schedule takes less time in all",
}
_LEAST = "it takes the least time, that of writing to and reading from disk included"


class Choice(Struct, frozen=True):
    """A schedule, and in one sentence why it was chosen."""

    schedule: Schedule
    why: str


def best(problem: Problem) -> Choice | Refusal:
    """The best schedule of those that every framework can follow.

    A mixed one, which holds tapes in place of snapshots, is named where it would be better.
    """
    if problem.snapshots is None and problem.memory is None:
        return Refusal("auto", "a budget is needed: how many snapshots, or how many bytes, may be held at once")
    in_bytes = _in_bytes(problem)
    tried = [plan(name, told(name, problem)) for name in _of_snapshots(problem)]
    if in_bytes is not None:
        tried = [*(plan(name, told(name, in_bytes)) for name in _of_tapes(problem)), *tried]
    found = [one for one in tried if isinstance(one, Schedule)]
    refused = tuple(dict.fromkeys(one.reason for one in tried if isinstance(one, Refusal)))
    if not found:
        return Refusal("auto", "; ".join(refused))
    first = min(found, key=lambda one: (one.time, one.peak_bytes or 0))
    reasons = (_MERITS.get(first.kind, _LEAST), *_others(first, found), *refused, *_apart(first, in_bytes))
    return Choice(first, "; ".join(reasons))


def _of_snapshots(problem: Problem) -> tuple[str, ...]:
    """The kinds that tape one step at a time, the best first if it can be found."""
    if problem.disk is not None:
        return "h-revolve", "multistage", "periodic"
    if problem.write_cost is not None or problem.read_cost is not None:
        return ("timed",)
    return ("binomial",)


def _of_tapes(problem: Problem) -> tuple[str, ...]:
    """The kinds that tape several steps at once, which only bytes can be weighed against snapshots."""
    return ("store-all",) if _of_snapshots(problem) == ("timed",) else ("store-all", "two-level")


def _in_bytes(problem: Problem) -> Problem | None:
    """The problem with a budget of bytes alone; None if that, or a size, was not said."""
    if problem.memory is None or problem.snapshot_bytes is None or problem.step_tape_bytes is None:
        return None
    if problem.snapshots is None:
        return problem
    allowed = problem.snapshots * problem.snapshot_bytes + problem.step_tape_bytes
    return replace(problem, snapshots=None, memory=min(allowed, problem.memory))


def _others(first: Schedule, found: Sequence[Schedule]) -> Iterator[str]:
    for one in found:
        if one is not first:
            yield f"{one.kind} takes {round(one.time, 6):,} forward steps in place of {round(first.time, 6):,}"


def _apart(first: Schedule, in_bytes: Problem | None) -> Iterator[str]:
    """What was not weighed, and why."""
    if in_bytes is None:
        yield "store-all and two-level, which tape several steps at once, are weighed where the budget is one of bytes"
        return
    mixed = plan("mixed", told("mixed", in_bytes))
    if isinstance(mixed, Schedule) and mixed.time < first.time and first.kind != "timed":
        yield f"mixed takes {round(mixed.time, 6):,}, where tapes can be held in place of snapshots"
