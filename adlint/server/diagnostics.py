"""Findings in the words of the protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types
from msgspec import Struct

from adlint.finding import Finding, Position, Range, Related, Severity
from adlint.source import Source, units

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adlint.server.notebook import Notebook

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}
_BOM = "\ufeff"


class Places(Struct, frozen=True):
    """Where paths are for the editor: their URIs, their texts as it has them, the notebooks among them that are open,
    and how it counts columns.
    """

    uris: Mapping[str, str]
    sources: Mapping[str, Source]
    notebooks: Mapping[str, Notebook]
    encoding: str

    def uri(self, path: str, cell: int | None = None) -> str | None:
        """What the editor calls a text; None for what it cannot show, such as a cell of a notebook that is not open."""
        if cell is None:
            return self.uris.get(path)
        notebook = self.notebooks.get(path)
        return notebook.cells[cell - 1].uri if notebook and cell <= len(notebook.cells) else None

    def range(self, path: str, span: Range, cell: int | None = None) -> types.Range:
        """`span` of `path` in the protocol's 0-based lines and code units."""
        source = self._source(path, cell)
        return types.Range(self._position(source, span.start), self._position(source, span.end))

    def location(self, path: str, span: Range, cell: int | None = None) -> types.Location | None:
        """The place as the editor can open it."""
        uri = self.uri(path, cell)
        return types.Location(uri, self.range(path, span, cell)) if uri else None

    def _source(self, path: str, cell: int | None) -> Source | None:
        if cell is None:
            return self.sources.get(path)
        buffer = self.notebooks[path].cells[cell - 1].buffer if path in self.notebooks else None
        return Source(path, buffer.text) if buffer else None

    def _position(self, source: Source | None, position: Position) -> types.Position:
        line = source.line(position.line) if source else ""
        hidden = position.line == 1 and line.startswith(_BOM)
        column = units(line, position.column - 1 + hidden, self.encoding)
        return types.Position(position.line - 1, column)


def diagnostic(finding: Finding, places: Places) -> types.Diagnostic:
    """`finding` with its evidence, at the place where the editor shows it."""
    related = (_related(step, places) for step in finding.related)
    return types.Diagnostic(
        range=places.range(finding.path, finding.range, finding.cell),
        message=finding.message,
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        source="adlint",
        related_information=[step for step in related if step],
    )


def _related(step: Related, places: Places) -> types.DiagnosticRelatedInformation | None:
    location = places.location(step.path, step.range, step.cell)
    return types.DiagnosticRelatedInformation(location, step.message) if location else None
