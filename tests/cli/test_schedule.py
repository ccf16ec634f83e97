"""`adlint schedule`: what it answers, and what it says when it cannot."""

from __future__ import annotations

import pytest

from adlint.cli import main
from adlint.schedules import KINDS
from tests.printed import Asking, Capture

answered, refused = Asking("schedule").answered, Asking("schedule").refused


def test_the_document(capsys: Capture) -> None:
    found = answered(
        capsys, "--steps", "1000", "--snapshots", "10", "--snapshot-bytes", "8kB", "--step-tape-bytes", "24kB"
    )
    assert {name: found[name] for name in list(found)[:8]} == {
        "version": 1,
        "steps": 1000,
        "snapshots": 10,
        "schedule": "binomial",
        "extra_forward_steps": 3636,
        "forward_steps": 4636,
        "max_reruns": 4,
        "peak_bytes": 104_000,
    }
    assert "all steps cost the same" in found["assumptions"]
    assert "no schedule runs fewer steps again" in found["why"]
    assert "actions" not in found


def test_sizes_that_are_not_said_are_not_guessed(capsys: Capture) -> None:
    assert answered(capsys, "--steps", "1000", "--snapshots", "10")["peak_bytes"] is None
    assert answered(capsys, "--steps", "1000", "--snapshots", "10", "--snapshot-bytes", "8")["peak_bytes"] is None
    found = answered(capsys, "--steps", "1000", "--kind", "store-all", "--step-tape-bytes", "8")
    assert found["peak_bytes"] == 8000


def test_actions_are_printed_on_request(capsys: Capture) -> None:
    found = answered(capsys, "--steps", "2", "--snapshots", "1", "--actions")
    assert [one["action"] for one in found["actions"]] == [
        "Forward", "Forward", "EndForward", "Reverse", "Move", "Forward", "Reverse", "EndReverse",
    ]  # fmt: skip
    assert found["actions"][0] == {
        "action": "Forward", "n0": 0, "n1": 1, "write_ics": True, "write_adj_deps": False, "storage": "RAM",
    }  # fmt: skip
    assert main(["schedule", "--steps", "2", "--snapshots", "1", "--actions"]) == 0
    table = capsys.readouterr().out.splitlines()
    assert table[0] == "binomial schedule of 2 steps"
    assert table[-8] == "Forward(0, 1, True, False, StorageType.RAM)"
    assert table[-1] == "EndReverse()"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_table_and_a_document(capsys: Capture, kind: str) -> None:
    arguments = ["--steps", "30", "--snapshots", "8", "--kind", kind, "--snapshot-bytes", "1kB"]
    arguments += ["--step-tape-bytes", "1kB", *(["--disk", "3", "--read-cost", "0.5"] if KINDS[kind].disk else [])]
    found = answered(capsys, *arguments)
    assert found["schedule"] == kind
    assert found["forward_steps"] == 30 + found["extra_forward_steps"]
    assert main(["schedule", *arguments]) == 0
    assert capsys.readouterr().out.startswith(f"{kind} schedule of 30 steps\n")


def test_other_names_in_use_are_understood(capsys: Capture) -> None:
    assert answered(capsys, "--steps", "9", "--snapshots", "2", "--kind", "Revolve")["schedule"] == "binomial"


def test_restart_points(capsys: Capture) -> None:
    budget = ("--steps", "1000", "--snapshots", "5")
    found = answered(capsys, *budget, "--disk", "20", "--mtbf", "5000", "--write-cost", "4")
    assert found["schedule"] == "h-revolve"
    assert found["resilience"]["interval_steps"] == 200
    assert found["resilience"]["farthest_steps"] <= 200
    found = answered(capsys, *budget, "--mtbf", "5000", "--write-cost", "4")
    assert (found["schedule"], found["resilience"]["farthest_steps"]) == ("binomial", None)
    assert main(["schedule", *budget, "--disk", "20", "--mtbf", "5000", "--write-cost", "4"]) == 0
    assert "every 200 steps" in capsys.readouterr().out
    assert "needs --write-cost" in refused(capsys, *budget, "--mtbf", "5000")
    assert "half the time" in refused(capsys, *budget, "--mtbf", "6", "--write-cost", "4")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--steps 0 --snapshots 1", "'0' is not a positive whole number"),
        ("--steps -3 --snapshots 1", "argument --steps"),
        ("--steps ten --snapshots 1", "'ten' is not a positive whole number"),
        ("--snapshots 1", "--steps"),
        ("--steps 10", "a budget is needed"),
        ("--steps 10 --snapshots 3 --snapshot-bytes 0", "'0' is not a positive size"),
        ("--steps 10 --snapshots 3 --snapshot-bytes much", "'much' is no size in bytes"),
        ("--steps 10 --snapshots 3 --kind timed --write-cost nan", "'nan' is not a number of forward steps"),
        ("--steps 10 --snapshots 3 --kind timed --write-cost=-1", "'-1' is not a number of forward steps"),
        ("--steps 10 --snapshots 3 --kind timed --write-cost inf", "'inf' is not a number of forward steps"),
        ("--steps 10 --snapshots 3 --kind binomail", "binomial may be meant"),
        ("--steps 10 --snapshots 3 --kind binomial --disk 2", "binomial keeps nothing on disk"),
        ("--steps 10 --snapshots 3 --kind mixed --write-cost 2", "mixed does not weigh what snapshots cost"),
        ("--steps 10 --snapshots 3 --kind h-revolve", "the disk may hold"),
        ("--steps 10 --snapshots 3 --kind halving", "needs 4 snapshots"),
        ("--steps 11 --snapshots 3 --kind online", "online needs 4 snapshots for 11 steps"),
        ("--steps 9999 --snapshots 30 --kind mixed", "use binomial for 9999"),
        ("--steps 9 --memory 10B --snapshot-bytes 8 --step-tape-bytes 8", "binomial needs at least 16 bytes"),
        ("--steps 9 --memory 10B", "needs the sizes"),
        ("--steps 1000000 --snapshots 9 --actions", "actions are printed for at most"),
        (f"--steps {10**19} --snapshots 9", "steps must be at most"),
    ],
)
def test_what_cannot_be_answered_is_said(capsys: Capture, arguments: str, message: str) -> None:
    assert message in refused(capsys, *arguments.split())
