"""A notebook as the editor holds it: cells in order, each with a text of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from lsprotocol import types
from msgspec import Struct
from msgspec.structs import replace

from adlint.server.buffer import Buffer, edited, opened

SYNC = types.NotebookDocumentSyncOptions(
    [types.NotebookDocumentFilterWithCells([types.NotebookCellLanguage("python")])], save=True
)


class Cell(Struct, frozen=True):
    """A cell, and its text if that is Python."""

    uri: str
    buffer: Buffer | None = None


class Notebook(Struct, frozen=True):
    """An open notebook; every change makes another one."""

    uri: str
    version: int
    cells: tuple[Cell, ...]
    language: str = "python"

    @property
    def text(self) -> str:
        """What nbformat would write of it, as far as adlint reads that."""
        return json.dumps({"cells": [_plain(cell) for cell in self.cells]})

    def number(self, uri: str) -> int | None:
        """The 1-based number of the cell of that URI."""
        return next((number for number, cell in enumerate(self.cells, 1) if cell.uri == uri), None)


def opened_notebook(params: types.DidOpenNotebookDocumentParams) -> Notebook:
    """The notebook that the editor has just opened."""
    texts = {item.uri: opened(item) for item in params.cell_text_documents}
    notebook = params.notebook_document
    return Notebook(notebook.uri, notebook.version, _cells(notebook.cells, texts))


def edited_notebook(
    notebook: Notebook, version: int, change: types.NotebookDocumentChangeEvent, encoding: str
) -> Notebook:
    """The notebook after a change: cells come and go first, then texts change."""
    if change.cells is None:
        return replace(notebook, version=version)
    cells = _structured(notebook.cells, change.cells.structure)
    cells = _of_kinds(cells, change.cells.data or ())
    for one in change.cells.text_content or ():
        cells = tuple(_edited(cell, one, encoding) for cell in cells)
    return replace(notebook, version=version, cells=cells)


def _plain(cell: Cell) -> dict[str, str]:
    """Cells in other languages stay, so that the others keep their numbers."""
    if cell.buffer is None or cell.buffer.language != "python":
        return {"cell_type": "raw", "source": ""}
    return {"cell_type": "code", "source": cell.buffer.text}


def _structured(cells: tuple[Cell, ...], change: types.NotebookDocumentCellChangeStructure | None) -> tuple[Cell, ...]:
    if change is None:
        return cells
    texts = {cell.uri: cell.buffer for cell in cells if cell.buffer is not None}
    texts |= {item.uri: opened(item) for item in change.did_open or ()}
    array = change.array
    added = _cells(array.cells or (), texts)
    return (*cells[: array.start], *added, *cells[array.start + array.delete_count :])


def _of_kinds(cells: tuple[Cell, ...], changed: Sequence[types.NotebookCell]) -> tuple[Cell, ...]:
    markup = {one.document for one in changed if one.kind is types.NotebookCellKind.Markup}
    return tuple(Cell(cell.uri) if cell.uri in markup else cell for cell in cells)


def _edited(cell: Cell, change: types.NotebookDocumentCellContentChanges, encoding: str) -> Cell:
    if cell.buffer is None or cell.uri != change.document.uri:
        return cell
    return replace(cell, buffer=edited(cell.buffer, change.document.version, change.changes, encoding))


def _cells(cells: Sequence[types.NotebookCell], texts: Mapping[str, Buffer]) -> tuple[Cell, ...]:
    code = types.NotebookCellKind.Code
    return tuple(Cell(one.document, texts.get(one.document) if one.kind is code else None) for one in cells)
