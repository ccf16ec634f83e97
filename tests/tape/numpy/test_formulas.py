"""Random programs: what is said of loops at once is what is said of their turns one by one.

    python -m tape.numpy.test_formulas FIRST COUNT
"""

from __future__ import annotations

import sys
from collections import Counter

import pytest

from adlint.shapes.sizes import Sizes
from adlint.symbolic import evaluate as value_at
from adlint.symbolic import polynomial
from adlint.tape.systems.source import source

from .evaluating import evaluated
from .formulas import MODELS, compared
from .generating import generated
from .truth import walked

SIZES = ({"n": 3, "m": 4, "T": 2}, {"n": 5, "m": 3, "T": 6})


def program(seed: int) -> tuple[str, str]:
    """A program whose last statement needs what it is given, so that the reverse sweep begins there."""
    text, call = generated(seed)
    head, _, result = text.rpartition("    return ")
    return f"{head}    s = {result.rstrip()}\n    return s * s\n", call


@pytest.mark.parametrize("model", MODELS)
def test_a_formula_is_what_turns_keep(model: str) -> None:
    answers = [compared(*program(seed), model, SIZES) for seed in range(2 * 10**6, 2 * 10**6 + 60)]
    known = [one for one in answers if not one.startswith("not run")]
    assert known == ["exact"] * len(known)


@pytest.mark.parametrize("seed", range(3 * 10**6, 3 * 10**6 + 25))
def test_without_analysis_no_less_is_pushed(seed: int) -> None:
    text, call = program(seed)
    with walked():
        result = evaluated(text, call, sizes=SIZES[0])
    arguments, sizes = list(result.arguments.values()), Sizes(dict(result.bounds))
    some, every = (
        value_at(polynomial(source(result.trace, arguments, result.results, sizes, every=one)[0].bytes), SIZES[0])
        for one in (False, True)
    )
    assert some <= every


if __name__ == "__main__":
    first, count = (int(one) for one in sys.argv[1:3])
    for name in MODELS:
        results: Counter[str] = Counter()
        for number in range(first, first + count):
            answer = compared(*program(number), name, SIZES)
            results[answer.split(":")[0]] += 1
            if not answer.startswith(("exact", "not run")):
                print(name, number, answer)
        print(name, dict(results))
