"""`--output-format gitlab`: a Code Quality report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from adlint.finding import Severity
from adlint.report.fingerprint import numbered
from adlint.report.place import place

if TYPE_CHECKING:
    from adlint.finding import Finding
    from adlint.report.shown import Shown

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def gitlab(shown: Shown) -> str:
    """A JSON array of issues; fingerprints differ within a report."""
    rows = numbered(shown.findings, shown.sources, shown.settings)
    issues = [_issue(finding, f"{print_}-{occurrence}") for finding, print_, occurrence in rows]
    return json.dumps(issues, indent=2) + "\n"


def _issue(finding: Finding, fingerprint: str) -> dict[str, Any]:
    cell = "" if finding.cell is None else f"{place(finding)}: "
    return {
        "check_name": finding.code,
        "description": f"{finding.code} {finding.name}: {cell}{finding.message}",
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": finding.path,
            "lines": {"begin": finding.range.start.line, "end": finding.range.end.line},
        },
    }
