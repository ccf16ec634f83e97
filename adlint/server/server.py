"""The language server: what the editor sends changes the state, what the analyst finds is published."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from lsprotocol import types
from msgspec.structs import replace
from pygls.lsp.server import LanguageServer

from adlint import __version__
from adlint.server import parent
from adlint.server.analyst import Analyst
from adlint.server.buffer import edited, opened
from adlint.server.protocol import Protocol
from adlint.server.state import State, path_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from adlint.server.project import Outcome

_logger = logging.getLogger(__name__)


class Server(LanguageServer):
    """One editor's server. Only the protocol's thread changes `state` and publishes."""

    protocol: Protocol

    def __init__(self) -> None:
        super().__init__("adlint", __version__, protocol_cls=Protocol)
        self.state = State()
        self.left = asyncio.Event()
        self._said: set[str] = set()
        self._later: Callable[..., object] = lambda _function, *_arguments: None
        for method, answer in self._builtin().items():
            self.protocol.fm.add_builtin_feature(method, answer)
        self._analyst = Analyst(lambda: self.state, lambda outcome: self._later(self.show, outcome))

    def _builtin(self) -> dict[str, Callable[..., None]]:
        """In place of what pygls does: its documents split lines wrongly, its `exit` raises."""
        return {
            types.EXIT: lambda _params: self.leave(),
            types.TEXT_DOCUMENT_DID_OPEN: self.did_open,
            types.TEXT_DOCUMENT_DID_CHANGE: self.did_change,
            types.TEXT_DOCUMENT_DID_CLOSE: self.did_close,
        }

    def begin(self, process: int | None) -> None:
        """The analyst works from now on, and the server ends when the editor's `process` does."""
        self._later = asyncio.get_running_loop().call_soon_threadsafe
        self._analyst.start()
        if process is not None:
            parent.watch(process, lambda: self._later(self.leave))

    def update(self, state: State) -> None:
        """`state` holds from now on."""
        self.state = state
        self._analyst.ask()

    def did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        """A document's text is the editor's from now on."""
        self.update(self.state.put(opened(params.text_document)))

    def did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        """An open document has another text."""
        buffer = self.state.buffers.get(params.text_document.uri)
        if buffer is None:
            _logger.warning("ignored a change of %s, which is not open", params.text_document.uri)
            return
        changes = params.content_changes
        version = params.text_document.version
        self.update(self.state.put(edited(buffer, version, changes, self.state.encoding)))

    def did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        """A document's text is the disk's again, and nothing is shown for it."""
        uri = params.text_document.uri
        self.update(self.state.without(uri))
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def set_folders(self) -> None:
        """The workspace's folders are those that the editor names, or the root that older editors name."""
        named = [folder.uri for folder in self.workspace.folders.values()]
        uris = named or [self.workspace.root_uri or ""]
        folders = tuple(path for uri in uris if (path := path_of(uri)))
        encoding = types.PositionEncodingKind(self.workspace.position_encoding).value
        self.update(replace(self.state, folders=folders, encoding=encoding, disk=self.state.disk + 1))

    def show(self, outcome: Outcome) -> None:
        """What was found is published for every document that is still what was analysed."""
        for buffer, diagnostics in outcome.shown:
            if self.state.buffers.get(buffer.uri) == buffer:
                self.text_document_publish_diagnostics(
                    types.PublishDiagnosticsParams(buffer.uri, diagnostics, buffer.version)
                )
        for problem in outcome.problems:
            self._say_once(problem)

    def _say_once(self, problem: str) -> None:
        if problem not in self._said:
            self._said.add(problem)
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, problem))

    def leave(self) -> None:
        """The server ends; `protocol.exit_code` says how."""
        self.left.set()
        self.shutdown()  # type: ignore[no-untyped-call]

    def report_server_error(self, error: Exception, source: object) -> None:
        """Errors are logged: they are the server's own and nothing that a user can act on."""
        _logger.error("%s: %s", getattr(source, "__name__", source), error)
