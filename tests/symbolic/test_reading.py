"""What is read of a text is the size that was written."""

from __future__ import annotations

import pytest

from adlint.symbolic import ceildiv, expression, floordiv, maximum, minimum, symbol
from adlint.symbolic.reading import read

N, M = symbol("n"), symbol("m")
SIZES = [
    N * M * 8 - 3,
    floordiv(N * N - N, 2),
    ceildiv(N + M, 4) * 16,
    maximum([N, M * 2]) * 8 + minimum([N, M]),
    N * N * N - 7 * M,
    N - N,
]


@pytest.mark.parametrize("size", SIZES, ids=expression)
def test_a_size_is_read_as_it_was_written(size: object) -> None:
    assert read(expression(size)) == size  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "n +", "f(n)", "n / 2", "n ** m", "'n'", "n[0]", "1.5"])
def test_other_texts_are_no_sizes(text: str) -> None:
    assert read(text) is None
