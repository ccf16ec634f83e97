"""Parsing around syntax errors: the smallest definition around an error is blanked, the rest is kept."""

from __future__ import annotations

import ast
import re
import sys
import warnings
from dataclasses import dataclass

ATTEMPTS = 8  # definitions that are blanked one after the other before the whole text is given up
_DEFINITION = re.compile(r"([ \t]*)(?:async[ \t]+def|def|class)\b")
_INDENT = re.compile(r"[ \t]*")
_ON_LINE = re.compile(r"on line (\d+)$")
_NEWLINE = re.compile(r"\r\n|\r|\n")
# what a newer Python accepts and the running one calls a syntax error
_NEWER: tuple[tuple[tuple[int, int], re.Pattern[str]], ...] = (
    ((3, 12), re.compile(r"^\s*type\s+\w+(\[.*\])?\s*=")),
    ((3, 12), re.compile(r"^\s*(async\s+def|def|class)\s+\w+\s*\[")),
    ((3, 14), re.compile(r"(^|[^\w])[tT][rR]?(\"|')")),
    ((3, 14), re.compile(r"^\s*except\*?\s+[\w.]+\s*,")),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a part of a text was not analysed: 1-based line, 0-based byte columns."""

    line: int
    column: int
    end_column: int
    message: str
    gave_up: bool = False


def parse(text: str) -> tuple[ast.Module, tuple[Problem, ...]]:
    """The tree of what parses, and the errors in the rest. Lines keep their numbers."""
    problems: list[Problem] = []
    lines: list[str] | None = None
    for _ in range(ATTEMPTS):
        tree, problem, line = _attempt(text)
        if tree is not None:
            return tree, tuple(problems)
        if problem is None:
            break
        problems.append(problem)
        lines = _NEWLINE.split(text)
        if problem.gave_up or not _blank(lines, line):
            break
        text = "\n".join(lines)
    return ast.Module([], []), tuple(problems)


def _attempt(text: str) -> tuple[ast.Module | None, Problem | None, int]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text), None, 0
    except SyntaxError as error:
        line = error.lineno or 1
        column = max((error.offset or 1) - 1, 0)
        end = error.end_offset - 1 if error.end_offset and error.end_lineno == error.lineno else column + 1
        shown = text.split("\n", line)[line - 1] if text.count("\n") >= line - 1 else ""
        at = _ON_LINE.search(error.msg) if error.msg.startswith("expected an indented block") else None
        problem = Problem(line, column, max(end, column + 1), _message(error, shown))
        return None, problem, int(at[1]) if at else line
    except (RecursionError, MemoryError):
        return None, Problem(1, 0, 1, "the text is nested too deeply to be parsed", gave_up=True), 1
    except ValueError as error:
        return None, Problem(1, 0, 1, str(error)), 1


def _message(error: SyntaxError, line: str) -> str:
    for version, syntax in _NEWER:
        if sys.version_info < version and syntax.search(line):
            running = f"{sys.version_info.major}.{sys.version_info.minor}"
            return f"this syntax needs Python {version[0]}.{version[1]} or newer; adlint runs on Python {running}"
    return error.msg


def _blank(lines: list[str], line: int) -> bool:
    """Blank the smallest definition around `line`, or the line itself outside of all; False if nothing is left."""
    line = min(line, len(lines))
    start = _definition(lines, line - 1)
    if start is None:
        had = bool(lines[line - 1].strip()) and lines[line - 1].strip() != "pass"
        lines[line - 1] = _INDENT.match(lines[line - 1])[0] + "pass" if had else ""  # type: ignore[index]
        return had
    indent = _width(lines[start])
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or _width(lines[end]) > indent or end < line):
        end += 1
    header = _INDENT.match(lines[start])[0]  # type: ignore[index]
    lines[start:end] = [header + "pass"] + [""] * (end - start - 1)
    while start and lines[start - 1].lstrip().startswith("@") and _width(lines[start - 1]) == indent:
        start -= 1
        lines[start] = ""
    return True


def _definition(lines: list[str], line: int) -> int | None:
    """The line of the innermost definition whose header or body holds `line` (0-based)."""
    limit = _width(lines[line]) if lines[line].strip() else sys.maxsize
    if _DEFINITION.match(lines[line]):
        return line
    for number in range(line - 1, -1, -1):
        text = lines[number]
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        width = _width(text)
        if width < limit:
            limit = width
            if _DEFINITION.match(text):
                return number
    return None


def _width(line: str) -> int:
    return len(_INDENT.match(line)[0].expandtabs(8))  # type: ignore[index]
