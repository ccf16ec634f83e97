"""`--output-format github`: workflow commands, which GitHub shows beside the changed lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adlint.finding import Severity
from adlint.report.place import place

if TYPE_CHECKING:
    from adlint.finding import Finding
    from adlint.report.shown import Shown

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def github(shown: Shown) -> str:
    """A command for each finding."""
    return "".join(map(_command, shown.findings))


def _command(finding: Finding) -> str:
    properties = {"title": f"adlint ({finding.code})", "file": finding.path, **_lines(finding)}
    head = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    text = f"{place(finding)}: {finding.code} {finding.message}"
    return f"::{_COMMANDS[finding.severity]} {head}::{_text(text)}\n"


def _lines(finding: Finding) -> dict[str, int]:
    """The place; nothing in a notebook, whose cells GitHub does not know, and no columns across lines."""
    start, end = finding.range.start, finding.range.end
    if finding.cell is not None:
        return {}
    if start.line != end.line:
        return {"line": start.line, "endLine": end.line}
    return {"line": start.line, "endLine": end.line, "col": start.column, "endColumn": end.column}


def _text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _text(text).replace(":", "%3A").replace(",", "%2C")
