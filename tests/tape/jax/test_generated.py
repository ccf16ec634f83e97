"""Random programs: what the model says is what JAX keeps."""

from __future__ import annotations

import random

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.tape.jax import live, scanned
from tests.tape.jax.generated import compared, program


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 1 << 32), st.booleans())
def test_random_program(seed: int, wide: bool) -> None:
    text, call = program(random.Random(seed), wide)
    found = compared(text, call, wide=wide)
    assume(found is not None)
    truth, said, unknown = found  # type: ignore[misc]
    assert not unknown, text
    # arrays without dimensions that JAX folds into constants of a loop may be counted
    assert abs(live.size(truth) - live.size(said)) <= 32, text


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 1 << 32), st.booleans())
def test_random_scans(seed: int, wide: bool) -> None:
    text, call = scanned.program(random.Random(seed), wide)
    found = compared(text, call, wide=wide)
    assume(found is not None)
    truth, said, unknown = found  # type: ignore[misc]
    assert not unknown, text
    assert abs(live.size(truth) - live.size(said)) <= 32, text
