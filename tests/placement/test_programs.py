"""Plans that are written into whole programs of three libraries: they keep what was predicted, within a tenth, and give
the same gradients. What stands there already is taken out where the plan is better without it.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import pytest

from adlint.placement.plan import Goal
from tests.placement import reality, reality_torch

FOLDER = Path(__file__).parent / "programs"
NEEDED = re.compile(r"^(?:import|from) (flax|equinox)\b", re.MULTILINE)
LITTLE = Goal(max_recompute=Fraction(1, 3), written=True)


def programs(library: str) -> list[Path]:
    """The programs of a library."""
    return sorted((FOLDER / library).glob("*.py"))


def held(file: Path, measure: Callable[[str, str, Goal], reality.Measured], goal: Goal) -> reality.Measured:
    """What was measured, as it was predicted."""
    text = file.read_text()
    missing = [name for name in dict.fromkeys(NEEDED.findall(text)) if find_spec(name) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} is not installed")
    (call,) = re.findall(r"^# call: (.*)$", text, re.MULTILINE)
    warnings.simplefilter("ignore")
    found = measure(text, call, goal)
    assert found.left == 0
    predicted, measured = found.predicted[1], found.measured[1]
    assert predicted is not None
    assert abs(predicted - measured) <= 0.1 * measured
    return found


@pytest.mark.parametrize("file", programs("jax"), ids=lambda file: file.stem)
def test_a_program_of_jax_keeps_what_was_predicted(file: Path) -> None:
    assert held(file, reality.measure, reality.ONCE).changes


@pytest.mark.parametrize("goal", [reality.ONCE, LITTLE], ids=["once", "little"])
@pytest.mark.parametrize("file", programs("torch"), ids=lambda file: file.stem)
def test_a_program_of_torch_keeps_what_was_predicted(file: Path, goal: Goal) -> None:
    held(file, reality_torch.measure, goal)


@pytest.mark.parametrize("goal", [reality.ONCE, LITTLE], ids=["once", "little"])
@pytest.mark.parametrize("file", programs("autograd"), ids=lambda file: file.stem)
def test_a_program_of_autograd_keeps_what_was_predicted(file: Path, goal: Goal) -> None:
    pytest.importorskip("autograd")
    from tests.placement import reality_autograd

    held(file, reality_autograd.measure, goal)


def test_a_scan_is_cut_into_segments_where_a_budget_asks_for_it() -> None:
    goal = Goal(memory=700_000, written=True)
    found = held(FOLDER / "jax" / "wave_large_carry.py", reality.measure, goal)
    assert found.measured[1] <= 700_000 < found.measured[0]
