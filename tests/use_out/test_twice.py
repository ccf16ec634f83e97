"""Generated programs that keep something for later: reentrant only if a second run does what the first one did."""

from __future__ import annotations

import pytest

from .twice import held

SEEDS = range(300)


@pytest.mark.parametrize("tens", range(0, len(SEEDS), 10))
def test_what_is_called_reentrant_is_the_same_twice(tens: int) -> None:
    for seed in SEEDS[tens : tens + 10]:
        verdict, same, text = held(seed)
        assert same or verdict != "yes", text


def test_most_that_are_the_same_twice_for_a_table_are_called_so() -> None:
    found = [held(seed) for seed in SEEDS]
    assert sum(verdict == "yes" for verdict, same, _ in found if same) > len(SEEDS) // 8
