"""What is blanked around a syntax error, so that the rest of a text parses and lines keep their numbers."""

from __future__ import annotations

import re
import sys

_DEFINITION = re.compile(r"([ \t]*)(?:async[ \t]+def|def|class)\b")
_CLASS = re.compile(r"[ \t]*class\b")
_INDENT = re.compile(r"[ \t]*")
_WORD = re.compile(r"\w*")
_ON_LINE = re.compile(r"on line (\d+)$")
_NOTHING = "0"  # a statement that does nothing, and is no longer than what it replaces
# what the header of a block becomes, so that its body and the parts behind it stay what they are
_HEADERS = dict.fromkeys(("if", "for", "while", "with", "async"), "if _:") | {
    "elif": "elif _:",
    "else": "else:",
    "try": "if _:",
    "except": "except:",
    "finally": "finally:",
}


def cause(lines: list[str], line: int, message: str) -> int:
    """The 1-based line to mend for an error that Python reports at `line`."""
    if message.startswith("expected an indented block") and (found := _ON_LINE.search(message)):
        return int(found[1])
    if message.startswith("expected 'except' or 'finally'"):
        return _open_try(lines, line)
    above = next((n for n in range(min(line, len(lines)) - 1, 0, -1) if lines[n - 1].strip()), line)
    decorates = lines[above - 1].lstrip().startswith("@") and line <= len(lines)
    return above if decorates and not _begins_definition(lines[line - 1]) else line


def blank(lines: list[str], line: int) -> bool:
    """Blank the innermost function around `line`, or else the line; False if nothing is left to blank."""
    number = _last_text(lines, min(line, len(lines)) - 1)
    start = _definition(lines, number)
    in_class = start is not None and start != number and _CLASS.match(lines[start]) is not None
    if (start is None or in_class) and _blank_line(lines, number):
        return True
    if start is None:
        return False
    _blank_definition(lines, start, line)
    return True


def _begins_definition(line: str) -> bool:
    return _DEFINITION.match(line) is not None or line.lstrip().startswith(("@", "#")) or not line.strip()


def _open_try(lines: list[str], line: int) -> int:
    """The last `try` above `line` that has no handler."""
    closed: set[int] = set()
    for number in range(min(line, len(lines)), 0, -1):
        word, width = _word(lines[number - 1]), _width(lines[number - 1])
        if word in ("except", "finally"):
            closed.add(width)
        elif word == "try" and width not in closed:
            return number
        elif word == "try":
            closed.discard(width)
    return line


def _last_text(lines: list[str], number: int) -> int:
    """The last line at or above `number` that holds anything."""
    return next((n for n in range(number, -1, -1) if lines[n].strip()), number)


def _blank_line(lines: list[str], number: int) -> bool:
    """Put less in the place of a line: a neutral header, a statement that does nothing, nothing."""
    text = lines[number].strip()
    header = _HEADERS.get(_word(lines[number]), _NOTHING)
    if text in (header, _NOTHING) or len(text) < len(header) - 1:
        header = "" if text == _NOTHING else _NOTHING
    lines[number] = (_indent(lines[number]) + header).rstrip()
    return bool(text)


def _blank_definition(lines: list[str], start: int, line: int) -> None:
    """Blank a definition with its decorators; it holds at least the lines up to the 1-based `line`."""
    width, indent = _width(lines[start]), _indent(lines[start])
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or _width(lines[end]) > width or end < line):
        end += 1
    lines[start:end] = [indent + _NOTHING] + [""] * (end - start - 1)
    while start and lines[start - 1].lstrip().startswith("@") and _width(lines[start - 1]) == width:
        start -= 1
        lines[start] = ""


def _definition(lines: list[str], line: int) -> int | None:
    """The line of the innermost definition whose decorator, header or body holds `line` (0-based)."""
    if _DEFINITION.match(lines[line]):
        return line
    limit = _width(lines[line]) if lines[line].strip() else sys.maxsize
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


def _word(line: str) -> str:
    return _WORD.match(line.lstrip())[0]  # type: ignore[index]


def _indent(line: str) -> str:
    return _INDENT.match(line)[0]  # type: ignore[index]


def _width(line: str) -> int:
    return len(_indent(line).expandtabs(8))
