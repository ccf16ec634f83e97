"""`--output-format full`: each finding with its source, and the chain of evidence below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adlint.report.excerpt import excerpt
from adlint.report.place import place
from adlint.report.style import Ink, paint, printable
from adlint.report.summary import summary

if TYPE_CHECKING:
    from adlint.finding import Finding, Related
    from adlint.report.shown import Shown


def full(shown: Shown) -> str:
    """Every finding as compilers show it, and the summary."""
    return "".join(finding_text(finding, shown) + "\n" for finding in shown.findings) + summary(shown)


def finding_text(finding: Finding, shown: Shown) -> str:
    """One finding: what and where, the excerpt, the evidence step by step, the fix."""
    width = _gutter(finding)
    within = f" in {printable(finding.function)}" if finding.function else ""
    mark = paint("-->", Ink.BLUE, color=shown.color)
    return "".join(
        (
            _head(finding, color=shown.color),
            f"{' ' * width}{mark} {printable(place(finding))}{within}\n",
            excerpt(finding, shown, width, finding.severity),
            *(_step(step, shown, width) for step in finding.related),
            _fix(finding, shown, width),
        )
    )


def _head(finding: Finding, *, color: bool) -> str:
    severity = paint(f"{finding.severity.value}[{finding.code}]", finding.severity, color=color)
    return f"{severity} {finding.name}: {paint(printable(finding.message), Ink.BOLD, color=color)}\n"


def _step(step: Related, shown: Shown, width: int) -> str:
    mark = paint(":::", Ink.BLUE, color=shown.color)
    where = f"{' ' * width}{mark} {printable(place(step))}: {printable(step.message)}\n"
    return where + excerpt(step, shown, width, Ink.BLUE)


def _fix(finding: Finding, shown: Shown, width: int) -> str:
    if finding.fix is None:
        return ""
    mark = paint("=", Ink.BLUE, color=shown.color)
    return f"{' ' * width} {mark} fix ({finding.fix.applicability.value}): {printable(finding.fix.title)}\n"


def _gutter(finding: Finding) -> int:
    last = max(finding.range.end.line, *(step.range.end.line for step in finding.related), 1)
    return len(str(last))
