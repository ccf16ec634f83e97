"""Generated programs of classes below classes: what is called reentrant does the same again behind its snapshot."""

from __future__ import annotations

import pytest

from .classes import held

SEEDS = range(120)


@pytest.mark.parametrize("first", range(0, len(SEEDS), 20))
def test_what_is_called_reentrant_runs_again(first: int) -> None:
    found = [held(seed) for seed in SEEDS[first : first + 20]]
    assert any(verdict == "yes" and wrong is not None for verdict, wrong, _ in found)
    for verdict, wrong, text in found:
        assert not wrong or verdict != "yes", f"{text}\n# {wrong}"
