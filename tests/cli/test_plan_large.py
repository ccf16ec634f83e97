"""`adlint plan --costs` with trees that are deep, with numbers that no float is, and with the solver."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


def asked(tmp_path: Path, functions: dict[str, list[Any]], *arguments: str) -> dict[str, Any]:
    """The answer of a process of its own, for a solver prints past what Python captures: JSON and nothing else."""
    document = {"entry": "f0", "functions": {name: {"body": body} for name, body in functions.items()}}
    (tmp_path / "costs.json").write_text(json.dumps(document))
    command = [sys.executable, "-m", "adlint", "plan", "--costs", str(tmp_path / "costs.json"), *arguments]
    done = subprocess.run(
        [*command, "--output-format", "json"], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def chain(levels: int, calls: int = 1, tape: int = 1000) -> dict[str, list[Any]]:
    """Functions each of which calls the next one, so many times, and works then."""
    found: dict[str, list[Any]] = {f"f{levels}": [{"segment": {"tape": tape, "time": 1}}]}
    for level in range(levels):
        several = [{"call": f"f{level + 1}", "id": f"{level}:{one}", "snapshot": 10} for one in range(calls)]
        found[f"f{level}"] = [*several, {"segment": {"tape": tape, "time": 1}}]
    return found


@pytest.mark.parametrize("budget", [("--memory", "20kB"), ("--max-recompute", "2")])
def test_the_solver_prints_nothing(tmp_path: Path, budget: tuple[str, str]) -> None:
    found = asked(tmp_path, chain(40), *budget)
    assert len(found["sites"]) == 40
    assert found["plan"]["recompute"] > 0


def test_three_thousand_levels(tmp_path: Path) -> None:
    found = asked(tmp_path, chain(3000), "--max-recompute", "2")
    assert len(found["sites"]) == 3000
    assert found["store_all"]["peak_bytes"] == 3001 * 1000
    assert found["lower_bound"]["peak_bytes"] <= found["plan"]["peak_bytes"] < 3001 * 1000


@pytest.mark.parametrize("levels", [60, 1100])
def test_instances_without_number(tmp_path: Path, levels: int) -> None:
    found = asked(tmp_path, chain(levels, 2), "--max-recompute", "1")
    assert found["store_all"]["peak_bytes"] == 1000 * (2 ** (levels + 1) - 1)
    assert found["lower_bound"]["peak_bytes"] <= found["plan"]["peak_bytes"]


def test_tapes_that_no_float_is(tmp_path: Path) -> None:
    found = asked(tmp_path, chain(30, tape=10**400), "--max-recompute", "1")
    assert found["store_all"]["peak_bytes"] == 31 * 10**400
