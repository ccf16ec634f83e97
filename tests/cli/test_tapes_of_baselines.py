"""Tapes that a baseline records, and what is said when they grow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from adlint.cli import main

LOOP = """\
import numpy as np


# adlint: call(u=f64[n], steps=T)
def named(u, steps):
    for _ in range(steps):
        u = np.sin(u)
    return u


def sized(u, steps):
    for _ in range(steps):
        u = np.sin(u)
    return u
"""
CHECK = ["check", "--no-cache", "--output-format", "json"]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    entry = '[[tool.adlint.entry]]\ncall = "solver:sized(f64[100], 10)"\n'
    (tmp_path / "pyproject.toml").write_text(f'[tool.adlint]\nbaseline = "known.json"\n{entry}')
    (tmp_path / "solver.py").write_text(LOOP)
    assert main(["check", "--write-baseline"]) == 0
    return tmp_path


def said(capsys: Capture) -> list[tuple[str, str]]:
    capsys.readouterr()
    main(CHECK)
    return [(one["code"], one["function"]) for one in json.loads(capsys.readouterr().out)["findings"]]


def test_a_baseline_holds_the_tapes_of_entries(project: Path, capsys: Capture) -> None:
    assert main(["check", "--write-baseline"]) == 0
    assert "and 2 tapes to" in capsys.readouterr().err
    tapes = json.loads((project / "known.json").read_text())["tapes"]
    assert [(one["entry"], one["bytes"], one["expression"]) for one in tapes] == [
        ("solver:sized", 8000, "8000"), ("solver:named", None, "8*n*T"),
    ]  # fmt: skip


def test_tapes_that_are_as_they_were_are_in_order(project: Path, capsys: Capture) -> None:
    assert said(capsys) == []


def test_tapes_that_grew_are_found(project: Path, capsys: Capture) -> None:
    (project / "solver.py").write_text(LOOP.replace("u = np.sin(u)", "v = np.sin(u)\n        u = v * v"))
    assert said(capsys) == [("AD202", "named"), ("AD202", "sized")]
    assert main(["check", "--write-baseline"]) == 0
    assert said(capsys) == []


def test_tapes_that_shrank_are_in_order(project: Path, capsys: Capture) -> None:
    (project / "solver.py").write_text(LOOP.replace("np.sin(u)", "2.0 * u"))
    assert said(capsys) == []


def test_tapes_of_other_calls_are_not_compared(project: Path, capsys: Capture) -> None:
    (project / "solver.py").write_text(LOOP.replace("f64[n]", "f64[n, n]"))
    assert said(capsys) == []
    main(["check", "--no-cache"])
    assert "the baseline has the tape of another call or model" in capsys.readouterr().out


def test_the_cache_keeps_tapes(project: Path) -> None:
    before = (project / "known.json").read_text()
    assert main(["check", "--write-baseline"]) == 0
    assert (project / "known.json").read_text() == before
