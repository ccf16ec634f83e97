"""A loop of Python's in a scan that fills a list: what its turns keep is kept in every turn of the scan."""

from __future__ import annotations

import pytest

from tests.tape.jax import live
from tests.tape.jax.generated import compared

STACKED = """
import jax.numpy as jnp
from jax import lax

def main(x):
    def step(carry, _):
        rows = []
        for turn in range({turns}):
            rows.append(jnp.sin(carry))
        several = jnp.stack(rows)
        return jnp.sum(several * several, axis=0), None

    return jnp.sum(lax.scan(step, x, None, length={trips})[0])
"""


@pytest.mark.parametrize(("turns", "trips"), [(20, 4), (33, 7), (3, 5)])
def test_list_in_scan(turns: int, trips: int) -> None:
    found = compared(STACKED.format(turns=turns, trips=trips), "f32[6]", wide=False)
    assert found is not None
    truth, said, unknown = found
    assert not unknown
    assert live.size(said) == live.size(truth)
