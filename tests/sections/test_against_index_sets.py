"""Whatever is done with sections gives what is done with sets of indices."""

from __future__ import annotations

from functools import reduce

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from adlint.sections import (
    Unknown,
    accessed,
    covers,
    difference,
    image,
    intersection,
    over,
    paths,
    region,
    size,
    subscript,
    transposed,
    union,
    view_of,
)
from adlint.symbolic import evaluate, expression, symbol, within
from tests.sections.concrete import EXTENTS, Walk, bound_key, elements, envs, has_unknown, k, keys, n, plain_keys

INDEX = symbol("i", "loop index")


def shape_in(env):
    return tuple(evaluate(extent, env) for extent in EXTENTS)


def walked(key, env, base=None):
    """The view that Python makes; None where an index is out of range."""
    try:
        return (base or Walk.of(shape_in(env)))[bound_key(key, env)]
    except IndexError:
        return None


def as_said(section, exactly, env):
    """Whether the elements are exactly those of a section that must be, among those of one that may."""
    found = elements(section, env)
    return exactly == found if section.must else exactly <= found


@settings(deadline=None)
@given(keys, envs)
def test_subscripts(key, env):
    view = subscript(view_of(EXTENTS), key)
    if has_unknown(key):
        assert not region(view).must or not region(view).boxes
        return
    walk = walked(key, env)
    if walk is not None:
        assert as_said(region(view), walk.elements(), env)
        assert not view.exact or tuple(evaluate(extent, env) for extent in view.extents) == walk.shape()


@settings(deadline=None)
@given(keys, keys, st.booleans(), envs)
def test_views_of_views(first, second, turned, env):
    view, walk = subscript(view_of(EXTENTS), first), walked(first, env) if not has_unknown(first) else None
    if turned:
        view, walk = transposed(view), walk and walk.transposed()
    view = subscript(view, second)
    walk = walked(second, env, walk) if walk is not None and not has_unknown(second) else None
    if walk is not None:
        assert as_said(region(view), walk.elements(), env)


@settings(deadline=None)
@given(keys, plain_keys, envs)
def test_sections_of_views(first, second, env):
    if has_unknown(first) or has_unknown(second):
        return
    view, walk = subscript(view_of(EXTENTS), first), walked(first, env)
    if walk is None or len(second) > len(view.lines):
        return
    part, rest = accessed(view.extents, second), walked(second, env, walk)
    if rest is not None:
        assert as_said(image(view, part), rest.elements(), env)


@settings(deadline=None)
@given(plain_keys, envs)
def test_paths(key, env):
    section = accessed(EXTENTS, key)
    walk = walked(key, env) if not has_unknown(key) else None
    if walk is None or not section.must:
        return
    found = set()
    for path in paths("A", section):
        names = {"A": Indexed(Walk.of(shape_in(env))), "min": min, "max": max}
        read = eval(path, names, dict(env))
        found |= (read if isinstance(read, Walk) else Walk.of(shape_in(env))).elements()
    assert found == walk.elements()


class Indexed:
    def __init__(self, walk):
        self.walk = walk

    def __getitem__(self, key):
        return self.walk[key if isinstance(key, tuple) else (key,)]


def known(key):
    """The key without what is unknown of slices."""
    return tuple(
        slice(*(None if isinstance(end, Unknown) else end for end in (item.start, item.stop)))
        if isinstance(item, slice)
        else item
        for item in key
    )


@st.composite
def sections(draw, env):
    """A section, and the elements that really are there."""
    section, real = None, set()
    for _ in range(draw(st.integers(1, 3))):
        key = draw(plain_keys)
        assume(walked(known(key), env) is not None)
        new = accessed(EXTENTS, key)
        part = elements(new, env)
        if not new.must:
            part = {each for each in sorted(part) if draw(st.booleans())}
        section, real = (new if section is None else union(section, new)), real | part
    return section, real


@settings(deadline=None)
@given(st.data(), envs)
def test_operations(data, env):
    a, real_a = data.draw(sections(env))
    b, real_b = data.draw(sections(env))
    assert as_said(a, real_a, env)
    assert as_said(b, real_b, env)
    assert as_said(union(a, b), real_a | real_b, env)
    assert as_said(intersection(a, b), real_a & real_b, env)
    assert as_said(difference(a, b), real_a - real_b, env)
    assert covers(a, b) in {None, real_a >= real_b}


@settings(deadline=None)
@given(st.lists(plain_keys, min_size=1, max_size=3), st.lists(plain_keys, min_size=1, max_size=3), envs)
def test_operations_where_all_sizes_are_numbers(first, second, env):
    made, real = [], []
    for several in (first, second):
        bound = [bound_key(known(key), env) for key in several]
        walks = [walked(key, env) for key in bound]
        assume(None not in walks)
        found = [accessed(shape_in(env), key) for key in bound]
        for each, walk in zip(found, walks, strict=True):
            assert each.must
            assert elements(each, env) == walk.elements()
        made.append(reduce(union, found))
        real.append(set().union(*(walk.elements() for walk in walks)))
    (a, b), (real_a, real_b) = made, real
    assert as_said(a, real_a, env)
    assert as_said(union(a, b), real_a | real_b, env)
    assert as_said(intersection(a, b), real_a & real_b, env)
    assert as_said(difference(a, b), real_a - real_b, env)
    assert covers(a, b) in {None, real_a >= real_b}
    counted = size(a)
    assert counted.elements.number >= len(real_a)
    assert counted.elements.number == len(real_a) or not (counted.exact and a.must)


@settings(deadline=None)
@given(st.data(), envs)
def test_sizes(data, env):
    section, _ = data.draw(sections(env))
    number, found = size(section), len(elements(section, env))
    counted = evaluate(number.elements, env)
    assert counted == found if number.exact else counted >= found
    assert eval(expression(number.elements), {"min": min, "max": max}, dict(env)) == counted


moving = st.sampled_from([INDEX, INDEX + 1, INDEX - 1, 2 * INDEX, 2 * INDEX + 1, n - INDEX, n - 1 - INDEX, INDEX * k])
moving_slices = st.builds(
    slice,
    st.one_of(moving, st.sampled_from([None, 1, k])),
    st.one_of(moving, st.sampled_from([None, -1, k, INDEX + 3, INDEX * k + k])),
    st.sampled_from([None, None, 1, 2, -1]),
)
moving_keys = st.lists(st.one_of(moving, moving_slices, st.just(slice(None))), min_size=1, max_size=2).map(tuple)
loops = st.tuples(st.sampled_from([0, 1, k, 3]), st.sampled_from([n, n - 1, k, 4, n - k]))


@settings(deadline=None)
@given(moving_keys, loops, envs)
def test_sections_under_loops(key, ends, env):
    lo, hi = ends
    one_turn = accessed(EXTENTS, key, {"i": lo})
    swept = over(one_turn, INDEX, lo, hi)
    first, stop = (evaluate(end, env) if not isinstance(end, int) else end for end in ends)
    real = set()
    for turn in range(first, stop):
        walk = walked(key, {**env, "i": turn})
        if walk is None:
            return
        assert as_said(one_turn, walk.elements(), {**env, "i": turn})
        real |= walk.elements()
    assert as_said(swept, real, env)


@settings(deadline=None)
@given(moving_keys, loops, envs)
def test_sections_under_loops_that_surely_run(key, ends, env):
    lo, hi = ends
    env = {**env, "n": env["n"] + 6, "m": env["m"] + 6, "k": env["k"] % 3 + 1}
    bounds = {"n": 6, "m": 6, "k": 1}
    swept = over(accessed(EXTENTS, key, {**bounds, "i": lo}), INDEX, lo, hi, bounds)
    closer = over(accessed(EXTENTS, key, within(bounds, INDEX, lo, hi)), INDEX, lo, hi, bounds)
    first, stop = (evaluate(end, env) if not isinstance(end, int) else end for end in ends)
    real = set()
    for turn in range(first, stop):
        walk = walked(key, {**env, "i": turn})
        if walk is None:
            return
        real |= walk.elements()
    assert as_said(swept, real, env)
    assert as_said(closer, real, env)
