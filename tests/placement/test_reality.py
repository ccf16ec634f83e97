"""Plans that are written into JAX programs: they keep what was predicted, and give the same gradients."""

from __future__ import annotations

import re
from pathlib import Path

import jax
import pytest

from .reality import measure

PROGRAMS = Path(__file__).parent.parent / "tape" / "jax" / "programs"
WIDE = re.compile(r"\b(f64|c128)\b")
NAMES = (
    "advection_limiter", "batch_norm_resnet", "burgers", "cahn_hilliard_fft", "convnet", "gru_python", "heston",
    "hmm_forward", "kuramoto_class", "lattice_boltzmann", "lorenz", "lstm", "adam_state", "crank_nicolson",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_keeps_what_was_predicted(name: str) -> None:
    text = (PROGRAMS / f"{name}.py").read_text()
    call = re.findall(r"^# call: (.*)$", text, re.MULTILINE)[-1]
    with jax.enable_x64(bool(WIDE.search(call))):
        found = measure(text, call)
    assert found.changes > 0
    assert found.left == 0
    assert found.predicted[0] == found.measured[0]
    assert found.predicted[1] is not None
    assert abs(found.predicted[1] - found.measured[1]) <= 0.1 * found.measured[1]
    assert found.measured[1] < found.measured[0]
