"""Schedules held to published counts, to the best of all reversals, and to what happens when they are carried out."""

from __future__ import annotations

import random
from itertools import pairwise, product, takewhile
from typing import Any

import pytest

from adlint.schedules import (
    KINDS,
    Assumption,
    Forward,
    Problem,
    Refusal,
    Schedule,
    best,
    binomial,
    farthest,
    options,
    plan,
    restarts,
)
from adlint.schedules.counts import counts
from adlint.schedules.kinds import told
from adlint.schedules.two_level import two_level

from .execution import Execution
from .search import Machine, least_time

FREE = {"RAM": 0.0, "DISK": 0.0}


def found(kind: str, **problem: Any) -> Schedule:
    schedule = plan(kind, Problem(**problem))
    assert isinstance(schedule, Schedule), schedule
    return schedule


def refused(kind: str, **problem: Any) -> str:
    refusal = plan(kind, Problem(**problem))
    assert isinstance(refusal, Refusal)
    return refusal.reason


@pytest.mark.parametrize(("steps", "extra"), [(10**3, 3636), (10**4, 57624), (10**5, 832040), (10**6, 11647922)])
def test_binomial_has_the_published_counts(steps: int, extra: int) -> None:
    schedule = found("binomial", steps=steps, snapshots=10)
    assert schedule.extra_forward_steps == extra
    assert counts(binomial.tree, steps, (10, False)).extra == extra


def test_closed_forms_answer_for_any_number_of_steps() -> None:
    """A trillion steps and more, few snapshots and many; what is too large for a kind is refused."""
    for steps, snapshots in product((10**6, 10**9, 10**15, 10**18), (1, 2, 3, 100, 10**5)):
        for kind in ("store-all", "binomial", "two-level", "periodic"):
            assert found(kind, steps=steps, snapshots=snapshots).steps == steps
        assert found("halving", steps=steps).snapshots == (steps - 1).bit_length()
        assert "dynamic programming" in refused("h-revolve", steps=steps, snapshots=snapshots, disk=9)
        assert "dynamic programming" in refused("mixed", steps=steps, snapshots=snapshots)
        assert "dynamic programming" in refused("disk-revolve", steps=steps, snapshots=snapshots)


@pytest.mark.parametrize(("steps", "snapshots"), list(product(range(1, 8), (1, 2, 3))))
def test_no_reversal_takes_less_time(steps: int, snapshots: int) -> None:
    snapshots = min(snapshots, steps)
    ram = {"RAM": float(snapshots)}
    assert found("binomial", steps=steps, snapshots=snapshots).time == least_time(steps, Machine(ram, FREE, FREE))
    mixed = Machine(ram, FREE, FREE, tapes=True)
    assert found("mixed", steps=steps, snapshots=snapshots).time == least_time(steps, mixed)
    for write, read in ((0, 1), (1, 0), (2, 1), (0.5, 4)):
        timed = found("timed", steps=steps, snapshots=snapshots, write_cost=write, read_cost=read)
        assert timed.time == least_time(steps, Machine(ram, {"RAM": write}, {"RAM": read}))


@pytest.mark.parametrize(("steps", "snapshots"), list(product(range(1, 7), (1, 2))))
def test_no_reversal_with_an_unlimited_disk_takes_less_time(steps: int, snapshots: int) -> None:
    for write, read in ((0, 0), (1, 0), (0, 2), (1, 1), (3, 0.5)):
        machine = Machine({"RAM": snapshots, "DISK": steps}, {"RAM": 0, "DISK": write}, {"RAM": 0, "DISK": read})
        schedule = found("disk-revolve", steps=steps, snapshots=min(snapshots, steps), write_cost=write, read_cost=read)
        assert schedule.time == least_time(steps, machine)


@pytest.mark.parametrize("steps", [1, 2, 9, 40, 300])
def test_slots_that_are_not_needed_change_nothing(steps: int) -> None:
    costs = {"write_cost": 3, "read_cost": 1}
    unlimited = found("disk-revolve", steps=steps, snapshots=1, **costs)
    used = unlimited.disk_snapshots
    assert found("h-revolve", steps=steps, snapshots=1, disk=steps, **costs).time == unlimited.time
    assert found("h-revolve", steps=steps, snapshots=1, disk=max(used, 1), **costs).time == unlimited.time
    if used > 1:
        assert found("h-revolve", steps=steps, snapshots=1, disk=used - 1, **costs).time >= unlimited.time
    times = [found("timed", steps=steps, snapshots=most, **costs).time for most in range(1, min(steps, 12) + 1)]
    assert times == sorted(times, reverse=True)


def problems(number: int) -> list[Problem]:
    """Random problems, small ones more often."""
    draw = random.Random(number).randint
    several = []
    for _ in range(number):
        steps = draw(1, draw(1, 90))
        costs = [None, 0, 2, 0.5, draw(0, 20)]
        several.append(
            Problem(
                steps=steps,
                snapshots=draw(1, steps),
                disk=draw(1, 12),
                snapshot_bytes=draw(1, 50),
                step_tape_bytes=draw(1, 50),
                write_cost=costs[draw(0, 4)],
                read_cost=costs[draw(0, 4)],
            )
        )
    return several


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_said_is_what_happens(kind: str) -> None:
    """Every tape is there when its step is reversed, no slot is used twice, and all counts and peaks are those said."""
    seen = 0
    for problem, schedule in ((one, plan(kind, told(kind, one))) for one in problems(300)):
        if isinstance(schedule, Refusal):
            continue
        seen += 1
        done = Execution(problem.steps, problem.snapshot_bytes, problem.step_tape_bytes).carry_out(schedule.actions())
        assert (done.forward_steps, done.max_reruns) == (schedule.forward_steps, schedule.max_reruns)
        assert (done.most["RAM"], done.most["DISK"]) == (schedule.snapshots, schedule.disk_snapshots)
        assert schedule.disk_bytes == done.most["DISK"] * problem.snapshot_bytes
        if kind == "mixed":
            assert done.peak <= schedule.peak_bytes
        else:
            assert done.peak == schedule.peak_bytes
            assert kind in ("store-all", "halving") or schedule.snapshots <= problem.snapshots
        if KINDS[kind].costs:
            where = "RAM" if kind == "timed" else "DISK"
            assert (done.writes[where], done.reads[where]) == (schedule.writes, schedule.reads)
        write, read = (2 if cost is None else cost for cost in (problem.write_cost, problem.read_cost))
        assert schedule.time == schedule.forward_steps + write * schedule.writes + read * schedule.reads
    assert seen > 40


@pytest.mark.parametrize("kind", ["binomial", "two-level", "halving", "periodic"])
def test_actions_of_many_steps(kind: str) -> None:
    schedule = found(kind, steps=10_000, snapshots=20)
    assert Execution(10_000).carry_out(schedule.actions()).forward_steps == schedule.forward_steps


@pytest.mark.parametrize("snapshots", range(1, 10))
def test_online_is_as_good_as_if_the_number_were_known(snapshots: int) -> None:
    """For every number of steps to its bound, with one forward sweep that does not depend on it."""
    most = (snapshots + 1) * (snapshots + 2) // 2
    sweeps = []
    for steps in range(snapshots, most + 1):
        schedule = found("online", steps=steps, snapshots=snapshots)
        assert schedule.forward_steps == found("binomial", steps=steps, snapshots=snapshots).forward_steps
        actions = list(schedule.actions())
        assert Execution(steps).carry_out(actions).forward_steps == schedule.forward_steps
        sweeps.append(list(takewhile(lambda one: not isinstance(one, Forward) or not one.write_adj_deps, actions)))
    for shorter, longer in pairwise(sweeps):
        assert longer[: len(shorter)] == shorter
    assert f"needs {snapshots + 1} snapshots" in refused("online", steps=most + 1, snapshots=snapshots)


def test_two_level_has_the_least_peak() -> None:
    draw = random.Random(7).randint
    for _ in range(400):
        steps, snapshot, tape = draw(1, 150), draw(1, 10 ** draw(0, 4)), draw(1, 10 ** draw(0, 4))
        most = draw(1, steps)
        schedule = two_level(Problem(steps=steps, snapshots=most, snapshot_bytes=snapshot, step_tape_bytes=tape))
        assert isinstance(schedule, Schedule)
        assert schedule.peak_bytes == min(k * snapshot + -(-steps // k) * tape for k in range(1, most + 1))


def test_a_budget_in_bytes_gives_the_number_of_snapshots() -> None:
    sizes = {"snapshot_bytes": 100, "step_tape_bytes": 30}
    schedule = found("binomial", steps=1000, memory=1099, **sizes)
    assert (schedule.snapshots, schedule.peak_bytes) == (10, 1030)
    assert found("mixed", steps=100, memory=1099, **sizes).snapshots == 10
    assert found("store-all", steps=36, memory=1099, **sizes).peak_bytes == 1080
    assert refused("store-all", steps=37, memory=1099, **sizes) == "store-all needs 1110 bytes, and 1099 are allowed"
    assert refused("binomial", steps=9, memory=129, **sizes) == "binomial needs at least 130 bytes, and 129 are allowed"
    assert "least 920 bytes" in refused("two-level", steps=70, memory=900, **sizes)
    assert "sizes" in refused("binomial", steps=9, memory=129)
    within = options(Problem(steps=60, memory=1099, disk=3, **sizes))
    peaks = [one.peak_bytes for one in within if isinstance(one, Schedule)]
    assert len(peaks) > 7
    assert all(peak is not None and peak <= 1099 for peak in peaks)


def test_the_best_is_what_takes_the_least_time() -> None:
    sizes = {"snapshot_bytes": 100, "step_tape_bytes": 100}
    chosen = [
        ({"snapshots": 10}, "binomial"),
        ({"snapshots": 10, **sizes}, "binomial"),
        ({"snapshots": 10, "snapshot_bytes": 1000, "step_tape_bytes": 1}, "binomial"),
        ({"memory": 10_001, "snapshot_bytes": 1000, "step_tape_bytes": 1}, "store-all"),
        ({"memory": 10_025, "snapshot_bytes": 1000, "step_tape_bytes": 25}, "two-level"),
        ({"snapshots": 10, "write_cost": 1}, "timed"),
        ({"snapshots": 10, "disk": 5}, "h-revolve"),
        ({"memory": 1100, **sizes}, "binomial"),
    ]
    for problem, kind in chosen:
        choice = best(Problem(steps=1000, **problem))
        assert not isinstance(choice, Refusal)
        assert choice.schedule.kind == kind, problem
    choice = best(Problem(steps=100_000, snapshots=10, disk=50, write_cost=0))
    assert not isinstance(choice, Refusal)
    assert choice.schedule.kind == "multistage"
    assert "h-revolve is found by dynamic programming" in choice.why
    assert best(Problem(steps=10)) == Refusal(
        "auto", "a budget is needed: how many snapshots, or how many bytes, may be held at once"
    )


def test_what_matters_to_no_kind_is_refused() -> None:
    assert "keeps nothing on disk" in refused("binomial", steps=9, snapshots=2, disk=3)
    assert "no bound" in refused("disk-revolve", steps=9, snapshots=2, disk=3)
    assert "does not weigh" in refused("mixed", steps=9, snapshots=2, read_cost=3)
    assert "at least 1, not 0" in refused("binomial", steps=0, snapshots=10)
    assert "at least 1, not -8" in refused("binomial", steps=9, snapshots=2, snapshot_bytes=-8)
    assert "not -1" in refused("timed", steps=9, snapshots=2, read_cost=-1)
    assert "needs 4 snapshots" in refused("halving", steps=9, snapshots=3)
    assert "disk may hold" in refused("h-revolve", steps=9, snapshots=3)
    assert "number of snapshots" in refused("binomial", steps=9)


@pytest.mark.parametrize("kind", KINDS)
def test_more_snapshots_than_steps_are_as_many_as_there_are_steps(kind: str) -> None:
    problem = {"steps": 6, "snapshot_bytes": 8, "step_tape_bytes": 16, **({"disk": 2} if KINDS[kind].disk else {})}
    more, enough = (found(kind, snapshots=one, **problem) for one in (1000, 6))
    assert [*more.actions()] == [*enough.actions()]
    assert (more.snapshots, more.peak_bytes, more.time) == (enough.snapshots, enough.peak_bytes, enough.time)


def test_assumptions_are_data() -> None:
    assert Assumption.FREE_SNAPSHOTS in found("binomial", steps=9, snapshots=2).assumptions
    assert Assumption.KNOWN_STEPS not in found("online", steps=5, snapshots=2).assumptions
    timed = found("timed", steps=9, snapshots=2, write_cost=1).assumptions
    assert Assumption.DEFAULT_READ in timed
    assert not {Assumption.DEFAULT_WRITE, Assumption.FREE_SNAPSHOTS} & set(timed)


def test_restart_points() -> None:
    wanted = restarts(5000, 4)
    assert wanted is not None
    assert wanted.interval == 200
    assert restarts(8, 4) is None
    periodic = found("periodic", steps=1000, snapshots=3, disk=9)
    assert dict(periodic.details) == {"period": 100}
    assert farthest(periodic) == 200, "the last period goes through memory"
    assert farthest(found("binomial", steps=1000, snapshots=3)) is None
