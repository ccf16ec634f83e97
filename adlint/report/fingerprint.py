"""What a finding is called from one version of a file to the next."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from adlint.report.place import text_line
from adlint.settings import project_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from adlint.finding import Finding
    from adlint.settings import Settings
    from adlint.source import Source


def fingerprint(finding: Finding, sources: Mapping[str, Source], settings: Settings) -> str:
    """A hash of rule, path in the project, function and source line without layout: no line numbers."""
    line = text_line(sources, finding, finding.range.start.line) or ""
    path = project_path(settings, finding.path)
    parts = (finding.code, path, finding.function, " ".join(line.split()))
    return sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:32]


def unknown(
    findings: Iterable[Finding],
    sources: Mapping[str, Source],
    settings: Settings,
    entries: Iterable[Mapping[str, Any]],
) -> tuple[Finding, ...]:
    """The findings that the entries of a baseline do not account for."""
    left = Counter({entry["fingerprint"]: entry["count"] for entry in entries})
    rows = numbered(findings, sources, settings)
    return tuple(finding for finding, print_, occurrence in rows if occurrence > left[print_])


def numbered(
    findings: Iterable[Finding], sources: Mapping[str, Source], settings: Settings
) -> list[tuple[Finding, str, int]]:
    """(finding, fingerprint, how many with this fingerprint came up to here, itself included)."""
    seen: Counter[str] = Counter()
    rows = []
    for finding in findings:
        print_ = fingerprint(finding, sources, settings)
        seen[print_] += 1
        rows.append((finding, print_, seen[print_]))
    return rows
