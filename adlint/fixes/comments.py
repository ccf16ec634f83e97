"""Directives: ignores that are of no use taken away, and calls that a comment decides decided the other way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adlint.directives import Directive, directives
from adlint.fixes.change import Change
from adlint.source import Source, with_ends

if TYPE_CHECKING:
    from adlint.finding import Repair


def without_ignore(text: str, repair: Repair) -> Change | None:
    """The ignore that ends at a place without the code `options` ("" for all), which suppresses nothing."""
    (code,) = repair.options
    source = Source("", text)
    line, end = repair.span[0], repair.span[3]
    for one in directives(source):
        if one.kind in ("ignore", "ignore-file") and (one.line, one.end) == (line, end):
            left = tuple(other for other in one.codes if other != code)
            title = f"Remove the ignore of {code}, which suppresses nothing" if code else "Remove the ignore"
            return Change(_without(source, one) if not left else _listing(source, one, left), title, is_safe=True)
    return None


def other_directive(text: str, repair: Repair) -> Change | None:
    """The directive over the statement at a place turned: `joint` for `split`, `split` for `joint`."""
    (said,) = repair.options
    other = "split" if said == "joint" else "joint"
    source = Source("", text)
    for one in directives(source):
        if one.kind == said and one.target == repair.span[0]:
            comment = source.line(one.line)[one.start :].replace(said, other, 1)
            changed = _with_line(source, one.line, source.line(one.line)[: one.start] + comment)
            return Change(changed, f"Say `# adlint: {other}` in the place of `{said}`", is_safe=True)
    return None


def without_directive(text: str, line: int, kind: str) -> Change | None:
    """The directive of that kind over a line taken away."""
    source = Source("", text)
    for one in directives(source):
        if one.kind == kind and one.target == line:
            return Change(_without(source, one), f"Take `# adlint: {kind}` away", is_safe=True)
    return None


def _without(source: Source, one: Directive) -> str:
    """The text without a directive; with its line, if nothing else stands there."""
    line = source.line(one.line)
    more = line[one.start + 1 :].find("#")
    rest = line[: one.start] + line[one.start + 1 + more :] if more >= 0 else line[: one.start].rstrip()
    if rest.strip():
        return _with_line(source, one.line, rest)
    all_lines = with_ends(source.text)
    return "".join(all_lines[: one.line - 1] + all_lines[one.line :])


def _listing(source: Source, one: Directive, codes: tuple[str, ...]) -> str:
    line = source.line(one.line)
    start, end = line.index("[", one.start) + 1, line.index("]", one.start)
    return _with_line(source, one.line, f"{line[:start]}{', '.join(codes)}{line[end:]}")


def _with_line(source: Source, number: int, line: str) -> str:
    """The text with another line in the place of one, which keeps its end."""
    all_lines = with_ends(source.text)
    end = all_lines[number - 1][len(source.line(number)) :]
    all_lines[number - 1] = line + end
    return "".join(all_lines)
