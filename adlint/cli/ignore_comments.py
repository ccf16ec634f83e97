"""Where an ignore comment can stand, and the text with it."""

from __future__ import annotations

import io
import re
import tokenize
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NEWLINE = re.compile(r"(\r\n|\r|\n)")
_IGNORE = re.compile(r"#\s*adlint:\s*ignore\[([^\]]*)\]")
_LAYOUT = {tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT}
_OPENS = {number for name, number in vars(tokenize).items() if name in {"FSTRING_START", "TSTRING_START"}}
_CLOSES = {number for name, number in vars(tokenize).items() if name in {"FSTRING_END", "TSTRING_END"}}


@dataclass(frozen=True, slots=True)
class _Layout:
    """By line: the first line of its statement, and whether a comment cannot follow it."""

    statement: Mapping[int, int]
    closed: frozenset[int]


def with_ignores(text: str, wanted: Mapping[int, set[str]], reason: str) -> str | None:
    """The text with `# adlint: ignore[...] reason` for each line's codes; None if it cannot be tokenised.

    The comment ends its line, joins one that is there, or, where a string or a backslash goes on to the next
    line, stands above the statement.
    """
    pieces = _NEWLINE.split(text)
    lines, ends = pieces[::2], [*pieces[1::2], ""]
    layout = _layout("\n".join(lines))
    if layout is None:
        return None
    above: dict[int, set[str]] = {}
    for number, codes in wanted.items():
        if number in layout.closed:
            above.setdefault(layout.statement[number], set()).update(codes)
        else:
            lines[number - 1] = _commented(lines[number - 1], codes, reason)
    newline = next((end for end in ends if end), "\n")
    heads = {number: _comment(codes, reason) + newline for number, codes in above.items()}
    return "".join(
        _indented(heads.get(number), line) + line + end
        for number, (line, end) in enumerate(zip(lines, ends, strict=True), 1)
    )


def _indented(head: str | None, line: str) -> str:
    return "" if head is None else line[: len(line) - len(line.lstrip())] + head


def _commented(line: str, codes: set[str], reason: str) -> str:
    found = _IGNORE.search(line)
    if found is None:
        return f"{line.rstrip()}  {_comment(codes, reason)}"
    merged = {code.strip() for code in found[1].split(",") if code.strip()} | codes
    return f"{line[: found.start(1)]}{', '.join(sorted(merged))}{line[found.end(1) :]}"


def _comment(codes: set[str], reason: str) -> str:
    return f"# adlint: ignore[{', '.join(sorted(codes))}] {reason}"


def _layout(text: str) -> _Layout | None:
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        return None
    closed = _inside_strings(tokens) | _continued(text, tokens)
    return _Layout(_statements(tokens), frozenset(closed))


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


def _continued(text: str, tokens: Iterable[tokenize.TokenInfo]) -> set[int]:
    """The lines that end with a backslash outside comments."""
    comments = {token.start[0] for token in tokens if token.type == tokenize.COMMENT}
    numbered = enumerate(text.split("\n"), 1)
    return {number for number, line in numbered if line.endswith("\\") and number not in comments}


def _statements(tokens: Iterable[tokenize.TokenInfo]) -> dict[int, int]:
    """The first line of the logical line that each line belongs to."""
    first: int | None = None
    statement: dict[int, int] = {}
    for token in tokens:
        if first is None and token.type not in _LAYOUT:
            first = token.start[0]
        if token.type == tokenize.NEWLINE and first is not None:
            statement.update((number, first) for number in range(first, token.end[0] + 1))
            first = None
    return statement
