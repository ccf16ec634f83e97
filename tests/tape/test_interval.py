"""Between which ends sizes lie: held to their values at many numbers for what is not known."""

from __future__ import annotations

from itertools import product

import pytest

from adlint.shapes.dims import Dim, dim
from adlint.shapes.sizes import Sizes
from adlint.symbolic import Polynomial, ceildiv, evaluate, floordiv, maximum, polynomial
from adlint.tape.interval import interval

SIZES = Sizes()
A, B = (polynomial(SIZES.fresh(reason, least, most)) for reason, least, most in (("a", 1, None), ("b", 0, 9)))
CASES: dict[str, Dim] = {
    "grows": dim(3 * A + 2),
    "falls": dim(polynomial(dim(floordiv(256, A))) * 8 + 4),
    "both": dim(polynomial(dim(floordiv(256, A))) + A),
    "bounded": dim(7 * B + 1),
    "bounded and not": dim(A * B + polynomial(dim(floordiv(100, A)))),
    "rounded up": dim(polynomial(dim(ceildiv(100, A)))),
    "the larger": dim(maximum([5, A], SIZES.bounds)),
    "a number": 12,
}


@pytest.mark.parametrize("name", CASES)
def test_no_value_is_outside(name: str) -> None:
    size = CASES[name]
    low, high = interval(size, SIZES)
    assert isinstance(low, int)
    assert high is None or isinstance(high, int)
    first, second = (str(one) for one in (A, B))
    for a, b in product((1, 2, 3, 7, 64, 1000), (0, 1, 9)):
        value = evaluate(size, {first: a, second: b}) if isinstance(size, Polynomial) else size
        assert isinstance(value, int)
        assert low <= value
        assert high is None or value <= high


def test_what_falls_has_an_upper_end() -> None:
    assert interval(CASES["falls"], SIZES) == (0, 256 * 8 + 4)
    assert interval(CASES["grows"], SIZES) == (5, None)
