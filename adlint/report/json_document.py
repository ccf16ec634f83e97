"""`--output-format json`: one versioned document."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from adlint.finding import Severity
from adlint.report.plain import finding_data

if TYPE_CHECKING:
    from adlint.report.shown import Shown


def json_document(shown: Shown) -> str:
    """The findings and the summary as one JSON object."""
    findings = [finding_data(finding) for finding in shown.findings]
    document = {"version": 1, "findings": findings, "summary": _summary(shown)}
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _summary(shown: Shown) -> dict[str, Any]:
    by_severity = Counter(finding.severity for finding in shown.findings)
    return {
        "files": shown.files,
        "findings": len(shown.findings),
        **{severity.value: by_severity[severity] for severity in Severity},
        **({"fixed": shown.fixed} if shown.fixed else {}),
        "baseline": {"known": shown.known, "stale": shown.stale},
        "notes": list(shown.notes),
    }
