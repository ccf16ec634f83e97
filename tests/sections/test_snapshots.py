"""What a step reads and also writes, in bytes: the cases of which the right answer is known."""

from __future__ import annotations

from functools import reduce
from itertools import product

import pytest

from adlint.sections import accessed, intersection, size, union
from adlint.symbolic import constant, evaluate, symbol
from tests.sections.concrete import Walk, bound_key, elements

n, m, k, t, T = map(symbol, ("n", "m", "k", "t", "T"))
A = slice(None)
INNER = slice(1, -1)
LEFT, RIGHT = slice(None, -2), slice(2, None)
BELOW = slice(k + 1, None)
GRID = {"n": 3, "m": 3}

# name: extents, what is read, what is written, what is known of sizes, bytes
CASES = {
    "time levels": ((T, n), [(t, A)], [(t + 1, A)], {"T": t + 2}, constant(0)),
    "red and black": ((n,), [(slice(0, -2, 2),), (slice(2, None, 2),)], [(slice(1, -1, 2),)], {"n": 3}, constant(0)),
    "halo": ((n, m), [(-2, A)], [(0, A)], GRID, constant(0)),
    "Burgers": ((n,), [(LEFT,), (INNER,), (RIGHT,)], [(INNER,)], {"n": 3}, 8 * (n - 2)),
    "five points": (
        (n, m),
        [(LEFT, INNER), (RIGHT, INNER), (INNER, LEFT), (INNER, RIGHT), (INNER, INNER)],
        [(INNER, INNER)],
        GRID,
        8 * (n * m - 2 * m - 2 * n + 4),
    ),
    "LU": (
        (n, n),
        [(BELOW, BELOW), (BELOW, k), (k, BELOW)],
        [(BELOW, BELOW)],
        {"n": k + 1},
        8 * (n - k - 1) ** 2,
    ),
}


def section_of(extents, keys, bounds):
    return reduce(lambda a, b: union(a, b, bounds), (accessed(extents, key, bounds) for key in keys))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_snapshots(case):
    extents, use, out, bounds, expected = case
    snapshot = intersection(section_of(extents, use, bounds), section_of(extents, out, bounds), bounds)
    counted = size(snapshot, bounds)
    assert counted.exact
    assert counted.elements * 8 == expected
    for numbers in product(range(3, 7), range(3, 6), range(4), range(3), range(2, 5)):
        env = dict(zip("nmktT", numbers, strict=True))
        if env["k"] >= env["n"] or env["t"] + 1 >= env["T"]:
            continue
        array = Walk.of(tuple(evaluate(extent, env) for extent in extents))
        read, written = (
            set().union(*(array[bound_key(key, env)].elements(len(extents)) for key in keys)) for keys in (use, out)
        )
        assert elements(snapshot, env) == read & written
        assert evaluate(counted.elements, env) == len(read & written)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_snapshots_when_nothing_is_known_of_sizes(case):
    extents, use, out, bounds, _ = case
    snapshot = intersection(section_of(extents, use, {}), section_of(extents, out, {}))
    counted = size(snapshot)
    for numbers in product(range(1, 6), range(1, 5), range(4), range(3), range(2, 5)):
        env = dict(zip("nmktT", numbers, strict=True))
        if env["k"] >= env["n"] or env["t"] + 1 >= env["T"] or (bounds is GRID and env["n"] < 2):
            continue
        array = Walk.of(tuple(evaluate(extent, env) for extent in extents))
        read, written = (
            set().union(*(array[bound_key(key, env)].elements(len(extents)) for key in keys)) for keys in (use, out)
        )
        assert elements(snapshot, env) >= read & written
        assert evaluate(counted.elements, env) >= len(read & written)
