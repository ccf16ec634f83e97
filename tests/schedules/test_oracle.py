"""Schedules held to those of `checkpoint_schedules`, carried out step by step."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator
from typing import Any

import checkpoint_schedules as library
import pytest
from checkpoint_schedules.hrevolve_sequences.disk_revolve import get_opt_inf_table
from checkpoint_schedules.hrevolve_sequences.hrevolve import get_hopt_table

from adlint.schedules import Problem, Schedule, plan
from adlint.schedules.binomial import extra_steps
from adlint.schedules.counts import counts
from adlint.schedules.periodic import best_period, tree

from .execution import Execution

COSTS = ((0, 0), (2, 2), (1, 5), (7, 0.5), (30, 30))


def found(kind: str, **problem: Any) -> Schedule:
    schedule = plan(kind, Problem(**problem))
    assert isinstance(schedule, Schedule), schedule
    return schedule


def drained(schedule: Any, steps: int) -> Iterator[Any]:
    """Its actions up to the end of the reversal; a schedule that does not know the number of steps is told."""
    for action in schedule:
        if isinstance(action, library.Forward) and schedule.max_n is None and action.n1 >= steps:
            schedule.finalize(steps)
            yield library.Forward(action.n0, steps, *action.args[2:])
        else:
            yield action
        if isinstance(action, library.EndReverse):
            return


def carried_out(schedule: Any, steps: int) -> Execution:
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Execution(steps).carry_out(drained(schedule, steps))


def quietly(make: Any, *arguments: Any) -> Any:
    with contextlib.redirect_stdout(io.StringIO()):
        return make(*arguments)


@pytest.mark.parametrize("steps", [1, 2, 3, 4, 5, 7, 10, 11, 36, 100, 233, 500])
def test_binomial(steps: int) -> None:
    for snapshots in sorted({1, 2, 3, 5, 8, 13, 40, steps - 1} & set(range(1, steps + 1))) or [1]:
        schedule = found("binomial", steps=steps, snapshots=snapshots)
        if steps > 1:
            theirs = carried_out(library.MultistageCheckpointSchedule(steps, snapshots, 0), steps)
            assert (schedule.forward_steps, schedule.snapshots) == (theirs.forward_steps, theirs.most["RAM"])
            assert schedule.max_reruns == theirs.max_reruns


@pytest.mark.parametrize(("steps", "snapshots"), [(2, 1), (3, 1), (10, 3), (40, 4), (120, 5), (100, 20)])
def test_revolve(steps: int, snapshots: int) -> None:
    theirs = carried_out(library.Revolve(steps, snapshots), steps)
    assert found("binomial", steps=steps, snapshots=snapshots).forward_steps == theirs.forward_steps


@pytest.mark.parametrize("steps", [2, 3, 10, 50, 200, 500])
@pytest.mark.parametrize(("snapshots", "disk"), [(1, 1), (2, 3), (5, 1), (10, 10)])
def test_multistage(steps: int, snapshots: int, disk: int) -> None:
    ours = found("multistage", steps=steps, snapshots=min(snapshots, steps), disk=disk)
    theirs = carried_out(library.MultistageCheckpointSchedule(steps, snapshots, disk), steps)
    assert ours.forward_steps == theirs.forward_steps
    assert ours.writes + ours.reads <= theirs.writes["DISK"] + theirs.reads["DISK"]


@pytest.mark.parametrize("steps", [2, 3, 10, 50, 120])
@pytest.mark.parametrize("snapshots", [1, 2, 5])
@pytest.mark.parametrize("costs", COSTS)
def test_disk_revolve(steps: int, snapshots: int, costs: tuple[float, float]) -> None:
    write, read = costs
    ours = found("disk-revolve", steps=steps, snapshots=min(snapshots, steps), write_cost=write, read_cost=read)
    assert ours.time == get_opt_inf_table(steps - 1, snapshots, 1, 1, read, write, False)[steps - 1]
    theirs = carried_out(library.DiskRevolve(steps, snapshots, wd=write, rd=read), steps)
    traffic = write * theirs.writes["DISK"] + read * theirs.reads["DISK"]
    assert ours.time <= theirs.forward_steps + traffic, "its schedules read what is on disk once only"


@pytest.mark.parametrize("steps", [2, 3, 10, 30, 70])
@pytest.mark.parametrize(("snapshots", "disk"), [(1, 1), (1, 4), (3, 2), (6, 6)])
@pytest.mark.parametrize("costs", COSTS)
def test_h_revolve(steps: int, snapshots: int, disk: int, costs: tuple[float, float]) -> None:
    write, read = costs
    ours = found("h-revolve", steps=steps, snapshots=min(snapshots, steps), disk=disk, write_cost=write, read_cost=read)
    _, best = get_hopt_table(steps - 1, (snapshots, disk), (0, write), (0, read), 1, 1)
    assert ours.time == best[1][steps - 1][disk]


@pytest.mark.parametrize(("steps", "snapshots", "disk"), [(10, 2, 2), (40, 3, 3), (100, 2, 5)])
def test_h_revolve_is_carried_out_in_as_much_time(steps: int, snapshots: int, disk: int) -> None:
    ours = found("h-revolve", steps=steps, snapshots=snapshots, disk=disk, write_cost=2, read_cost=2)
    theirs = carried_out(library.HRevolve(steps, snapshots, disk, wd=2, rd=2), steps)
    assert ours.time == theirs.forward_steps + 2 * theirs.writes["DISK"] + 2 * theirs.reads["DISK"]


@pytest.mark.parametrize("steps", [2, 3, 10, 50, 120])
@pytest.mark.parametrize("snapshots", [1, 2, 5])
@pytest.mark.parametrize("costs", COSTS)
def test_periodic(steps: int, snapshots: int, costs: tuple[float, float]) -> None:
    write, read = costs
    ours = found("periodic", steps=steps, snapshots=min(snapshots, steps), write_cost=write, read_cost=read)
    theirs = carried_out(quietly(library.PeriodicDiskRevolve, steps, snapshots, 1, 1, write, read), steps)
    assert (ours.forward_steps, ours.max_reruns) == (theirs.forward_steps, theirs.max_reruns)
    assert (ours.writes, ours.reads) == (theirs.writes["DISK"], theirs.reads["DISK"])


@pytest.mark.parametrize(("steps", "period", "free"), [(20, 7, 2), (50, 10, 3), (101, 34, 5), (23, 5, 1)])
def test_periodic_is_two_level_without_running_the_last_period_twice(steps: int, period: int, free: int) -> None:
    ours = counts(lambda n, key: tree(period, free + 1, n, key), steps, "sweep")
    last = steps - ours.disk * period
    theirs = carried_out(library.TwoLevelCheckpointSchedule(period, free), steps)
    assert steps + ours.extra + last == theirs.forward_steps


@pytest.mark.parametrize("steps", [1, 2, 3, 4, 10, 40, 90])
@pytest.mark.parametrize("units", [1, 2, 3, 7, 30])
def test_mixed(steps: int, units: int) -> None:
    ours = found("mixed", steps=steps, snapshots=min(units, steps))
    theirs = carried_out(library.MixedCheckpointSchedule(steps, units, storage=library.StorageType.RAM), steps)
    assert ours.forward_steps == theirs.forward_steps
    assert ours.snapshots == theirs.most["RAM"]


def test_store_all() -> None:
    theirs = carried_out(library.SingleMemoryStorageSchedule(), 30)
    ours = found("store-all", steps=30)
    assert ours.forward_steps == theirs.forward_steps == 30


def test_actions_have_the_names_and_fields_of_the_library() -> None:
    """What is printed can be given to programs that follow `checkpoint_schedules`."""
    for action in found("h-revolve", steps=40, snapshots=2, disk=3).actions():
        fields = {name: getattr(action, name) for name in action.__struct_fields__}
        for name, value in fields.items():
            if hasattr(value, "name"):
                fields[name] = library.StorageType[value.name]
        theirs = getattr(library, type(action).__name__)(**fields)
        assert {name: getattr(theirs, name) for name in fields} == fields


def test_the_period_is_that_of_the_closed_form() -> None:
    from checkpoint_schedules.hrevolve_sequences.periodic_disk_revolve import mxrr_close_formula

    for free in (1, 2, 5, 20):
        for traffic in (0, 1, 4, 10, 100, 1000):
            assert best_period(free, traffic) == mxrr_close_formula(free, 1, traffic, 0)


def test_the_closed_form_is_the_recurrence_of_the_library() -> None:
    from checkpoint_schedules.multistage import optimal_extra_steps

    for steps in range(2, 60):
        for snapshots in range(1, steps):
            assert extra_steps(steps, snapshots) == optimal_extra_steps(steps, snapshots)
