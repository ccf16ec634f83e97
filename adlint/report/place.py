"""Where a finding is, in the words of the command line, and its line of source."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adlint.finding import Finding, Related
    from adlint.source import Source


def place(at: Finding | Related) -> str:
    """`path:line:column`, and in a notebook `path:cell 3:line:column`."""
    start = at.range.start
    return f"{at.path}{cell(at)}:{start.line}:{start.column}"


def cell(at: Finding | Related) -> str:
    """`:cell 3` in a notebook, else nothing."""
    return "" if at.cell is None else f":cell {at.cell}"


def text_line(sources: Mapping[str, Source], at: Finding | Related, line: int) -> str | None:
    """Line `line`, counted as in the range of `at`; None if the text is not at hand."""
    source = sources.get(at.path)
    if source is None:
        return None
    absolute = line + _cell_start(source, at.cell) - 1
    return source.line(absolute) if 0 < absolute <= len(source.lines) else None


def _cell_start(source: Source, cell: int | None) -> int:
    return next((first for first, number in source.cells if number == cell), 1)
