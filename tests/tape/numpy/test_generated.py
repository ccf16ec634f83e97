"""Random programs: adlint's count of statements, held to a run that counts, in numbers and as a formula."""

from __future__ import annotations

import sys
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from adlint.symbolic import evaluate as value_at
from adlint.symbolic import polynomial

from .generating import generated
from .test_statements import counted, recorded

SIZES = ({"n": 3, "m": 4, "T": 2}, {"n": 5, "m": 3, "T": 19})


def verdict(seed: int) -> str:
    """How adlint's count of a program compares with that of a run."""
    text, call = generated(seed)
    for sizes in SIZES:
        try:
            real = counted(text, call, sizes).elemental
        except Exception as error:  # noqa: BLE001
            return f"not run: {type(error).__name__}: {error}"
        if recorded(text, call, sizes) != real:
            return f"differs at {sizes}: {recorded(text, call, sizes)} for {real}"
        least, most = (value_at(polynomial(recorded(text, call, {}, least=one)), sizes) for one in (True, False))
        if not least <= real <= most:
            return f"formula differs at {sizes}: {least}..{most} for {real}"
    return "exact"


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.integers(0, 10**9))
def test_a_random_program_records_what_it_records(seed: int) -> None:
    found = verdict(seed)
    assert found == "exact" or found.startswith("not run"), generated(seed)[0]


if __name__ == "__main__":
    first, count = (int(one) for one in sys.argv[1:3])
    results: Counter[str] = Counter()
    for number in range(first, first + count):
        try:
            found = verdict(number)
        except Exception as error:  # noqa: BLE001
            found = f"{type(error).__name__}: {error}"
        results[found.split(":")[0].split(" at ")[0]] += 1
        if not found.startswith(("exact", "not run")):
            print(number, found[:200])
    print(dict(results))
