"""Known findings: a file of fingerprints, which survive edits elsewhere in a file."""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import TYPE_CHECKING, Any

from adlint.cli.failure import Failure
from adlint.report.fingerprint import numbered
from adlint.report.summary import count
from adlint.settings import project_path

if TYPE_CHECKING:
    from adlint.document import Report
    from adlint.finding import Finding
    from adlint.settings import Settings

_VERSION = 1


def write(file: str, report: Report, settings: Settings) -> str:
    """Record all findings of the report; a sentence that says so."""
    text = json.dumps(baseline_data(report, settings), indent=2) + "\n"
    try:
        with open(file, "w", encoding="utf-8") as target:
            target.write(text)
    except OSError as error:
        raise Failure(f"{file}: cannot be written: {error.strerror}") from error
    return f"wrote {count(len(report.findings), 'finding')} to {file}"


def held_back(
    file: str, report: Report, settings: Settings, checked: frozenset[str]
) -> tuple[tuple[Finding, ...], int, int]:
    """The findings that the baseline does not know, how many it knows, how many of its entries are stale."""
    entries = _entries(file)
    left = Counter({entry["fingerprint"]: entry["count"] for entry in entries})
    new = []
    for finding, print_, occurrence in numbered(report.findings, report.sources, settings):
        if occurrence > left[print_]:
            new.append(finding)
    known = len(report.findings) - len(new)
    return tuple(new), known, _stale(entries, report, settings, checked)


def baseline_data(report: Report, settings: Settings) -> dict[str, Any]:
    """The baseline that knows every finding of the report, sorted so that it changes little."""
    rows = numbered(report.findings, report.sources, settings)
    entries = {print_: _entry(finding, print_, n, settings) for finding, print_, n in rows}
    ordered = sorted(entries.values(), key=lambda e: (e["path"], e["code"], e["function"], e["fingerprint"]))
    return {"version": _VERSION, "findings": ordered}


def _entry(finding: Finding, fingerprint: str, occurrences: int, settings: Settings) -> dict[str, Any]:
    return {
        "code": finding.code,
        "path": project_path(settings, finding.path),
        "function": finding.function,
        "fingerprint": fingerprint,
        "count": occurrences,
    }


def _stale(entries: list[dict[str, Any]], report: Report, settings: Settings, checked: frozenset[str]) -> int:
    """Entries for more findings than there are, in files that were checked or are gone."""
    paths = {project_path(settings, path) for path in checked}
    found = Counter(print_ for _, print_, _ in numbered(report.findings, report.sources, settings))
    return sum(
        entry["count"] > found[entry["fingerprint"]]
        and (entry["path"] in paths or not os.path.exists(os.path.join(settings.root, entry["path"])))
        for entry in entries
    )


def _entries(file: str) -> list[dict[str, Any]]:
    try:
        with open(file, encoding="utf-8") as source:
            data = json.load(source)
    except OSError as error:
        raise Failure(f"{file}: the baseline cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise Failure(f"{file}: the baseline is not valid JSON: {error}") from error
    if not isinstance(data, dict) or data.get("version") != _VERSION or not _is_valid(data.get("findings")):
        raise Failure(f"{file}: not a baseline of version {_VERSION}; write it again with --write-baseline")
    entries: list[dict[str, Any]] = data["findings"]
    return entries


def _is_valid(entries: object) -> bool:
    shape = {"path": str, "fingerprint": str, "count": int}
    return isinstance(entries, list) and all(
        isinstance(entry, dict) and all(isinstance(entry.get(key), kind) for key, kind in shape.items())
        for entry in entries
    )
