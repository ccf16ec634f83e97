"""Paths are told apart by what was assumed on them: a file that is opened on one is closed on the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adlint.analysis.paths.paths import LIMIT, State, assume, forget, merged
from adlint.answers.document import Document
from adlint.settings import Settings
from adlint.workspace import Workspace

TWO_TESTS = """
def f(path, a, b, c):
    if {one}:
        h = open(path)
    {between}
    if {two}:
        h.close()
"""
SAME = [
    ("a", "a"),
    ("not a", "not a"),
    ("not not a", "a"),
    ("a is None", "a is None"),
    ("a is not None", "not a is None"),
    ("a != 1", "not a == 1"),
    ("a < b", "not a >= b"),
    ("a > b", "not a <= b"),
    ("a in b", "not (a not in b)"),
    ("a.x", "a.x"),
    ("a.x.y", "a.x.y"),
    ("a[0]", "a[0]"),
    ("-a > 0", "-a > 0"),
    ("a()", "a()"),
    ("len(a) > 1", "len(a) > 1"),
    ("hasattr(a, 'read')", "hasattr(a, 'read')"),
    ("isinstance(a, str)", "isinstance(a, str)"),
    ("True", "True"),
    ("False", "a"),
    ("a", "True"),
]
DIFFERENT = [
    ("a", "b"),
    ("a", "not a"),
    ("a is None", "a is not None"),
    ("a == 1", "a == 2"),
    ("a == 1", "a == '1'"),
    ("a < b", "a >= b"),
    ("a.x", "a.y"),
    ("a.x", "b.x"),
    ("a[0]", "a[1]"),
    ("a[b]", "a[c]"),
    ("len(a) > 1", "len(b) > 1"),
    ("hasattr(a, 'read')", "hasattr(a, 'write')"),
    ("isinstance(a, str)", "isinstance(a, bytes)"),
    ("True", "a"),
    ("a", "False"),
]
CHANGED = [
    ("a", "a = b"),
    ("a", "a += 1"),
    ("a", "(a := b)"),
    ("a", "del a"),
    ("a", "import a"),
    ("a", "for a in b: pass"),
    ("a", "with b as a: pass"),
    ("a.x", "a = b"),
    ("a.x", "a.x = b"),
    ("a.x", "b.x = 1"),  # a and b may be one
    ("a[b]", "b = c"),
    ("len(a) > 1", "a = b"),
]
KEPT = [("a", "b = a"), ("a", "a.x = b"), ("a.x", "a.y = 1"), ("a.x", "b = 1"), ("a is None", "b(c)")]


def is_closed(one: str, two: str, between: str = "pass") -> bool:
    """Whether a file that is opened if `one` is taken to be closed if `two`."""
    program = TWO_TESTS.format(one=one, two=two, between=between)
    report = Workspace().check([Document("m.py", "m", program)], Settings(scope="all"))
    assert {(f.code, f.range.start.line) for f in report.findings} <= {("AD101", 4)}
    return not report.findings


@pytest.mark.parametrize(("one", "two"), SAME)
def test_equal_conditions_are_true_together(one: str, two: str) -> None:
    assert is_closed(one, two)


@pytest.mark.parametrize(("one", "two"), DIFFERENT)
def test_other_conditions_may_differ(one: str, two: str) -> None:
    assert not is_closed(one, two)


@pytest.mark.parametrize(("test", "between"), CHANGED)
def test_a_change_in_between_is_seen(test: str, between: str) -> None:
    assert is_closed(test, test)
    assert not is_closed(test, test, between)


@pytest.mark.parametrize(("test", "between"), KEPT)
def test_what_changes_something_else_is_no_change(test: str, between: str) -> None:
    assert is_closed(test, test, between)


CONTROL = {
    "an else": ("if a:\n    h.close()\nelse:\n    h.close()", True),
    "no else": ("if a:\n    h.close()", False),
    "a raise on the other branch": ("if not a:\n    raise ValueError\nh.close()", True),
    "a return on the other branch": ("if not a:\n    return 1\nh.close()", False),
    "the else of a loop": ("for _ in a:\n    pass\nelse:\n    h.close()", True),
    "the else of a loop with a break": ("for _ in a:\n    break\nelse:\n    h.close()", False),
    "an endless loop that closes and breaks": ("while True:\n    h.close()\n    break", True),
    "an endless loop that may break before": ("while True:\n    if a:\n        break\n    h.close()", False),
    "a finally": ("try:\n    a()\nfinally:\n    h.close()", True),
    "a finally around a return": ("try:\n    return a()\nfinally:\n    h.close()", True),
    "an exception that is caught before": ("try:\n    a()\n    h.close()\nexcept ValueError:\n    pass", False),
    "an exception that is caught and closes": (
        "try:\n    a()\nexcept ValueError:\n    h.close()\n    return 1\nh.close()",
        True,
    ),
    "the else of a try": ("try:\n    a()\nexcept ValueError:\n    h.close()\nelse:\n    h.close()", True),
    "a match of something": ("match a:\n    case 1:\n        h.close()\n    case 2:\n        h.close()", False),
    "a with block": ("with h:\n    a()", True),
    "a continue before": ("for x in [h]:\n    if a:\n        continue\n    x.close()", False),
}


@pytest.mark.parametrize("name", CONTROL)
def test_control(name: str) -> None:
    body, closes = CONTROL[name]
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    program = f"def f(path, a):\n    h = open(path)\n{lines}    return 0\n"
    report = Workspace().check([Document("m.py", "m", program)], Settings(scope="all"))
    assert [f.range.start.line for f in report.findings] == ([] if closes else [2])


TEXTS = st.sampled_from(["`a`", "`a`.x", "`b`", "(`a` < `b`)"])
STATES = st.frozensets(
    st.builds(
        State,
        open=st.frozensets(st.integers(0, 3)),
        assumed=st.dictionaries(TEXTS, st.booleans()).map(lambda known: frozenset(known.items())),
    )
)


@given(STATES, TEXTS)
def test_both_truths_together_lose_no_path(states: frozenset[State], text: str) -> None:
    found = assume(states, [(text, True)]) | assume(states, [(text, False)])
    assert {s.open for s in found} == {s.open for s in states}
    assert all(((text, True) in s.assumed) != ((text, False) in s.assumed) for s in found)


@given(STATES, TEXTS, st.booleans())
def test_an_assumption_excludes_its_opposite(states: frozenset[State], text: str, truth: bool) -> None:
    assumed = assume(states, [(text, truth)])
    assert assume(assumed, [(text, truth)]) == assumed
    assert assume(assumed, [(text, not truth)]) == frozenset()


@given(STATES)
def test_what_changes_is_forgotten_and_nothing_else(states: frozenset[State]) -> None:
    found = forget(states, "`a`")
    assert {s.open for s in found} == {s.open for s in states}
    assert {text for s in found for text, _ in s.assumed} == {t for s in states for t, _ in s.assumed if t == "`b`"}


def test_too_many_states_are_merged_without_losing_what_is_open() -> None:
    few = frozenset(State(assumed=frozenset({(str(n), True)})) for n in range(LIMIT))
    assert merged(few) == few
    held = [State(open=frozenset({1}), assumed=frozenset({("x", truth)})) for truth in (True, False)]
    assert merged([*few, *held]) == {State(), State(open=frozenset({1}))}
