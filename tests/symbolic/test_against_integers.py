"""Whatever is done with sizes gives what Python's integers give."""

from __future__ import annotations

import pickle

from hypothesis import given, settings
from hypothesis import strategies as st

from adlint.symbolic import (
    Interval,
    at_least,
    constant,
    equal,
    evaluate,
    expression,
    maximum,
    minimum,
    substitute,
    symbol,
    total,
    trips,
    within,
)
from tests.symbolic.expressions import ADD, ALL, MULTIPLY, NAMES, RING, SUBTRACT, envs, positive, sizes, value_at

INDEX = symbol("i", "loop index")
ENDS = [constant(0), constant(5), symbol("n"), symbol("n") - 1, symbol("m"), symbol("n") - symbol("m")]


@settings(deadline=None)
@given(sizes(), envs)
def test_evaluation(sized, env):
    value = value_at(sized, env)
    if value is not None:
        assert evaluate(sized.size, env) == value


@settings(deadline=None)
@given(sizes(), envs)
def test_python_expressions(sized, env):
    value = value_at(sized, env)
    if value is not None:
        assert eval(expression(sized.size), {"max": max, "min": min}, dict(env)) == value


@settings(deadline=None)
@given(sizes(), envs, st.sets(st.sampled_from(NAMES)))
def test_evaluation_in_two_steps(sized, env, first):
    value = value_at(sized, env)
    partly = substitute(sized.size, {name: env[name] for name in first})
    if value is not None:
        assert evaluate(partly, env) == value


@settings(deadline=None)
@given(sizes(), sizes(), sizes(), envs)
def test_substitution_of_sizes(sized, n, m, env):
    inner = {"n": value_at(n, env), "m": value_at(m, env), "T": env["T"]}
    if None not in inner.values() and min(inner.values()) >= 0:
        value = value_at(sized, inner)
        if value is not None:
            assert evaluate(substitute(sized.size, {"n": n.size, "m": m.size}), env) == value


@settings(deadline=None)
@given(sizes(RING), sizes(RING))
def test_polynomials_are_equal_where_their_values_are(a, b):
    points = [(n, m, t) for n in range(8) for m in range(8) for t in range(8)]
    alike = all(a.at(env) == b.at(env) for p in points for env in [dict(zip(NAMES, p, strict=True))])
    assert (a.size == b.size) == alike
    assert expression(a.size) != expression(b.size) or alike


@settings(deadline=None)
@given(sizes(), sizes(), sizes())
def test_laws_of_arithmetic_hold_of_objects(a, b, c):
    left, right = MULTIPLY(ADD(a, b), c).size, ADD(MULTIPLY(c, b), MULTIPLY(c, a)).size
    assert left == right
    assert hash(left) == hash(right)
    assert str(left) == str(right)
    assert SUBTRACT(a, a).size.number == 0
    assert pickle.loads(pickle.dumps(left)) == left


@settings(deadline=None)
@given(st.permutations(range(4)), st.lists(sizes(most=3), min_size=4, max_size=4))
def test_the_order_of_arguments_tells_nothing(order, several):
    values = [sized.size for sized in several]
    assert maximum(values) == maximum([values[at] for at in order])
    assert -maximum(values) == minimum([-value for value in values])


@settings(deadline=None)
@given(sizes(), sizes(), positive, st.sampled_from([0, 1]))
def test_comparisons_are_true_of_all_values(a, b, env, least):
    x, y = value_at(a, env), value_at(b, env)
    known = at_least(a.size, b.size, dict.fromkeys(NAMES, least))
    same = equal(a.size, b.size, dict.fromkeys(NAMES, least))
    if x is not None and y is not None:
        assert known in {None, x >= y}
        assert same in {None, x == y}


@settings(deadline=None)
@given(sizes(), sizes(), envs, st.integers(0, 9))
def test_comparisons_with_bounds_in_symbols(a, b, env, more):
    env = {**env, "n": env["m"] + 1 + more}
    x, y = value_at(a, env), value_at(b, env)
    known = at_least(a.size, b.size, {"n": symbol("m") + 1})
    if x is not None and y is not None:
        assert known in {None, x >= y}


@settings(deadline=None)
@given(sizes(), sizes(), st.sampled_from(ENDS), st.sampled_from(ENDS), envs, st.integers(-9, 18))
def test_comparisons_in_a_loop(a, b, lo, hi, env, index):
    if not evaluate(lo, env) <= index < evaluate(hi, env):
        return
    env = {**env, "T": index}
    x, y = value_at(a, env), value_at(b, env)
    bounds = within({"n": 2} if env["n"] >= 2 else {}, INDEX, lo, hi)
    if x is not None and y is not None:
        assert at_least(under_index(a), under_index(b), bounds) in {None, x >= y}


def under_index(sized):
    return substitute(sized.size, {"T": INDEX})


@settings(deadline=None)
@given(sizes(RING, 6), sizes(most=3), sizes(most=3), envs)
def test_sums_in_closed_form(sized, lo, hi, env):
    start, stop = value_at(lo, env), value_at(hi, env)
    if start is None or stop is None or stop - start > 100:
        return
    closed = total(under_index(sized), INDEX, lo.size, hi.size)
    direct = sum(sized.at({**env, "T": index}) for index in range(start, stop))
    assert evaluate(closed, env) == direct
    assert eval(expression(closed), {"max": max, "min": min}, dict(env)) == direct


@settings(deadline=None)
@given(sizes(ALL, 4), envs)
def test_sums_of_what_depends_on_the_index_in_other_ways(sized, env):
    closed = total(under_index(sized), INDEX, 0, symbol("n"))
    values = [value_at(sized, {**env, "T": index}) for index in range(env["n"])]
    if closed is not None and None not in values:
        assert evaluate(closed, env) == sum(values)


@settings(deadline=None)
@given(sizes(most=3), sizes(most=3), envs, st.integers(-4, 4).filter(bool))
def test_trips(lo, hi, env, step):
    start, stop = value_at(lo, env), value_at(hi, env)
    if start is not None and stop is not None:
        assert evaluate(trips(lo.size, hi.size, step), env) == len(range(start, stop, step))


@settings(deadline=None)
@given(st.lists(sizes(most=3), min_size=4, max_size=4), envs, st.booleans())
def test_intervals_hold_what_their_parts_hold(several, env, bounded):
    a, b, c, d = (maximum([sized.size, 0]) for sized in several)
    values = [value_at(sized, env) for sized in several]
    if None in values:
        return
    x, y, z, w = (max(value, 0) for value in values)
    left = Interval(minimum([a, b]), maximum([a, b]) if bounded else None)
    right = Interval(minimum([c, d]), maximum([c, d]))
    for interval, value in ((left + right, x + z), (left * right, y * w), (left.join(right), z), (left.join(right), y)):
        assert evaluate(interval.lo, env) <= value
        assert interval.hi is None or evaluate(interval.hi, env) >= value
