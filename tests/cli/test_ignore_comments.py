"""Ignore comments are written where the analysis reads them."""

from __future__ import annotations

import pytest

from adlint.answers.check.ignoring import with_ignores
from adlint.directives import directives
from adlint.source import Source

# fmt: off
# ruff: noqa: E501
CASES = {
    "plain": ("x = f()\n", (1, 1), "x = f()  # adlint: ignore[AD1] why\n"),
    "no newline": ("x = f()", (1, 1), "x = f()  # adlint: ignore[AD1] why"),
    "trailing blanks": ("x = f()  \n", (1, 1), "x = f()  # adlint: ignore[AD1] why\n"),
    "joined": ("f()  # adlint: ignore[AD2] old\n", (1, 1), "f()  # adlint: ignore[AD1, AD2] old\n"),
    "comment": ("if a:\n    f()  # note\n", (2, 2), "if a:\n    # adlint: ignore[AD1] why\n    f()  # note\n"),
    "in brackets": ("f(\n    a,  # note\n)\n", (2, 2), "f(\n    # adlint: ignore[AD1] why\n    a,  # note\n)\n"),
    "string": ('x = """a\nb"""\n', (1, 2), '# adlint: ignore[AD1] why\nx = """a\nb"""\n'),
    "backslash": ("x = 1 + \\\n    f()\n", (1, 1), "# adlint: ignore[AD1] why\nx = 1 + \\\n    f()\n"),
    "after backslash": ("x = \\\n  f()\n", (2, 2), "x = \\\n  f()  # adlint: ignore[AD1] why\n"),
    "hash in string": ("f('# no')\n", (1, 1), "f('# no')  # adlint: ignore[AD1] why\n"),
    "crlf": ("a\r\nf()  # n\r\n", (2, 2), "a\r\n# adlint: ignore[AD1] why\r\nf()  # n\r\n"),
    "f-string": ('x = f"""{\nf()}"""\n', (1, 2), '# adlint: ignore[AD1] why\nx = f"""{\nf()}"""\n'),
    "tail": ('x = """\n""" + \\\n"""\n""" + f()\n', (3, 4), 'x = """\n""" + \\\n"""\n""" + f()  # adlint: ignore[AD1] why\n'),
}
# fmt: on


@pytest.mark.parametrize("case", CASES)
def test_the_comment_is_placed_and_silences_the_lines(case: str) -> None:
    text, lines, expected = CASES[case]
    result, placed = with_ignores(text, {lines: {"AD1"}}, "why")
    assert (result, placed) == (expected, 1)
    (said,) = directives(Source("a.py", result))
    moved = result.count("\n") - text.count("\n")
    assert said.kind == "ignore"
    assert "AD1" in said.codes
    assert said.target in range(lines[0] + moved, lines[1] + moved + 1)


def test_a_line_inside_a_string_takes_no_comment() -> None:
    text = 'x = """\n{}\n"""\n'
    assert with_ignores(text, {(2, 2): {"AD1"}}, "why") == (text, 0)


def test_a_text_that_is_not_python_is_left_alone() -> None:
    assert with_ignores("f(\n", {(1, 1): {"AD1"}}, "why") == ("f(\n", 0)


def test_several_codes_on_a_line_share_a_comment() -> None:
    result = with_ignores("f()\n", {(1, 1): {"AD2", "AD1"}}, "why")
    assert result == ("f()  # adlint: ignore[AD1, AD2] why\n", 2)
