"""`adlint schedule`."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec.structs import replace

from adlint.cli.failure import Failure
from adlint.cli.streams import put
from adlint.report.schedule import Answer, Resilience, render_schedule
from adlint.schedules import KINDS, Choice, Problem, Refusal, best, farthest, plan, restarts

if TYPE_CHECKING:
    from argparse import Namespace

    from adlint.schedules import Schedule

_MOST_STEPS = 100_000  # of which actions are printed: some forty bytes for each of four a step

_ALSO = {"revolve": "binomial", "sqrt": "two-level", "binary": "halving", "none": "store-all"}  # other names in use


def schedule(arguments: Namespace) -> int:
    """0 if the schedule is printed; Failure if there is none."""
    if arguments.actions and arguments.steps > _MOST_STEPS:
        raise Failure(f"actions are printed for at most {_MOST_STEPS} steps")
    kind = (arguments.kind or "auto").lower()
    kind = _ALSO.get(kind, kind)
    if kind != "auto" and kind not in KINDS:
        raise Failure(_unknown(kind))
    chosen, why = _chosen(kind, _problem(kind, arguments))
    resilience = None if arguments.mtbf is None else _resilience(arguments, chosen)
    answer = Answer(chosen, why, resilience, with_actions=arguments.actions)
    put(render_schedule(arguments.output_format, answer))
    return 0


def _unknown(kind: str) -> str:
    near = get_close_matches(kind, KINDS, n=1)
    meant = f", {near[0]} may be meant" if near else ""
    return f"there is no kind {kind!r} of schedules{meant}: choose auto, {', '.join(KINDS)}"


def _problem(kind: str, arguments: Namespace) -> Problem:
    """What is asked; beside --mtbf the cost of writing is that of a restart point, unless the kind weighs it."""
    problem = Problem(
        steps=arguments.steps,
        snapshots=arguments.snapshots,
        memory=arguments.memory,
        disk=arguments.disk,
        snapshot_bytes=arguments.snapshot_bytes,
        step_tape_bytes=arguments.step_tape_bytes,
        write_cost=arguments.write_cost,
        read_cost=arguments.read_cost,
    )
    costs = arguments.disk is not None or arguments.read_cost is not None
    weighs = costs if kind == "auto" else KINDS[kind].costs
    return problem if arguments.mtbf is None or weighs else replace(problem, write_cost=None)


def _chosen(kind: str, problem: Problem) -> tuple[Schedule, str | None]:
    """The schedule, and why it was chosen unless its kind was asked for; Failure if there is none."""
    found = best(problem) if kind == "auto" else plan(kind, problem)
    match found:
        case Refusal():
            raise Failure(found.reason)
        case Choice():
            return found.schedule, found.why
        case _:
            return found, None


def _resilience(arguments: Namespace, planned: Schedule) -> Resilience:
    if arguments.write_cost is None:
        raise Failure("the distance of restart points needs --write-cost beside --mtbf")
    found = restarts(arguments.mtbf, arguments.write_cost)
    if found is None:
        raise Failure(
            f"no distance of restart points is known for failures every {arguments.mtbf} forward steps and writes that"
            f" take {arguments.write_cost}: a write must take less than half the time between failures"
        )
    return Resilience(found, farthest(planned))
