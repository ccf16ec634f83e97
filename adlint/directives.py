"""`# adlint:` comments: what they say, where, and which of them say nothing that is known."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from adlint.source import Source

_COMMENT = re.compile(r"#\s*adlint:\s*(.*?)\s*$")
_LAST = re.compile(r"#\s*adlint:[^#]*$")
_IGNORE = re.compile(r"(ignore-file|ignore)\b(?:\s*\[([^\]]*)\])?")
_REGION = re.compile(r"(checkpoint-start|checkpoint-end)\s+([\w.-]+)")
_PLAIN = re.compile(r"(split|joint)\s*(?:$|[^\w-])")
_CALL = re.compile(r"call\((.*)\)")
_LAYOUT = (tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT)
KNOWN = (
    "ignore[CODE]",
    "ignore-file",
    "checkpoint-start NAME",
    "checkpoint-end NAME",
    "split",
    "joint",
    "call(...)",
)


class Directive(Struct, frozen=True):
    """One comment. `line` is where it stands and `target` the line that it speaks of (1-based); columns are
    0-based characters. `kind` is the first word, or "" if it is not understood. `statement` is the column of
    the statement that it stands behind, or its own if it stands alone.
    """

    kind: str
    line: int
    start: int
    end: int
    target: int
    codes: tuple[str, ...] = ()
    argument: str = ""
    statement: int = 0


def directives(source: Source) -> tuple[Directive, ...]:
    """The directives of a text, in order."""
    if "adlint:" not in source.text:
        return ()
    found = []
    comments, statements = _comments(source)
    for line, column, comment in comments:
        said = _COMMENT.match(comment)
        if said:
            before = source.line(line)[:column]
            target = line if before.strip() else _next_code(source, line)
            statement = statements.get(line, len(before) - len(before.lstrip()))
            parsed = _parse(said[1], line, column, column + len(comment.rstrip()), target)
            found.append(replace(parsed, statement=statement))
    return tuple(found)


def _comments(source: Source) -> tuple[list[tuple[int, int, str]], dict[int, int]]:
    """The comments that mention adlint, and the columns of the last statements that begin on each line.

    Both by the tokenizer; where it fails, the last `# adlint:` of a line is a comment.
    """
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO("\n".join(source.lines)).readline))
    except (tokenize.TokenError, SyntaxError):
        found = [(number, _LAST.search(line)) for number, line in enumerate(source.lines, 1)]
        return [(number, said.start(), said[0]) for number, said in found if said], {}
    comments = [(*t.start, t.string) for t in tokens if t.type == tokenize.COMMENT and "adlint:" in t.string]
    return comments, _statements(tokens)


def _statements(tokens: Iterable[tokenize.TokenInfo]) -> dict[int, int]:
    columns: dict[int, int] = {}
    begins = True
    for token in tokens:
        if token.type == tokenize.NEWLINE or token.exact_type == tokenize.SEMI:
            begins = True
        elif begins and token.type not in _LAYOUT:
            columns[token.start[0]] = token.start[1]
            begins = False
    return columns


def _next_code(source: Source, line: int) -> int:
    """The next line that holds code; at the end of the text, the line itself."""
    for number in range(line + 1, len(source.lines) + 1):
        text = source.line(number).strip()
        if text and not text.startswith("#"):
            return number
    return line


def _parse(text: str, line: int, start: int, end: int, target: int) -> Directive:
    if ignore := _IGNORE.match(text):
        codes = tuple(code.strip() for code in (ignore[2] or "").split(",") if code.strip())
        return Directive(ignore[1], line, start, end, target, codes, text[ignore.end() :].strip())
    for pattern in (_REGION, _CALL, _PLAIN):
        if said := pattern.match(text):
            kind = "call" if pattern is _CALL else said[1]
            return Directive(kind, line, start, end, target, (), said[said.lastindex or 0])
    return Directive("", line, start, end, target, (), text)
