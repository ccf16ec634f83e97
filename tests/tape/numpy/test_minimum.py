"""What `minimum` counts is enough for the gradient, is counted once, and all of it is read: programs, and random ones.

    python -m tape.numpy.test_minimum FIRST COUNT
"""

from __future__ import annotations

import sys
from collections import Counter

import pytest

from .elements import verdict
from .generating import generated
from .test_source import TEXT

SIZES = {"n": 3, "m": 4, "T": 2}


@pytest.mark.parametrize(
    "call",
    [
        "foo(f64[3])", "written(f64[3])", "main(f64[3])", "straight(f64[3], f64[3])", "loop(f64[3], f64[3])",
        "network(f64[3, 3], f64[3, 3], f64[3])", "heat(f64[6], f64[()])",
    ],
)  # fmt: skip
def test_a_program_needs_what_is_counted(call: str) -> None:
    assert verdict(TEXT, call) == "exact"


@pytest.mark.parametrize("seed", range(4 * 10**6, 4 * 10**6 + 100))
def test_a_random_program_needs_what_is_counted(seed: int) -> None:
    text, call = generated(seed)
    found = verdict(text, call, SIZES, most=3)
    assert found == "exact" or found.startswith("not run"), text


if __name__ == "__main__":
    first, count = (int(one) for one in sys.argv[1:3])
    results: Counter[str] = Counter()
    for number in range(first, first + count):
        answer = verdict(*generated(number), SIZES, most=6)
        results[answer.split(":")[0]] += 1
        if not answer.startswith(("exact", "not run")):
            print(number, answer)
    print(dict(results))
