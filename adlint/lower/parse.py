"""Parsing around syntax errors: the innermost function around an error is blanked, the rest is kept."""

from __future__ import annotations

import ast
import re
import sys
import warnings
from functools import lru_cache

from msgspec import Struct

from adlint.lower.blanking import blank, cause
from adlint.source import NEWLINE

ATTEMPTS = 8  # definitions that are blanked one after the other before the whole text is given up
# what a newer Python accepts and the running one calls a syntax error
_NEWER: tuple[tuple[tuple[int, int], re.Pattern[str]], ...] = (
    ((3, 12), re.compile(r"^\s*type\s+\w+(\[.*\])?\s*=")),
    ((3, 12), re.compile(r"^\s*(async\s+def|def|class)\s+\w+\s*\[")),
    ((3, 12), re.compile(r"\b[rR]?[fF][rR]?([\"'])[^{]*\{[^}\"']*\1[^\"']*\1.*\}")),
    ((3, 14), re.compile(r"(^|[^\w])[tT][rR]?(\"|')")),
    ((3, 14), re.compile(r"^\s*except\*?\s+[\w.]+\s*,")),
)


class Problem(Struct, frozen=True):
    """Why a part of a text was not analysed: 1-based line, 0-based byte columns."""

    line: int
    column: int
    end_column: int
    message: str
    gave_up: bool = False


@lru_cache(maxsize=1)  # what is lowered is often asked at once where its operations stand
def parse(text: str) -> tuple[ast.Module, tuple[Problem, ...]]:
    """The tree of what parses, and the errors in the rest. Lines keep their numbers."""
    problems: list[Problem] = []
    for _ in range(ATTEMPTS):
        tree, problem, message = _attempt(text)
        if tree is not None:
            return tree, tuple(problems)
        if problem is None:
            break
        lines, line = NEWLINE.split(text), problem.line
        if line not in [known.line for known in problems]:
            problems.append(problem)
        if problem.gave_up or not blank(lines, cause(lines, line, message)):
            break
        text = "\n".join(lines)
    return ast.Module([], []), tuple(problems)


def _attempt(text: str) -> tuple[ast.Module | None, Problem | None, str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text), None, ""
    except SyntaxError as error:
        line = error.lineno or 1
        column = max((error.offset or 1) - 1, 0)
        end = error.end_offset - 1 if error.end_offset and error.end_lineno == error.lineno else column + 1
        lines = NEWLINE.split(text)
        shown = lines[line - 1] if line <= len(lines) else ""
        columns = _bytes(shown, column), _bytes(shown, max(end, column + 1))
        problem = Problem(line, *columns, _message(error, shown))
        return None, problem, error.msg
    except (RecursionError, MemoryError):
        return None, Problem(1, 0, 1, "the text is nested too deeply to be parsed", gave_up=True), ""
    except ValueError as error:
        return None, Problem(1, 0, 1, str(error)), ""


def _bytes(line: str, column: int) -> int:
    """The byte column of a character column, which may lie behind the end of the line."""
    return len(line[:column].encode("utf-8", "replace")) + max(column - len(line), 0)


def _message(error: SyntaxError, line: str) -> str:
    version = _needed(error.msg, line)
    if sys.version_info >= version:
        return error.msg
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    return f"this syntax needs Python {version[0]}.{version[1]} or newer; adlint runs on Python {running}"


def _needed(message: str, line: str) -> tuple[int, int]:
    """The Python that the line is written for, or the first of all if it is a mistake in any."""
    if message.startswith("unterminated"):
        return (3, 0)
    if message.startswith("f-string expression part cannot include"):
        return (3, 12)
    newer = [version for version, syntax in _NEWER if sys.version_info < version and syntax.search(line)]
    return newer[0] if newer else (3, 0)
