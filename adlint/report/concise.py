"""`--output-format concise`: one line a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adlint.report.place import place
from adlint.report.style import paint, printable
from adlint.report.summary import summary

if TYPE_CHECKING:
    from adlint.finding import Finding
    from adlint.report.shown import Shown


def concise(shown: Shown) -> str:
    """`path:line:column: AD101 message` for each finding, and the summary."""
    return "".join(_line(finding, color=shown.color) for finding in shown.findings) + summary(shown)


def _line(finding: Finding, *, color: bool) -> str:
    code = paint(finding.code, finding.severity, color=color)
    return f"{printable(place(finding))}: {code} {printable(finding.message)}\n"
