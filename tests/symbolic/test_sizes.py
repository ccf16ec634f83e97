"""How sizes are written, what is one and the same size, and what is known of sizes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from functools import partial

import pytest

from adlint.symbolic import (
    Interval,
    at_least,
    ceildiv,
    constant,
    depends_on,
    equal,
    evaluate,
    exactly,
    expression,
    floordiv,
    from_least,
    maximum,
    minimum,
    modulo,
    substitute,
    symbol,
    symbols_of,
    text,
    total,
    within,
)

n, m, k, T = map(symbol, ("n", "m", "k", "T"))
i, j = symbol("i", "loop index"), symbol("j", "loop index")
count = symbol("count", "how many numbers are not 0")

WRITTEN = [
    (8 * n * T + 16 * n * m, "8·n·T + 16·n·m", "8*n*T + 16*n*m"),
    (8 * T * n, "8·n·T", "8*n*T"),
    (constant(0), "0", "0"),
    (constant(-3), "-3", "-3"),
    (-n, "-n", "-n"),
    (1 - n, "-n + 1", "-n + 1"),
    (m - n, "m - n", "m - n"),
    ((n - 1) ** 2, "n² - 2·n + 1", "n**2 - 2*n + 1"),
    (n**4 * m**3, "m³·n**4", "m**3*n**4"),
    (total(i, i, 0, n), "(n² - n)/2", "(n**2 - n)//2"),
    (floordiv(n, 2), "n//2", "n//2"),
    (-floordiv(n, 2) * m, "-m·(n//2)", "-m*(n//2)"),
    (ceildiv(n, 2), "(n + 1)//2", "(n + 1)//2"),
    (8 * floordiv(n - 1, 2), "8·((n - 1)//2)", "8*((n - 1)//2)"),
    (m + floordiv(n, 2), "m + n//2", "m + n//2"),
    (m - floordiv(n, 2), "m - n//2", "m - n//2"),
    (floordiv(n, 2) ** 2, "(n//2)²", "(n//2)**2"),
    (floordiv(n, m + 1), "n//(m + 1)", "n//(m + 1)"),
    (maximum([n, m]) * 8, "8·max(m, n)", "8*max(m, n)"),
    (minimum([n, m]), "min(m, n)", "min(m, n)"),
    (maximum([8 * n * T, 16 * n * m]), "8·max(2·m·n, n·T)", "8*max(2*m*n, n*T)"),
    (floordiv(maximum([n, m]), 2), "max(m, n)//2", "max(m, n)//2"),
]


@pytest.mark.parametrize(("size", "people", "python"), WRITTEN, ids=[row[2] for row in WRITTEN])
def test_written(size, people, python):
    assert text(size) == people
    assert expression(size) == str(size) == python


SAME = [
    (floordiv(2 * n, 2), n),
    (floordiv(n * m, m), n),
    (floordiv(n * n - n, 2), total(i, i, 0, n)),
    (floordiv(4 * n + 7, 4), n + 1),
    (floordiv(6 * n + 3, 4), n + floordiv(2 * n + 3, 4)),
    (floordiv(6 * n, 4), floordiv(3 * n, 2)),
    (floordiv(n, -2), -ceildiv(n, 2)),
    (floordiv(floordiv(n, 2), 3), floordiv(n, 6)),
    (floordiv(floordiv(n, 2) + m, 3), floordiv(n + 2 * m, 6)),
    (floordiv(n * m, n * k), floordiv(m, k)),
    (floordiv(n * m + 3, n), m + floordiv(3, n)),
    (floordiv(n * n - 1, n + 1), n - 1),
    (ceildiv(n, 2) + floordiv(n, 2), n),
    (ceildiv(n, 3), floordiv(n + 2, 3)),
    (2 * floordiv(n, 2) + modulo(n, 2), n),
    (modulo(6 * n + 5, 3), constant(2)),
    (maximum([n + m, n + k]), n + maximum([m, k])),
    (maximum([2 * n, 2 * m]), 2 * maximum([n, m])),
    (-maximum([n, m]), minimum([-n, -m])),
    (maximum([maximum([n, m]) + 1, k]), maximum([n + 1, m + 1, k])),
    (maximum([k - minimum([n, m]), 0]), maximum([k - n, k - m, 0])),
    (maximum([n, 0]), n),
    (maximum([n, n * n + n, 3]), maximum([n * n + n, 3])),
    (maximum([count, 0]), maximum([0, count])),
    (minimum([n, n + m]), n),
    (substitute(maximum([n, m]), {"m": n + 1}), n + 1),
    (substitute(n * m, {"n": m, "m": n}), n * m),
]


@pytest.mark.parametrize(("one", "other"), SAME, ids=[f"{a}, {b}" for a, b in SAME])
def test_one_and_the_same(one, other):
    assert one == other
    assert not one != other  # noqa: SIM202 - structs do not derive the one from the other
    assert hash(one) == hash(other)
    assert expression(one) == expression(other)


ONES = {"n": 1, "m": 1}
KNOWN = [
    (n * m, n, ONES, True),
    (n * m, n, {}, None),
    (n * m, n, {"m": 1}, True),
    (n - 1, n, {}, False),
    (n, m, {}, None),
    (count, 0, {}, None),
    (count * count, 0, {}, True),
    (count + 1, count, {}, True),
    (n, floordiv(n, 2), {}, True),
    (n + 1, 2 * ceildiv(n, 2), {}, True),
    (2, modulo(n, 3), {}, True),
    (modulo(count, 3), 0, {}, True),
    (n, floordiv(n, m), {"m": 1}, True),
    (maximum([n, m]), n, {}, True),
    (n + m, maximum([n, m]), {}, True),
    (n, minimum([n, m]), {}, True),
    (minimum([n, m]) * k, 0, {}, True),
    (total(i, i, 0, n), 0, {"n": 1}, True),
    (n - k - 1, 0, {"n": k + 1}, True),
    (n - k - 1, 0, {"n": k + 1, "k": m + 1}, True),
    (n, m + 2, {"n": k + 1, "k": m + 1}, True),
    (n, 0, {"n": m, "m": n}, None),
    (n - i, 1, within({}, i, 0, n), True),
    (n - i, 2, within({}, i, 0, n - 1), True),
    (i, n, within({}, i, 0, n), False),
    (i, 1, within({}, i, 1, n), True),
    (n, 3, within({"n": 3}, i, 0, T), True),
    (10 - i, 1, within({}, i, 0, 10), True),
    (10 - i, 2, within({}, i, 0, 10), None),
    (n - i, 1, within({"n": 3}, i, 0, n), True),
    (n, 3, within({"n": 3}, i, 0, n), True),
    (n, 1, within({}, i, 0, n), True),
    (i * (n - i - 1), 0, within({}, i, 0, n), True),
    ((n - i) * (m - j), 1, within(within({}, i, 0, n), j, 0, m), True),
    (n - j, 1, within(within({}, i, 0, n), j, 0, i + 1), True),
    (n - i, 1, within(within({}, i, 0, n), j, i, n), True),
    (j - i, 0, within(within({}, i, 0, n), j, i, n), True),
    (n - m, 0, within({}, i, 0, n - m), True),
    (n - i - m, 1, within({}, i, 0, n - m), True),
]


@pytest.mark.parametrize(("a", "b", "bounds", "known"), KNOWN, ids=[f"{a} >= {b}" for a, b, _, _ in KNOWN])
def test_at_least(a, b, bounds, known):
    assert at_least(a, b, bounds) is known


def test_equality_is_known_in_three_values():
    assert equal(n * 2, n + n) is True
    assert equal(n, n + 1) is False
    assert equal(n, m) is None
    assert equal(maximum([n, k]), n, {"n": k}) is True


def test_a_division_by_zero_stays_as_it_is():
    assert evaluate(floordiv(n, m), {"n": 4, "m": 0}) == floordiv(4, 0)
    assert expression(floordiv(4, 0)) == "4//0"
    assert at_least(floordiv(n, 0), 0) is None


def test_sums():
    assert total(8 * (n - i), i, 0, n) == 4 * n * n + 4 * n
    assert total(n, i, 0, T) == n * T
    assert total(i, i, 0, constant(10**9)) == constant(10**9 * (10**9 - 1) // 2)
    assert total(constant(1), i, n, m) == maximum([n, m]) - n
    assert total(maximum([i, n]), i, 0, T) is None
    assert total(i**13, i, 0, n) is None
    assert total(i, n + i, 0, n) is None


def test_huge_powers_are_refused():
    assert (n * m) ** 3 == n * n * n * m * m * m
    assert (1 - constant(2)) ** (10**9) == constant(1)
    for base, exponent in ((constant(10), 10**9), (n, 10**9), ((n + m + k + T) ** 4, 40), (n, -1)):
        with pytest.raises(ValueError, match="is not formed"):
            _ = base**exponent


def test_symbols():
    assert {each.key for each in symbols_of(maximum([floordiv(n, m), k]))} == {"n", "m", "k"}
    assert {each.reason for each in symbols_of(count)} == {"how many numbers are not 0"}
    assert depends_on(floordiv(i, 2), i)
    assert not depends_on(n, i)


def test_intervals():
    data = Interval(constant(0), n)
    assert data.value is None
    assert exactly(n).value == n
    assert data + exactly(m) == Interval(m, n + m)
    assert data * from_least(1) == from_least(0)
    assert exactly(0) * from_least(1) == exactly(0)
    assert data.join(exactly(n + 1)) == Interval(constant(0), n + 1)
    assert data.join(from_least(3)).hi is None
    assert data.contains(n) is True
    assert data.contains(n + 1) is False
    assert data.contains(m) is None
    assert from_least(n).contains(n * n, {"n": 1}) is True


def test_arithmetic_is_quick():
    a, b = 3 * n * m + 2 * m + 5 * k, 7 * n + T * m
    start = time.process_time()
    for _ in range(10_000):
        _ = a + b, a * b
    assert time.process_time() - start < 1  # 0.06 s, measured


def test_comparing_many_ends():
    bad = [maximum([n * k, m * T]) * floordiv(n * j + m, 3 + j) - j for j in range(12)]
    start = time.process_time()
    assert at_least(maximum(bad), minimum(bad)) in {True, None}
    assert time.process_time() - start < 5


def test_importing_costs_little():
    program = (
        "import msgspec, dataclasses, time\nstart = time.perf_counter()\n"
        "import adlint.symbolic\nprint(time.perf_counter() - start)"
    )
    runs = [subprocess.run([sys.executable, "-c", program], capture_output=True, check=True) for _ in range(5)]
    assert min(float(run.stdout) for run in runs) < 0.1  # 0.006 s, measured


def test_a_size_that_comes_from_another_process_is_the_same():
    # hashes of texts differ between processes, and a hash is kept with each size
    build = "from adlint.symbolic import *; n, m = symbol('n'), symbol('m'); s = maximum([n*m, m + 7])"
    dump = f"import pickle, sys; {build}; hash(s); sys.stdout.buffer.write(pickle.dumps(s))"
    load = f"import pickle, sys; {build}; print(pickle.load(sys.stdin.buffer) in {{s}})"
    run = partial(subprocess.run, capture_output=True, check=True)
    first = run([sys.executable, "-c", dump], env={**os.environ, "PYTHONHASHSEED": "1"})
    second = run([sys.executable, "-c", load], env={**os.environ, "PYTHONHASHSEED": "2"}, input=first.stdout)
    assert second.stdout.strip() == b"True"
