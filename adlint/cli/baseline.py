"""Known findings: a file of fingerprints, which survive edits elsewhere in a file."""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from adlint.cli.failure import Failure
from adlint.project.baseline import VERSION, read_baseline
from adlint.report.fingerprint import numbered, unknown
from adlint.report.summary import count
from adlint.settings import project_path

if TYPE_CHECKING:
    from adlint.answers.document import Report
    from adlint.finding import Finding
    from adlint.project.baseline import Entries
    from adlint.settings import Settings


def write(file: str, report: Report, settings: Settings) -> str:
    """Record all findings of the report, and the tapes of its entries; a sentence that says so."""
    text = json.dumps(baseline_data(report, settings), indent=2) + "\n"
    try:
        with open(file, "w", encoding="utf-8") as target:
            target.write(text)
    except OSError as error:
        raise Failure(f"{file}: cannot be written: {error.strerror}") from error
    tapes = f" and {count(len(report.tapes), 'tape')}" if report.tapes else ""
    return f"wrote {count(len(report.findings), 'finding')}{tapes} to {file}"


def held_back(
    file: str, report: Report, settings: Settings, checked: frozenset[str]
) -> tuple[tuple[Finding, ...], int, int]:
    """The findings that the baseline does not know, how many it knows, how many of its entries are stale."""
    entries = _entries(file)
    new = unknown(report.findings, report.sources, settings, entries)
    return new, len(report.findings) - len(new), _stale(entries, report, settings, checked)


def baseline_data(report: Report, settings: Settings) -> dict[str, Any]:
    """The baseline that knows every finding of the report, sorted so that it changes little."""
    rows = numbered(report.findings, report.sources, settings)
    entries = {print_: _entry(finding, print_, n, settings) for finding, print_, n in rows}
    ordered = sorted(entries.values(), key=lambda e: (e["path"], e["code"], e["function"], e["fingerprint"]))
    tapes = [asdict(tape) for tape in report.tapes]
    return {"version": VERSION, "findings": ordered, **({"tapes": tapes} if tapes else {})}


def _entry(finding: Finding, fingerprint: str, occurrences: int, settings: Settings) -> dict[str, Any]:
    return {
        "code": finding.code,
        "path": project_path(settings, finding.path),
        "function": finding.function,
        "fingerprint": fingerprint,
        "count": occurrences,
    }


def _stale(entries: Entries, report: Report, settings: Settings, checked: frozenset[str]) -> int:
    """Entries for more findings than there are, in files that were checked or are gone."""
    paths = {project_path(settings, path) for path in checked}
    found = Counter(print_ for _, print_, _ in numbered(report.findings, report.sources, settings))
    return sum(
        entry["count"] > found[entry["fingerprint"]]
        and (entry["path"] in paths or not os.path.exists(os.path.join(settings.root, entry["path"])))
        for entry in entries
    )


def _entries(file: str) -> Entries:
    entries = read_baseline(file)
    if isinstance(entries, str):
        raise Failure(entries)
    return entries
