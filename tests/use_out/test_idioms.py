"""Statements in all of Python, and programs of several, held to what is read and written when they run with other
numbers; of those in `unknown.txt` it may be said that not all is known.
"""

from __future__ import annotations

import pytest

from .idioms import STATEMENTS, UNKNOWN, Writer, held, numbered, program

TOGETHER = 5  # statements of one program
GROUPS = [STATEMENTS[at : at + TOGETHER] for at in range(0, len(STATEMENTS), TOGETHER)]
PROGRAMS = 40


def filled(statements: tuple[str, ...]) -> str:
    """A program of some statements, one after the other."""
    written = Writer()
    lines = [line for number, one in enumerate(statements) for line in written.filled(one, number).splitlines()]
    return program([*lines, "return None"])


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group[0][:30])
def test_statements(group: tuple[str, ...]) -> None:
    """What statements read and write is said, and that it is all."""
    for statements in (group,) if held(filled(group)) == ("ran", []) else [(one,) for one in group]:
        assert held(filled(statements)) == ("ran", []), statements


@pytest.mark.parametrize("statement", UNKNOWN, ids=lambda one: one[:30])
def test_what_is_not_known(statement: str) -> None:
    """It is said that not all is known."""
    assert held(filled((statement,))) == ("not complete", [])


@pytest.mark.parametrize("seed", range(PROGRAMS))
def test_programs(seed: int) -> None:
    """What programs read and write is said."""
    text = numbered(seed)
    assert not held(text)[1], text
