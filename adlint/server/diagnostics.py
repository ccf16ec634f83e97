"""Findings in the words of the protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types
from msgspec import Struct

from adlint.finding import Finding, Position, Range, Related, Severity
from adlint.source import Source, units

if TYPE_CHECKING:
    from collections.abc import Mapping

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}
_BOM = "\ufeff"


class Places(Struct, frozen=True):
    """Where paths are for the editor: their URIs, their texts as it has them, and how it counts columns."""

    uris: Mapping[str, str]
    sources: Mapping[str, Source]
    encoding: str

    def range(self, path: str, span: Range) -> types.Range:
        """`span` of `path` in the protocol's 0-based lines and code units."""
        return types.Range(self._position(path, span.start), self._position(path, span.end))

    def _position(self, path: str, position: Position) -> types.Position:
        source = self.sources.get(path)
        line = source.line(position.line) if source else ""
        hidden = position.line == 1 and line.startswith(_BOM)
        column = units(line, position.column - 1 + hidden, self.encoding)
        return types.Position(position.line - 1, column)


def diagnostic(finding: Finding, places: Places) -> types.Diagnostic:
    """`finding` with its evidence, at the place where the editor shows it."""
    return types.Diagnostic(
        range=places.range(finding.path, finding.range),
        message=finding.message,
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        source="adlint",
        related_information=[_related(step, places) for step in finding.related if step.path in places.uris],
    )


def _related(step: Related, places: Places) -> types.DiagnosticRelatedInformation:
    location = types.Location(places.uris[step.path], places.range(step.path, step.range))
    return types.DiagnosticRelatedInformation(location, step.message)
