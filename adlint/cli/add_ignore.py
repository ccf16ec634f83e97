"""`adlint check --add-ignore REASON`: accept what is found, line by line, in the source."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from adlint.answers.check.ignoring import with_ignores
from adlint.cli.failure import Failure
from adlint.cli.sources import decoded, write
from adlint.cli.streams import complain, put
from adlint.report.summary import count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adlint.answers.document import Document
    from adlint.finding import Finding
    from adlint.report.shown import Shown

_ABOUT_THE_TEXT = frozenset({"AD901", "AD902", "AD905"})  # syntax-error, unused-ignore, bad-directive


def add_ignores(shown: Shown, documents: Sequence[Document], reason: str) -> int:
    """Write the comments; 2 if a finding could not be given one."""
    wanted = _wanted(shown.findings)
    places = {document.path: document for document in documents}
    added = sum(_edit(places[path], lines, reason) for path, lines in wanted.items() if path in places)
    rest = len({(f.path, f.cell, *_lines(f), f.code) for f in shown.findings}) - added
    put(f"Added ignores for {count(added, 'finding')}.\n")
    if rest:
        complain(f"{count(rest, 'finding')} left: syntax errors, directives and notebooks are not edited")
    return 2 if rest else 0


def _lines(finding: Finding) -> tuple[int, int]:
    return finding.range.start.line, finding.range.end.line


def _wanted(findings: Sequence[Finding]) -> Mapping[str, Mapping[tuple[int, int], set[str]]]:
    wanted: dict[str, dict[tuple[int, int], set[str]]] = defaultdict(lambda: defaultdict(set))
    for finding in findings:
        if finding.code not in _ABOUT_THE_TEXT and finding.cell is None:
            wanted[finding.path][_lines(finding)].add(finding.code)
    return wanted


def _edit(document: Document, wanted: Mapping[tuple[int, int], set[str]], reason: str) -> int:
    """How many findings, by lines and code, the file now ignores that it did not before."""
    if isinstance(document.content, str):
        return 0
    try:
        text, placed = with_ignores(decoded(document), wanted, reason)
        write(document, text)
    except Failure as failure:
        complain(str(failure))
        return 0
    return placed
