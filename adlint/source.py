"""Source text: decoding, lines, and the only place where byte, character and UTF-16 columns meet."""

from __future__ import annotations

import codecs
import json
import re
from functools import cached_property
from itertools import pairwise

from msgspec import Struct

_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
NEWLINE = re.compile(r"\r\n|\r|\n")
_MAGIC = re.compile(r"^(\s*)([%!].*|.*\?)$", re.MULTILINE)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Unreadable(Struct, frozen=True):
    """Why a file holds no Python text, and the 1-based line where it stops being one."""

    path: str
    line: int
    message: str


class Source(Struct, frozen=True, dict=True):
    """A text to analyse. `cells` holds (first line, cell number), both 1-based, of a notebook's code cells."""

    path: str
    text: str
    cells: tuple[tuple[int, int], ...] = ()

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines as Python's tokenizer counts them: ended by LF, CR or CRLF and by nothing else."""
        return tuple(NEWLINE.split(self.text))

    def line(self, number: int) -> str:
        """Line `number` (1-based) without its end; "" past the end of the text."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def character(self, line: int, byte_column: int) -> int:
        """The 0-based character column of a 0-based UTF-8 byte column, as `ast` gives them."""
        text = self.line(line)
        return (
            byte_column
            if text.isascii()
            else len(text.encode("utf-8", "replace")[:byte_column].decode("utf-8", "ignore"))
        )

    def cell(self, line: int) -> tuple[int | None, int]:
        """The 1-based cell that holds `line` and the line's number in it; (None, line) outside notebooks."""
        found: tuple[int | None, int] = (None, line)
        for first, number in self.cells:
            if line < first:
                break
            found = (number, line - first + 1)
        return found


def with_ends(text: str) -> list[str]:
    """The lines of a text with their ends; the last one has none."""
    ends = [0, *(end.end() for end in NEWLINE.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(ends)]


def units(line: str, column: int, encoding: str) -> int:
    """The 0-based column in code units of `encoding` (utf-8, utf-16, utf-32) of a 0-based character column, which may
    lie behind the end of the line.
    """
    if line.isascii():
        return column
    return sum(_width(c, encoding) for c in line[:column]) + max(column - len(line), 0)


def characters(line: str, column: int, encoding: str) -> int:
    """The 0-based character column of a 0-based column in code units; past the end, the end of the line."""
    if line.isascii():
        return min(column, len(line))
    used = 0
    for index, character in enumerate(line):
        used += _width(character, encoding)
        if used > column:
            return index
    return len(line)


def offset(text: str, line: int, column: int, encoding: str) -> int:
    """The index in `text` of a 0-based line and column in code units; past an end, that end."""
    start = 0
    for _ in range(line):
        newline = NEWLINE.search(text, start)
        if newline is None:
            return len(text)
        start = newline.end()
    end = NEWLINE.search(text, start)
    return start + characters(text[start : end.start() if end else len(text)], column, encoding)


def _width(character: str, encoding: str) -> int:
    point = ord(character)
    if encoding == "utf-16":
        return 1 + (point > 0xFFFF)
    return 1 if encoding == "utf-32" else 1 + (point > 0x7F) + (point > 0x7FF) + (point > 0xFFFF)


def read(path: str, content: bytes | str) -> Source | Unreadable:
    """The source in `content`, decoded as Python does (BOM, coding cookie, UTF-8), or why there is none."""
    text = content if isinstance(content, str) else _decode(path, content)
    if isinstance(text, Unreadable):
        return text
    text = text.removeprefix("\ufeff")
    if path.endswith(".ipynb"):
        return _notebook(path, text)
    if "\0" in text:
        return Unreadable(
            path,
            _line_of(text, text.index("\0")),
            "the file contains a NUL byte, which Python does not accept",
        )
    return Source(path, text)


def _decode(path: str, raw: bytes) -> str | Unreadable:
    if raw.startswith(_UTF16):
        return Unreadable(path, 1, "the file is UTF-16, which Python does not accept: save it as UTF-8")
    encoding = _encoding(raw)
    try:
        return raw.decode(encoding)
    except LookupError:
        return Unreadable(path, 1, f"unknown encoding {encoding!r} in the coding cookie")
    except UnicodeDecodeError as error:
        line = len(re.findall(rb"\r\n|\r|\n", raw[: error.start])) + 1
        hint = (
            "; declare its encoding in the first line, e.g. `# -*- coding: latin-1 -*-`"
            if encoding.startswith("utf-8")
            else ""
        )
        return Unreadable(
            path, line, f"byte {raw[error.start]:#04x} is not valid {encoding.removesuffix('-sig')}{hint}"
        )


def _encoding(raw: bytes) -> str:
    if raw.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    for line in raw.split(b"\n", 2)[:2]:
        if cookie := _COOKIE.match(line):
            return cookie[1].decode("ascii")
        if line.strip() and not line.lstrip().startswith(b"#"):
            break
    return "utf-8"


def _line_of(text: str, index: int) -> int:
    return len(NEWLINE.findall(text, 0, index)) + 1


def _notebook(path: str, text: str) -> Source | Unreadable:
    """A notebook's code cells as one text; magics and shell lines become comments, so that lines stay."""
    try:
        cells = json.loads(text)["cells"]
        codes = [
            (number, "".join(cell["source"])) for number, cell in enumerate(cells, 1) if cell["cell_type"] == "code"
        ]
    except json.JSONDecodeError as error:
        return Unreadable(path, error.lineno, f"the notebook is not valid JSON: {error.msg}")
    except (KeyError, TypeError):
        return Unreadable(path, 1, "the notebook has no list of cells (nbformat 4 is read)")
    pieces: list[str] = []
    starts: list[tuple[int, int]] = []
    first = 1
    for number, code in codes:
        starts.append((first, number))
        plain = "#" + code if code.startswith("%%") else _MAGIC.sub(r"\1pass  # \2", code)
        if code.startswith("%%"):
            plain = "\n".join("#" + line for line in code.split("\n"))
        pieces.append(plain + "\n")
        first += len(NEWLINE.findall(pieces[-1]))
    return Source(path, "".join(pieces), tuple(starts))
