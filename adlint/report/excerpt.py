"""The source of a range, with its line numbers and `^^^` below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adlint.report.place import text_line
from adlint.report.style import Ink, columns, paint

if TYPE_CHECKING:
    from adlint.finding import Finding, Range, Related, Severity
    from adlint.report.shown import Shown

_MOST_LINES = 6


def excerpt(at: Finding | Related, shown: Shown, width: int, ink: Ink | Severity) -> str:
    """The lines of the range, each underlined where it belongs to it; nothing without the text."""
    bar = paint("|", Ink.BLUE, color=shown.color)
    rows: list[str] = []
    for number in _lines(at.range):
        line = text_line(shown.sources, at, number)
        if line is None:
            break
        text, starts = columns(line)
        label = paint(f"{number:>{width}}", Ink.BLUE, color=shown.color)
        marks = paint(_marks(at.range, number, line, starts), ink, color=shown.color)
        pad = " " * starts[_first(at.range, number, line)]
        rows += [f"{label} {bar} {text}".rstrip() + "\n", f"{' ' * width} {bar} {pad}{marks}\n"]
    empty = f"{' ' * width} {bar}\n"
    return empty + "".join(rows) + _rest(at.range, width) if rows else ""


def _lines(span: Range) -> range:
    last = span.end.line - (span.end.column == 1 and span.end.line > span.start.line)
    return range(span.start.line, min(last, span.start.line + _MOST_LINES - 1) + 1)


def _rest(span: Range, width: int) -> str:
    left = span.end.line - _lines(span).stop + 1
    return f"{' ' * width} ... {left} more lines\n" if left > 1 else ""


def _first(span: Range, number: int, line: str) -> int:
    if number == span.start.line:
        return min(span.start.column - 1, len(line))
    return len(line) - len(line.lstrip())


def _marks(span: Range, number: int, line: str, starts: tuple[int, ...]) -> str:
    first = _first(span, number, line)
    last = min(span.end.column - 1, len(line)) if number == span.end.line else len(line.rstrip())
    return "^" * max(starts[max(last, first)] - starts[first], 1)
