"""The last lines of a report for people, and the table of `--statistics`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from adlint.finding import Severity

if TYPE_CHECKING:
    from adlint.report.shown import Shown

_SEVERITIES = ((Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.INFO, "info"))


def summary(shown: Shown) -> str:
    """How many findings there are, in how many files, and what else is worth knowing of the run."""
    files = count(shown.files, "file")
    clean = f"All checks passed: no findings in {files}" if shown.files else "Nothing was checked: no files"
    head = f"Found {_found(shown)} in {files}" if shown.findings else clean
    return "; ".join((head, *_fixes(shown), *_baseline(shown), *shown.notes)) + ".\n"


def statistics(shown: Shown) -> str:
    """A line for each rule: count, code, name; the most frequent first."""
    rows = totals(shown)
    width = max((len(str(number)) for _, _, number in rows), default=0)
    return "".join(f"{number:>{width}}  {code}  {name}\n" for code, name, number in rows)


def totals(shown: Shown) -> list[tuple[str, str, int]]:
    """(code, name, count) of each rule that found something, the most frequent first."""
    found = Counter((finding.code, finding.name) for finding in shown.findings)
    return sorted(((code, name, n) for (code, name), n in found.items()), key=lambda row: (-row[2], row[0]))


def count(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _found(shown: Shown) -> str:
    by_severity = Counter(finding.severity for finding in shown.findings)
    parts = ", ".join(count(by_severity[s], noun) for s, noun in _SEVERITIES if by_severity[s])
    return f"{count(len(shown.findings), 'finding')} ({parts})"


def _fixes(shown: Shown) -> tuple[str, ...]:
    fixed = f"fixed {count(shown.fixed, 'finding')}"
    hidden = f"{shown.hidden} more by --unsafe-fixes"
    return (*((fixed,) if shown.fixed else ()), *((hidden,) if shown.hidden else ()))


def _baseline(shown: Shown) -> tuple[str, ...]:
    known = f"{count(shown.known, 'finding')} held back by the baseline"
    entries = "1 entry" if shown.stale == 1 else f"{shown.stale} entries"
    stale = f"{entries} of the baseline out of date"
    return (*((known,) if shown.known else ()), *((stale,) if shown.stale else ()))
