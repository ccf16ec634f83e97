"""Random edits of a real package: the answer is as if everything were analysed anew."""

from __future__ import annotations

import random

import pytest

from adlint.interpret.scheduling import schedule
from adlint.workspace import Workspace

from .comparing import SCALES, answers, differences
from .real import edit, package


@pytest.mark.parametrize("size", SCALES)
@pytest.mark.parametrize("seed", range(2))
def test_warm_equals_cold(size: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "scale", lambda _: SCALES[size])
    choose, texts = random.Random(100 * seed + len(size)), package("pluggy")
    warm = Workspace()
    answers(warm, texts)
    for number in range(8):
        said, texts = edit(texts, choose)
        assert differences(warm, texts) == [], f"{number}: {said}"
