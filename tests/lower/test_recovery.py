"""A syntax error takes its own function away, and nothing else; the rest stands where it stood."""

from __future__ import annotations

import pytest

from adlint.lower import lower, source_map

BEFORE = "def before(x):\n    return x\n\n"
AFTER = "\n\ndef after(x):\n    return -x\n\n\nclass Late:\n    def method(self):\n        return 1\n"
# what is broken, as the last thing that stands between two good functions: its text, its functions that stay, and
# line and column of the error (1-based, in it)
BROKEN = {
    "an unclosed bracket": ("def f(x):\n    y = (x\n    return y\n", (), (2, 9)),
    "an unclosed bracket in a header": ("def f(x:\n    return x\n", (), (1, 6)),
    "a bracket too many": ("def f(x):\n    return x)\n", (), (2, 13)),
    "the wrong bracket": ("def f(x):\n    return (x]\n", (), (2, 14)),
    "a missing colon": ("def f(x)\n    return x\n", (), (1, 9)),
    "a missing colon inside": ("def f(x):\n    if x\n        return x\n    return 1\n", (), (2, 9)),
    "a bad indentation": ("def f(x):\n    y = x\n      z = y\n    return z\n", (), (3, 6)),
    "a bad dedentation": ("def f(x):\n        y = x\n    return z\n", (), (3, 13)),
    "no body": ("def f(x):\n", (), None),
    "a block without a body": ("def f(x):\n    for i in x:\n    return 1\n", (), (3, 5)),
    "an unterminated string": ('def f(x):\n    y = "abc\n    return y\n', (), (2, 9)),
    "a half-typed line": ("def f(x):\n    y = \n    return y\n", (), (2, 9)),
    "a half-typed attribute": ("def f(x):\n    x.\n    return x\n", (), (2, 7)),
    "a half-typed call": ("def f(x):\n    g(x, \n    return x\n", (), (2, 6)),
    "a half-typed import": ("def f(x):\n    import \n    return x\n", (), (2, 12)),
    "try without a handler": ("def f(x):\n    try:\n        return x\n", (), None),
    "a nested function": ("def f(x):\n    def g(y):\n        return y +\n    return g(x)\n", ("f",), (3, 19)),
    "a method": (
        "class A:\n    def f(self): return 1\n\n\n    def g(self):\n        return 1 2\n\n    def h(self): pass\n",
        ("A", "A.f", "A.h"),
        (6, 18),
    ),
    "a method of a nested class": (
        "class A:\n    class B:\n        def f(self):\n            x = \n        def g(self):\n            return 1\n",
        ("A", "A.B", "A.B.g"),
        (4, 17),
    ),
    "a decorator": ("@d(\ndef f(x):\n    return x\n", ("f",), (1, 3)),
    "a decorator of a method": (
        "class A:\n    @d(]\n    def f(self):\n        return 1\n\n    def g(self):\n        return 2\n",
        ("A", "A.f", "A.g"),
        (2, 8),
    ),
    "a decorator above nothing": ("@d\n\nx = 1\n", (), (3, 1)),
    "an attribute of a class": (
        "class A:\n    x = \n    def f(self):\n        return 1\n",
        ("A", "A.f"),
        (2, 9),
    ),
    "the header of a class": ("class A(:\n    def f(self):\n        return 1\n", (), (1, 9)),
    "a line of the module": ("x = \n", (), (1, 5)),
    "an indented line of the module": ("x = 1\n    pass\n", (), (2, 4)),
    "a condition of the module": ("if x = 1:\n    def f():\n        return 1\nelse:\n    y = 2\n", ("f",), (1, 4)),
    "try of the module": ("try:\n    x = 1\n    y = 2\n", (), None),
    "a loop of the module": ("for x of y:\n    f(x)\n", (), (1, 7)),
    "two functions": (
        "def f(x):\n    return (x\n\ndef g(x):\n    return x\n\ndef h(x)\n    return x\n",
        ("g",),
        (2, 12),
    ),
    "behind characters of several bytes": ('def f(x):\n    y = "é😀" +\n    return y\n', (), (2, 15)),
}
GOOD = {"before", "after", "Late", "Late.method", ""}


@pytest.mark.parametrize("what", BROKEN)
def test_the_other_functions_stay(what: str) -> None:
    text, stay, _ = BROKEN[what]
    found = {f.name for f in lower(BEFORE + text + AFTER).module.functions}
    assert found == GOOD | set(stay)


@pytest.mark.parametrize("what", BROKEN)
def test_the_other_functions_stay_at_the_end_of_a_file(what: str) -> None:
    text, stay, _ = BROKEN[what]
    lowered = lower(BEFORE + text.rstrip("\n"))
    assert {f.name for f in lowered.module.functions} == {"before", "", *stay}
    assert lowered.problems


@pytest.mark.parametrize("what", [what for what, (_, _, place) in BROKEN.items() if place])
def test_the_error_stands_where_python_says(what: str) -> None:
    text, _, place = BROKEN[what]
    whole = BEFORE + text + AFTER
    problem = lower(whole).problems[0]
    line = whole.split("\n")[problem.line - 1]
    column = len(line.encode()[: problem.column].decode()) + max(problem.column - len(line.encode()), 0)
    assert (problem.line - BEFORE.count("\n"), column + 1) == place


@pytest.mark.parametrize("what", BROKEN)
def test_what_stays_stands_where_it_stood(what: str) -> None:
    text, _, _ = BROKEN[what]
    lowered = lower(BEFORE + text + AFTER)
    first = (BEFORE + text).count("\n") + 3
    where = source_map(BEFORE + text + AFTER)
    assert where.span("before", 0) == (1, 0, 2, 12)
    assert where.span("after", 0) == (first, 0, first + 1, 13)
    assert where.span("Late.method", 0) == (first + 5, 4, first + 6, 16)
    whole = lower(BEFORE + "\n" * text.count("\n") + AFTER)
    assert functions(lowered)["after"] == functions(whole)["after"]


def functions(lowered: object) -> dict[str, object]:
    return {f.name: f for f in lowered.module.functions}


def test_each_error_is_told_once() -> None:
    for what, (text, _, _) in BROKEN.items():
        lines = [p.line for p in lower(BEFORE + text + AFTER).problems]
        assert len(lines) == (2 if what == "two functions" else 1), what


def test_errors_of_two_functions_are_both_told() -> None:
    text, _, _ = BROKEN["two functions"]
    assert [(p.line, p.message) for p in lower(text).problems] == [
        (2, "'(' was never closed"),
        (7, "expected ':'"),
    ]


def test_after_many_errors_the_text_is_given_up() -> None:
    """The attempts are counted; what is told of the errors is right all the same."""
    lowered = lower("".join(f"def f{n}(x):\n    return x +\n\n" for n in range(40)) + "def good(): pass\n")
    assert [f.name for f in lowered.module.functions] == [""]
    assert [p.line for p in lowered.problems] == [3 * n + 2 for n in range(8)]


def test_a_text_that_is_nested_too_deeply_is_given_up() -> None:
    lowered = lower("x = " + "(" * 5000 + ")" * 5000 + "\n")
    assert [f.name for f in lowered.module.functions] == [""]
    assert len(lowered.problems) == 1


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_other_ends_of_lines_are_lines(newline: str) -> None:
    text, _, place = BROKEN["a method"]
    lowered = lower((BEFORE + text + AFTER).replace("\n", newline))
    assert {f.name for f in lowered.module.functions} == GOOD | {"A", "A.f", "A.h"}
    assert (lowered.problems[0].line - 3, lowered.problems[0].column + 1) == place
