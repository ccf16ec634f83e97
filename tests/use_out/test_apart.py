"""Programs that are held one after the other, of which one ends its process."""

from __future__ import annotations

import os

from .apart import apart


def _ends(number: int) -> int:
    if number == 1:
        os._exit(3)
    return number * number


def test_what_ends_its_process_ends_no_more_than_that() -> None:
    assert list(apart(_ends, iter(range(4)))) == [(0, 0), (1, None), (2, 4), (3, 9)]
