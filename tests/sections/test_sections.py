"""Single sections: how they are written, what is known of them, and what becomes of those that are not known."""

from __future__ import annotations

from functools import reduce

import pytest

from adlint.sections import (
    Unknown,
    accessed,
    covers,
    difference,
    image,
    intersection,
    nothing,
    over,
    paths,
    region,
    reshaped,
    section,
    size,
    subscript,
    transposed,
    union,
    view_of,
    whole,
)
from adlint.symbolic import constant, symbol, within

n, m, k, T, b = map(symbol, ("n", "m", "k", "T", "b"))
i, j = symbol("i", "loop index"), symbol("j", "loop index")
count = symbol("count", "depends on data")
LARGE = {"n": 4, "m": 4, "T": 1}
SHAPE = (n, m)
A = slice(None)
MASK = Unknown("a mask")

WRITTEN = [
    ((), "A", True),
    ((...,), "A", True),
    ((slice(1, -1), k), "A[1:-1, k]", True),
    ((slice(1, -1),), "A[1:-1]", True),
    ((A, slice(1, None)), "A[:, 1:]", True),
    ((..., -1), "A[:, -1]", True),
    ((0,), "A[0]", True),
    ((slice(None, None, 2),), "A[::2]", True),
    ((slice(None, None, -1),), "A", True),
    ((slice(-3, None), slice(None, k)), "A[-3:, :k]", True),
    ((slice(k, k + 2),), "A[k:k + 2]", True),
    ((slice(-k - 1), slice(n - k, None)), "A[:-k - 1]", False),
    ((None, slice(1, None), None, 2), "A[1:, 2]", True),
    ((MASK, 0), "A[:, 0]", False),
    ((MASK, MASK), "A", False),
    ((slice(0, Unknown("data")),), "A", False),
    ((slice(0, count), 1), "A[:, 1]", False),
    ((slice(0, None, count),), "A", False),
    ((count,), "A", False),
    ((0, 0, 0), "A", False),
    ((..., ...), "A", False),
]


@pytest.mark.parametrize(("key", "path", "must"), WRITTEN, ids=[row[1] for row in WRITTEN])
def test_subscripts(key, path, must):
    found = accessed(SHAPE, key, LARGE)
    assert paths("A", found) == (path,)
    assert found.must is must


SWEPT = [
    ((i,), 0, T, "A[:T]", True),
    ((i, A), 0, n, "A", True),
    ((A, i), 1, m - 1, "A[:, 1:-1]", True),
    ((slice(i + 1, -1),), 0, T, "A[1:-1]", True),
    ((slice(i + 1, None), slice(i + 1, None)), 0, n, "A[1:, 1:]", True),
    ((slice(None, i),), 0, n, "A[:-1]", True),
    ((2 * i,), 0, T, "A[:2*T - 1:2]", True),
    ((n - 1 - i,), 0, n, "A", True),
    ((slice(i - 1, i + 2),), 1, n - 1, "A", True),
    ((slice(i * b, i * b + b),), 0, T, "A[:b*T]", True),
    ((slice(i * b, i * b + b, 2),), 0, T, "A[:b*T]", False),
    ((0,), 0, T, "A[0]", True),
    ((0,), 0, k, "A[0]", False),
    ((i, i), 0, m, "A[:m]", False),
    ((slice(3 * i, 3 * i + 2),), 0, T, "A[:3*T - 1]", False),
    ((i * i,), 0, T, "A", False),
    ((MASK, i), 0, m, "A", False),
]


@pytest.mark.parametrize(("key", "lo", "hi", "path", "must"), SWEPT, ids=[f"{row[0]}" for row in SWEPT])
def test_sections_under_a_loop(key, lo, hi, path, must):
    inside = within(LARGE, i, lo, hi)
    found = over(accessed(SHAPE, key, inside), i, lo, hi, LARGE)
    assert paths("A", found) == (path,)
    assert found.must is must


def test_a_loop_that_may_not_run():
    assert over(accessed(SHAPE, i, {"i": 0}), i, 0, k).must
    assert not over(accessed(SHAPE, (slice(i, -1),), {"i": 0}), i, 0, k).must
    assert over(nothing(SHAPE), i, 0, k) == nothing(SHAPE)


def test_nested_loops():
    inner = over(accessed(SHAPE, (i, j), {"i": 0, "j": 0}), j, 0, m, {"i": 0})
    assert over(inner, i, 0, n) == whole(SHAPE)


def test_views():
    x = subscript(view_of(SHAPE), slice(1, None), LARGE)
    assert x.extents == (n - 1, m)
    assert paths("A", region(subscript(x, 0, LARGE), LARGE)) == ("A[1]",)
    assert paths("A", region(subscript(x, -1, LARGE), LARGE)) == ("A[-1]",)
    assert paths("A", region(subscript(x, slice(None, None, 2), LARGE), LARGE)) == ("A[1::2]",)
    every_other = subscript(view_of(SHAPE), slice(None, None, 2), LARGE)
    assert paths("A", region(subscript(every_other, (slice(1, None), 0), LARGE))) == ("A[2::2, 0]",)
    turned = transposed(view_of(SHAPE))
    assert paths("A", region(subscript(turned, (0, slice(1, None)), LARGE), LARGE)) == ("A[1:, 0]",)
    assert transposed(turned, (1, 0)) == transposed(turned, (-1, -2)) == view_of(SHAPE)
    assert not region(transposed(turned, (0, 0))).must
    back = subscript(view_of(SHAPE), slice(None, None, -1))
    assert paths("A", region(subscript(back, 0, LARGE), LARGE)) == ("A[-1]",)
    assert paths("A", image(back, accessed(SHAPE, slice(0, 3), LARGE), LARGE)) == ("A[-3:]",)


def test_what_is_not_known_of_a_view_is_the_whole():
    flat = reshaped(view_of(SHAPE), (n * m,))
    first = region(subscript(flat, 0))
    assert first == whole(SHAPE, must=False)
    row = reshaped(subscript(view_of(SHAPE), 2), (m, 1))
    assert region(row) == region(subscript(row, slice(None))) == accessed(SHAPE, 2)
    assert region(subscript(row, 0)) == accessed(SHAPE, (2, MASK))
    inner = reshaped(subscript(view_of(SHAPE), slice(1, -1), LARGE), (n * m,))
    assert paths("A", region(subscript(inner, 0))) == ("A[1:-1]",)
    assert image(view_of(SHAPE), whole(None)) == whole(SHAPE, must=False)
    assert image(view_of(SHAPE), nothing(None)) == nothing(SHAPE)


def test_more_than_four_boxes_become_one():
    rows = [accessed(SHAPE, 3 * at) for at in range(5)]
    four, five = (section(SHAPE, [each.boxes[0] for each in rows[:most]], LARGE, must=True) for most in (4, 5))
    assert len(four.boxes) == 1 or four.must
    assert paths("A", five) == ("A[:13:3]",)
    scattered = [accessed(SHAPE, (at * at, at)).boxes[0] for at in range(1, 6)]
    assert section(SHAPE, scattered[:4], {}, must=True).must
    hull = section(SHAPE, scattered, {}, must=True)
    assert paths("A", hull) == ("A[1:26, 1:6]",)
    assert not hull.must


def test_what_touches_is_joined():
    keys = ((slice(0, 2),), (slice(2, None), 0), (slice(2, None), slice(1, None)))
    parts = [accessed(SHAPE, key, LARGE) for key in keys]
    joined = union(union(parts[0], parts[1], LARGE), parts[2], LARGE)
    assert joined == whole(SHAPE)


def test_red_and_black_points_are_all_points():
    red, black = accessed(SHAPE, (slice(1, -1, 2),), LARGE), accessed(SHAPE, (slice(2, -1, 2),), LARGE)
    assert union(red, black, LARGE) == union(black, red, LARGE) == accessed(SHAPE, (slice(1, -1),), LARGE)
    assert union(accessed(SHAPE, (slice(None, None, 2),)), accessed(SHAPE, (slice(1, None, 2),))) == whole(SHAPE)


def test_the_order_of_boxes_tells_nothing():
    corners = [accessed(SHAPE, key) for key in ((0, 0), (0, -1), (-1, 0), (-1, -1))]
    forth, back = reduce(union, corners), reduce(union, corners[::-1])
    assert len(forth.boxes) == 4
    assert forth == back
    assert hash(forth) == hash(back)


def test_covering():
    inner, row = accessed(SHAPE, (slice(1, -1),), LARGE), accessed(SHAPE, 0)
    assert covers(whole(SHAPE), inner) is True
    assert covers(whole(SHAPE), row) is True
    assert covers(inner, whole(SHAPE), LARGE) is False
    assert covers(inner, row, LARGE) is False
    assert covers(inner, accessed(SHAPE, k), LARGE) is None
    assert covers(whole(SHAPE, must=False), inner) is None
    assert covers(inner, whole(SHAPE, must=False), LARGE) is None
    assert covers(nothing(SHAPE), whole(SHAPE), LARGE) is False
    assert covers(row, nothing(SHAPE)) is True
    halves = union(accessed(SHAPE, (slice(None, 2), 0), LARGE), accessed(SHAPE, (slice(3, None), 0), LARGE), LARGE)
    assert covers(union(halves, accessed(SHAPE, 2), LARGE), accessed(SHAPE, (A, 0)), LARGE) is True


def test_only_what_must_be_written_kills():
    use, out = accessed(SHAPE, (A, 0)), accessed(SHAPE, (slice(1, None),), LARGE)
    assert paths("A", difference(use, out, LARGE)) == ("A[0, 0]",)
    assert difference(use, whole(SHAPE)) == nothing(SHAPE)
    maybe = difference(use, whole(SHAPE, must=False))
    assert paths("A", maybe) == ("A[:, 0]",)
    assert not maybe.must
    assert difference(use, accessed(SHAPE, (A, 1))) == use


def test_arrays_of_unknown_rank():
    anything = whole(None, must=False)
    assert size(anything) is None
    assert union(anything, accessed(SHAPE, 0)).boxes == ((),)
    assert paths("A", whole(None)) == ("A",)
    assert intersection(anything, nothing(None)) == nothing(None)
    assert covers(whole(None), anything) is True
    assert difference(anything, whole(None)) == nothing(None)
    assert over(whole(None), i, 0, k).must is False


def test_sizes():
    assert size(nothing(SHAPE)).elements == constant(0)
    assert size(whole(())).elements == constant(1)
    assert size(accessed(SHAPE, (slice(1, -1), k), LARGE), LARGE).elements == n - 2
    apart = union(accessed(SHAPE, 0), accessed(SHAPE, 2))
    assert (size(apart).elements, size(apart).exact) == (2 * m, True)
    perhaps = union(accessed(SHAPE, 0), accessed(SHAPE, k))
    assert size(perhaps, LARGE).exact is False
    assert size(whole((n, n, n))).elements == n**3
