"""Names that are bound nowhere: held to what Python itself does when the text runs."""

from __future__ import annotations

from textwrap import dedent

import pytest

from adlint.lower import lower
from adlint.lower.unbound import places

FORMS = {
    "an expression": "missing",
    "a call": "x = missing(1)",
    "a default": "def f(a=missing): pass",
    "a decorator": "@missing\ndef f(): pass",
    "a base": "class A(missing): pass",
    "a comprehension": "x = [missing for i in range(3)]",
    "its source": "x = {k: k for k in missing}",
    "an f-string": "x = f'{missing}'",
    "a subscript": "x = [1][missing]",
    "a keyword": "x = dict(a=missing)",
    "a star": "x = [*missing]",
    "a with": "with missing: pass",
    "a raise": "raise missing",
    "an augmentation": "x = 1\nx += missing",
    "a class body": "class A:\n    y = missing",
    "a guard": "match 1:\n    case 1 if missing: pass",
    "a comment with a percent sign": "# 50 %run of it\nmissing",
}
BOUND = {
    "assignment": "missing = 1",
    "unpacking": "a, (*missing, b) = 1, (2, 3, 4)",
    "walrus": "(missing := 1)",
    "for": "for missing in [1]: pass",
    "with": "import io\nwith io.StringIO() as missing: pass",
    "import": "import os as missing",
    "submodule": "import missing.deep",
    "from": "from os import path as missing",
    "function": "def missing(): pass",
    "class": "class missing: pass",
    "parameter": "def f(missing): return missing",
    "star parameter": "def f(*missing): pass",
    "lambda": "f = lambda missing: missing",
    "global": "def f():\n    global missing\n    missing = 1\nf()",
    "except": "try: 1 / 0\nexcept ZeroDivisionError as missing: pass",
    "capture": "match [1]:\n    case [missing]: pass",
    "mapping rest": "match {}:\n    case {**missing}: pass",
    "comprehension": "x = [missing for missing in [1]]",
    "annotated": "missing: int = 1",
    "deleted": "missing = 1\ndel missing",
}
UNSEEN = {
    "star": "from os import *",
    "enumeration of constants": "import enum\nenum.IntEnum._convert_('Kind', __name__, str.isupper)",
    "exec": "exec('missing = 1')",
    "globals": "globals()['missing'] = 1",
    "vars": "vars()['missing'] = 1",
    "setattr": "import sys\nsetattr(sys.modules[__name__], 'missing', 1)",
    "builtins": "import builtins\nbuiltins.missing = 1",
    "magic": "pass  # %run other.py",
}


def _unbound(text: str) -> list[tuple[str, int, int]]:
    return [(found.name, found.line, found.column) for found in places(text, lower(text).unbound)]


@pytest.mark.parametrize("form", FORMS)
def test_a_name_that_nothing_binds_is_found_where_it_is_read(form: str) -> None:
    text = FORMS[form]
    ((name, line, column),) = _unbound(text)
    assert name == "missing"
    assert text.split("\n")[line - 1][column:].startswith("missing")
    with pytest.raises(NameError, match="missing"):
        exec(text, {"__name__": "m"})


@pytest.mark.parametrize("form", [*BOUND, *UNSEEN])
def test_a_name_that_is_bound_in_some_way_is_not(form: str) -> None:
    text = f"{ {**BOUND, **UNSEEN}[form] }\nx = missing"
    assert lower(text).problems == ()
    assert _unbound(text) == []


@pytest.mark.parametrize("name", ["__file__", "__class__", "print", "__name__", "get_ipython", "unicode"])
def test_names_that_are_there_anyhow_are_not(name: str) -> None:
    assert _unbound(f"def f(self): return {name}") == []


def test_absence_that_is_provided_for_is_not() -> None:
    text = """
    try:
        missing
    except NameError:
        fallback = 1

    def f(x: Missing, y: "Other") -> Third: return x
    """
    assert _unbound(dedent(text)) == []


def test_a_text_with_errors_is_not_judged() -> None:
    text = "def missing(:\n    return 1\n\nx = missing + other\n"
    assert lower(text).problems
    assert _unbound(text) == []


def test_columns_are_bytes_and_the_first_use_counts() -> None:
    assert _unbound("s = '😀'; missing; missing\nother") == [("missing", 1, 12), ("other", 2, 0)]
