"""Budgets of tapes, as people who run `adlint check` in continuous integration see them."""

from __future__ import annotations

from pathlib import Path

import pytest

from adlint.cli import main

SOLVER = """
import jax
import jax.numpy as jnp

def relax(u, turns: int = 10):
    for _ in range(turns):
        u = jnp.sin(u)
    return jnp.sum(u)

def opened(u):
    return jnp.sum(jnp.sin(u))

if __name__ == "__main__":
    print(jax.grad(relax)(jnp.ones(100, dtype=jnp.float32)))
"""
SPECIFIED = "# adlint: call(u=f32[n])\ndef opened"


def _checked(folder: Path, budgets: str, capsys: pytest.CaptureFixture[str], solver: str = SOLVER) -> tuple[int, str]:
    (folder / "solver.py").write_text(solver)
    (folder / "pyproject.toml").write_text(f"[tool.adlint.budget]\n{budgets}\n")
    code = main(["check", str(folder)])
    return code, capsys.readouterr().out


def test_a_budget_holds_for_the_call_that_the_file_makes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = _checked(tmp_path, '"solver:relax" = 3999', capsys)
    assert code == 1
    assert "the tape of `solver:relax` takes 3.9 KiB under the model jax" in out
    assert "more than its budget of 3.9 KiB: relax(f32[100])" in out
    code, out = _checked(tmp_path, '"solver:relax" = 4000', capsys)
    assert code == 0
    assert "budget" not in out


@pytest.mark.parametrize(
    ("budgets", "said"),
    [
        ('"slover:relax" = 1', "budget slover:relax: there is no module `slover`; did you mean `solver`?"),
        ('"solver:relx" = 1', "budget solver:relx: there is no function `relx` in solver; did you mean `relax`?"),
        ('"solver:opened" = 1', "budget solver:opened: "),
    ],
)
def test_a_budget_that_is_not_judged_is_said(
    budgets: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = _checked(tmp_path, budgets, capsys)
    assert code == 0
    assert said in out


def test_a_tape_in_names_without_numbers_is_not_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    solver = SOLVER.replace("def opened", SPECIFIED)
    code, out = _checked(tmp_path, '"solver:opened" = 1000', capsys, solver)
    assert code == 0
    assert "budget solver:opened: it is not judged, since the tape of opened(u=f32[n]) is 4·n B" in out


def test_a_budget_of_what_is_not_checked_is_not_spoken_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "budget" not in _checked(tmp_path, '"else.where:f" = 1', capsys)[1]
