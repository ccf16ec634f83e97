"""The chain of calls that leads to an effect: the shortest, and through no function twice."""

from __future__ import annotations

from adlint.answers.document import Document
from adlint.settings import Settings
from adlint.workspace import Workspace

RECURSIVE = """import random
import numpy as np


def jitter(u, n):
    if n > 0:
        u = jitter(u, n - 1)
    return np.sin(u) * random.random()
"""
TWO_WAYS = """import random
import numpy as np


def kick():
    return random.random()


def through():
    return kick()


def step(u):
    return np.sin(u) * through() + kick()
"""


def evidence(program: str, function: str) -> list[str]:
    report = Workspace().check([Document("m.py", "m", program)], Settings())
    (finding,) = (f for f in report.findings if f"second run of `{function}`" in f.message)
    return [related.message for related in finding.related]


def test_a_function_that_calls_itself_is_no_way_to_itself() -> None:
    assert evidence(RECURSIVE, "jitter") == [
        "`jitter` is a checkpoint candidate: floats flow from its arguments to its result"
    ]


def test_of_two_ways_the_shorter_is_told() -> None:
    assert evidence(TWO_WAYS, "step")[1:] == ["`step` calls `kick`"]
