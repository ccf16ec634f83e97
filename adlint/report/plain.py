"""Findings as plain data, as the JSON contract has them, and back."""

from __future__ import annotations

from typing import Any

from adlint.finding import Applicability, Edit, Finding, Fix, Position, Range, Related, Severity


def finding_data(finding: Finding) -> dict[str, Any]:
    """The finding as an object of `check --output-format json`."""
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "path": finding.path,
        **_cell(finding.cell),
        "range": range_data(finding.range),
        "function": finding.function,
        "related": [_related_data(step) for step in finding.related],
        "fix": None if finding.fix is None else _fix_data(finding.fix),
        "data": dict(finding.data),
    }


def range_data(span: Range) -> dict[str, Any]:
    """The range as an object."""
    return {"start": _position_data(span.start), "end": _position_data(span.end)}


def finding_of(data: dict[str, Any]) -> Finding:
    """The finding that the object was made from; KeyError, TypeError or ValueError if there is none."""
    return Finding(
        data["code"],
        data["name"],
        Severity(data["severity"]),
        data["message"],
        data["path"],
        _range_of(data["range"]),
        data["function"],
        tuple(_related_of(step) for step in data["related"]),
        None if data["fix"] is None else _fix_of(data["fix"]),
        tuple(data["data"].items()),
        data.get("cell"),
    )


def _position_data(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column}


def _cell(cell: int | None) -> dict[str, int]:
    return {} if cell is None else {"cell": cell}


def _related_data(step: Related) -> dict[str, Any]:
    return {"path": step.path, **_cell(step.cell), "range": range_data(step.range), "message": step.message}


def _fix_data(fix: Fix) -> dict[str, Any]:
    edits = [{"path": e.path, "range": range_data(e.range), "text": e.text} for e in fix.edits]
    return {"title": fix.title, "applicability": fix.applicability.value, "edits": edits}


def _range_of(data: dict[str, Any]) -> Range:
    return Range(*(Position(data[side]["line"], data[side]["column"]) for side in ("start", "end")))


def _related_of(data: dict[str, Any]) -> Related:
    return Related(data["path"], _range_of(data["range"]), data["message"], data.get("cell"))


def _fix_of(data: dict[str, Any]) -> Fix:
    edits = tuple(Edit(e["path"], _range_of(e["range"]), e["text"]) for e in data["edits"])
    return Fix(data["title"], Applicability(data["applicability"]), edits)
