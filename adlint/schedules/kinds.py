"""The kinds of schedules by name, and what each of them weighs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from adlint.schedules.binomial import binomial
from adlint.schedules.halving import halving
from adlint.schedules.hierarchy import disk_revolve, h_revolve, timed
from adlint.schedules.mixed import mixed
from adlint.schedules.multistage import multistage
from adlint.schedules.online import online
from adlint.schedules.periodic import periodic
from adlint.schedules.problem import DEFAULT_COST, Assumption, Problem, Refusal
from adlint.schedules.schedule import Schedule
from adlint.schedules.store_all import store_all
from adlint.schedules.two_level import two_level

_MOST = 10**18  # steps, and forward steps that a snapshot costs


class Kind(Struct, frozen=True):
    """How a schedule is found, and whether slots on a disk and costs of snapshots count in it."""

    find: Callable[[Problem], Schedule | Refusal]
    disk: bool = False
    costs: bool = False


KINDS: Mapping[str, Kind] = {
    "store-all": Kind(store_all),
    "binomial": Kind(binomial),
    "two-level": Kind(two_level),
    "halving": Kind(halving),
    "mixed": Kind(mixed),
    "online": Kind(online),
    "timed": Kind(timed, costs=True),
    "periodic": Kind(periodic, disk=True, costs=True),
    "multistage": Kind(multistage, disk=True, costs=True),
    "disk-revolve": Kind(disk_revolve, costs=True),
    "h-revolve": Kind(h_revolve, disk=True, costs=True),
}


def plan(name: str, problem: Problem) -> Schedule | Refusal:
    """The schedule of this kind, or why there is none. What is said of the problem must matter to the kind."""
    reason = _wrong(problem) or _contradiction(name, problem)
    return Refusal(name, reason) if reason else _found(name, problem)


def options(problem: Problem) -> tuple[Schedule | Refusal, ...]:
    """All kinds under one problem; a kind is not told what does not matter to it."""
    return tuple(plan(name, told(name, problem)) for name in KINDS)


def told(name: str, problem: Problem) -> Problem:
    """The problem without what does not matter to a kind."""
    kind = KINDS[name]
    if not kind.disk:
        problem = replace(problem, disk=None)
    return problem if kind.costs else replace(problem, write_cost=None, read_cost=None)


def _found(name: str, problem: Problem) -> Schedule | Refusal:
    kind = KINDS[name]
    if not kind.costs:
        return kind.find(problem)
    defaults: tuple[Assumption, ...] = ()
    if problem.write_cost is None:
        problem, defaults = replace(problem, write_cost=DEFAULT_COST), (Assumption.DEFAULT_WRITE,)
    if problem.read_cost is None:
        problem, defaults = replace(problem, read_cost=DEFAULT_COST), (*defaults, Assumption.DEFAULT_READ)
    found = kind.find(problem)
    return found if isinstance(found, Refusal) else replace(found, assumptions=(*found.assumptions, *defaults))


def _wrong(problem: Problem) -> str | None:
    """What is wrong with the numbers themselves."""
    for field in ("steps", "snapshots", "memory", "disk", "snapshot_bytes", "step_tape_bytes"):
        value = getattr(problem, field)
        if value is not None and value < 1:
            return f"{field.replace('_', ' ')} must be at least 1, not {value}"
    if problem.steps > _MOST:
        return f"steps must be at most {_MOST}, not {problem.steps}"
    for cost in (problem.write_cost, problem.read_cost):
        if cost is not None and not 0 <= cost <= _MOST:
            return f"what a snapshot costs must be between 0 and {_MOST} forward steps, not {cost}"
    return None


def _contradiction(name: str, problem: Problem) -> str | None:
    kind = KINDS[name]
    if problem.disk is not None and not kind.disk:
        others = ", ".join(other for other, its in KINDS.items() if its.disk)
        where = "has no bound on what is on disk" if name == "disk-revolve" else "keeps nothing on disk"
        return f"{name} {where}: slots on disk are for {others}"
    if not kind.costs and (problem.write_cost is not None or problem.read_cost is not None):
        others = ", ".join(other for other, its in KINDS.items() if its.costs)
        return f"{name} does not weigh what snapshots cost: {others} do"
    return None
