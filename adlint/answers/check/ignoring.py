"""Where an ignore comment can stand, and the text with it."""

from __future__ import annotations

import io
import re
import tokenize
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NEWLINE = re.compile(r"(\r\n|\r|\n)")
_IGNORE = re.compile(r"#\s*adlint:\s*ignore\[([^\]]*)\]")
_OPENS = {number for name, number in vars(tokenize).items() if name in {"FSTRING_START", "TSTRING_START"}}
_CLOSES = {number for name, number in vars(tokenize).items() if name in {"FSTRING_END", "TSTRING_END"}}


class _Layout(Struct, frozen=True):
    """The comments by line, and the lines that no comment can follow."""

    comments: Mapping[int, str]
    closed: frozenset[int]

    def takes_comment(self, line: int) -> bool:
        """Whether the line can end with an ignore: it goes on in no string, and has no other comment."""
        return line not in self.closed and bool(_IGNORE.match(self.comments.get(line, "# adlint: ignore[]")))


def with_ignores(text: str, wanted: Mapping[tuple[int, int], set[str]], reason: str) -> tuple[str, int]:
    """The text with `# adlint: ignore[...] reason` for the codes found in (first, last) lines, and how many.

    The comment ends the first line or joins an ignore there; else it stands above it; else, where a string or
    a backslash forbids both, it ends the last line.
    """
    pieces = _NEWLINE.split(text)
    lines, ends = pieces[::2], [*pieces[1::2], ""]
    layout = _layout("\n".join(lines))
    behind: dict[int, set[str]] = {}
    above: dict[int, set[str]] = {}
    for (first, last), codes in wanted.items() if layout else ():
        place = _place(layout, first, last)
        if place is not None:
            (above if place < 0 else behind).setdefault(abs(place), set()).update(codes)
    newline = next((end for end in ends if end), "\n")
    for number, codes in behind.items():
        lines[number - 1] = _commented(lines[number - 1], codes, reason)
    for number, codes in above.items():
        line = lines[number - 1]
        lines[number - 1] = f"{_indent(line)}{_comment(codes, reason)}{newline}{line}"
    placed = sum(map(len, behind.values())) + sum(map(len, above.values()))
    return "".join(line + end for line, end in zip(lines, ends, strict=True)), placed


def _place(layout: _Layout | None, first: int, last: int) -> int | None:
    """The line to write behind, the negative of the line to write above, or None."""
    if layout is None:
        return None
    if layout.takes_comment(first):
        return first
    if first - 1 not in layout.closed:
        return -first
    return last if layout.takes_comment(last) else None


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _commented(line: str, codes: set[str], reason: str) -> str:
    found = _IGNORE.search(line)
    if found is None:
        return f"{line.rstrip()}  {_comment(codes, reason)}"
    merged = {code.strip() for code in found[1].split(",") if code.strip()} | codes
    return f"{line[: found.start(1)]}{', '.join(sorted(merged))}{line[found.end(1) :]}"


def _comment(codes: set[str], reason: str) -> str:
    return f"# adlint: ignore[{', '.join(sorted(codes))}] {reason}"


def _layout(text: str) -> _Layout | None:
    """None if the text cannot be tokenised."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        return None
    comments = {token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT}
    return _Layout(comments, frozenset(_inside_strings(tokens) | _continued(text, comments)))


def _inside_strings(tokens: Iterable[tokenize.TokenInfo]) -> set[int]:
    """The lines that end within a string."""
    inside: set[int] = set()
    opened: list[int] = []
    for token in tokens:
        if token.type in _OPENS:
            opened.append(token.start[0])
        elif token.type in _CLOSES:
            inside.update(range(opened.pop(), token.end[0]))
        elif token.type == tokenize.STRING:
            inside.update(range(token.start[0], token.end[0]))
    return inside


def _continued(text: str, comments: Mapping[int, str]) -> set[int]:
    """The lines that end with a backslash outside comments."""
    numbered = enumerate(text.split("\n"), 1)
    return {number for number, line in numbered if line.endswith("\\") and number not in comments}
