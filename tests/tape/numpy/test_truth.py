"""Random programs: what source transformation keeps is enough for the gradient, and all of it is read.

    python -m tape.numpy.test_truth FIRST COUNT
"""

from __future__ import annotations

import sys
from collections import Counter

import pytest

from .generating import generated
from .truth import is_enough, verdict

SIZES = {"n": 3, "m": 4, "T": 2}


@pytest.mark.parametrize("seed", range(10**6, 10**6 + 150))
def test_what_is_kept_of_a_random_program_is_needed_and_enough(seed: int) -> None:
    text, call = generated(seed)
    found = verdict(text, call, SIZES, most=6)
    assert found == "exact" or found.startswith("not run"), text


@pytest.mark.parametrize("seed", range(10**6, 10**6 + 60))
def test_what_is_kept_without_analysis_is_enough(seed: int) -> None:
    assert is_enough(*generated(seed), SIZES)


if __name__ == "__main__":
    first, count = (int(one) for one in sys.argv[1:3])
    results: Counter[str] = Counter()
    for number in range(first, first + count):
        answer = verdict(*generated(number), SIZES)
        results[answer.split(",")[0] if answer.startswith("not run") else answer.split(":")[0]] += 1
        if not answer.startswith(("exact", "not run")):
            print(number, answer)
    print(dict(results))
