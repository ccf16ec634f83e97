"""What the editor tells of texts: they are opened, changed and closed, alone or as cells of notebooks."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from lsprotocol import types

from adlint.server.buffer import Buffer, edited, opened
from adlint.server.notebook import Notebook, edited_notebook, opened_notebook

if TYPE_CHECKING:
    from collections.abc import Callable

    from adlint.server.server import Server

_logger = logging.getLogger(__name__)


def listen(ls: Server) -> None:
    """In place of what pygls does: its documents split lines wrongly."""
    for method, told in _TOLD.items():
        ls.protocol.fm.add_builtin_feature(method, lambda params, told=told: told(ls, params))


def did_open(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    """A document's text is the editor's from now on."""
    ls.update(ls.state.put(opened(params.text_document)))


def did_change(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    """An open document has another text."""
    uri, version = params.text_document.uri, params.text_document.version
    buffer = ls.state.buffers.get(uri)
    if not isinstance(buffer, Buffer):
        _logger.warning("ignored a change of %s, which is not open", uri)
        return
    ls.update(ls.state.put(edited(buffer, version, params.content_changes, ls.state.encoding)))


def did_close(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    """A document's text is the disk's again."""
    ls.close(params.text_document.uri)


def did_open_notebook(ls: Server, params: types.DidOpenNotebookDocumentParams) -> None:
    """A notebook's cells are the editor's from now on."""
    ls.update(ls.state.put(opened_notebook(params)))


def did_change_notebook(ls: Server, params: types.DidChangeNotebookDocumentParams) -> None:
    """Cells of an open notebook have come, gone or changed."""
    uri, version = params.notebook_document.uri, params.notebook_document.version
    notebook = ls.state.buffers.get(uri)
    if not isinstance(notebook, Notebook):
        _logger.warning("ignored a change of %s, which is not open", uri)
        return
    ls.update(ls.state.put(edited_notebook(notebook, version, params.change, ls.state.encoding)))
    structure = params.change.cells and params.change.cells.structure
    for gone in (structure and structure.did_close) or ():
        ls.clear(gone.uri)


def did_close_notebook(ls: Server, params: types.DidCloseNotebookDocumentParams) -> None:
    """A notebook is what the disk has again."""
    ls.close(params.notebook_document.uri)


_TOLD: dict[str, Callable[..., None]] = {
    types.TEXT_DOCUMENT_DID_OPEN: did_open,
    types.TEXT_DOCUMENT_DID_CHANGE: did_change,
    types.TEXT_DOCUMENT_DID_CLOSE: did_close,
    types.NOTEBOOK_DOCUMENT_DID_OPEN: did_open_notebook,
    types.NOTEBOOK_DOCUMENT_DID_CHANGE: did_change_notebook,
    types.NOTEBOOK_DOCUMENT_DID_CLOSE: did_close_notebook,
}
