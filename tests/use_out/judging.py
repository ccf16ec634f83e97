"""Tables of small programs with the verdicts that are right, and the test that holds adlint to one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import pytest

from .checking import said


def judged(table: Mapping[str, str] | Iterable[tuple[str, str]], head: str = "") -> Callable[[str, str], None]:
    """A test of each program of a table, or of each body behind a `head`; "not yes" is no, or unknown."""

    @pytest.mark.parametrize(("body", "expected"), table.items() if isinstance(table, Mapping) else table)
    def holds(body: str, expected: str) -> None:
        found = said(f"{head}{body}\n").whole.reentrant
        assert found == expected or (expected == "not yes" and found != "yes"), body

    return holds
