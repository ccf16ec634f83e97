"""The language server: what the editor sends changes the state, what the analyst finds is published or handed out."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from lsprotocol import types
from msgspec.structs import replace
from pygls.exceptions import JsonRpcContentModified
from pygls.lsp.server import LanguageServer

from adlint import __version__
from adlint.server import parent, working
from adlint.server.analyst import Analyst, Superseded
from adlint.server.asking import Ask
from adlint.server.capabilities import Abilities
from adlint.server.checked import path_in, texts_of
from adlint.server.notebook import SYNC, Notebook
from adlint.server.protocol import Protocol
from adlint.server.state import State, path_of
from adlint.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from adlint.server.checked import Checked
    from adlint.server.diagnostics import Places
    from adlint.server.state import Key, Open

_logger = logging.getLogger(__name__)


class Server(LanguageServer):
    """One editor's server. Only the protocol's thread changes `state`, publishes and answers."""

    protocol: Protocol

    def __init__(self) -> None:
        super().__init__("adlint", __version__, protocol_cls=Protocol, notebook_document_sync=SYNC)
        self.state = State()
        self.abilities = Abilities()
        self.checked: dict[Key, Checked] = {}
        self.given: dict[str, tuple[Open | None, str]] = {}
        self.left = asyncio.Event()
        self._news = asyncio.Event()
        self._said: set[str] = set()
        self._watching: asyncio.Future[None] | None = None
        self._later: Callable[..., object] = lambda _function, *_arguments: None
        self.protocol.fm.add_builtin_feature(types.EXIT, lambda _params: self.leave())  # that of pygls raises
        self._analyst = Analyst(lambda: self.state, lambda found: self._later(self.show, found))

    def is_current(self, uri: str) -> bool:
        """Whether it is known what is found in the texts as they are now, among those of the document of that URI."""
        found = self.checked.get(self.state.key(uri))
        return found is not None and found.asked == self.state.asked(found.key)

    def begin(self, params: types.InitializeParams) -> None:
        """The analyst works from now on, and the server ends when the editor's process does."""
        self.abilities = Abilities.of(params.capabilities)
        self._later = asyncio.get_running_loop().call_soon_threadsafe
        self._analyst.start()
        if params.process_id is not None:
            parent.watch(params.process_id, lambda: self._later(self.leave))

    def update(self, state: State) -> None:
        """`state` holds from now on."""
        self.state = state
        self._analyst.ask()
        if self.abilities.shows_progress and (self._watching is None or self._watching.done()):
            work = working.watch(self, lambda: self._analyst.is_checking, lambda: self._analyst.stage)
            self._watching = asyncio.ensure_future(work)

    def close(self, uri: str) -> None:
        """A document's text is the disk's again, and nothing is shown for it."""
        document = self.state.buffers.get(uri)
        self.update(self.state.without(uri))
        for one in [uri] if document is None else [text for text, _ in texts_of(document)]:
            self.clear(one)

    def clear(self, uri: str) -> None:
        """Nothing is shown for a text any more."""
        self.given.pop(uri, None)
        if not self.abilities.pulls:
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def set_folders(self) -> None:
        """The workspace's folders are those that the editor names, or the root that older editors name."""
        named = [folder.uri for folder in self.workspace.folders.values()]
        uris = named or [self.workspace.root_uri or ""]
        folders = tuple(path for uri in uris if (path := path_of(uri)))
        encoding = types.PositionEncodingKind(self.workspace.position_encoding).value
        self.update(replace(self.state, folders=folders, encoding=encoding, disk=self.state.disk + 1))

    def restart(self) -> None:
        """Everything is read and analysed anew."""
        self._analyst.forget()
        self.update(self.state.after_disk_change())

    def refresh(self) -> None:
        """The editor asks again for what it shows beside diagnostics, if it can be told to."""
        if self.abilities.refreshes_lenses:
            self.workspace_code_lens_refresh(None)
        if self.abilities.refreshes_hints:
            self.workspace_inlay_hint_refresh(None)

    def show(self, found: Checked) -> None:
        """What was found is published, if it is true of what is open now, or handed out to who waits for it."""
        groups = self.state.groups()
        if found.is_final:
            self.checked = {key: one for key, one in self.checked.items() if key in groups} | {found.key: found}
            news, self._news = self._news, asyncio.Event()
            news.set()
        if not self.abilities.pulls:
            self._publish(found)
        elif found.is_final and self.abilities.refreshes_diagnostics and self._is_news(found):
            self.workspace_diagnostic_refresh(None)
        for problem in found.problems:
            self.say_once(problem)

    def _publish(self, found: Checked) -> None:
        if found.has_failed:
            return
        for document in found.opened.values():
            if self.state.buffers.get(document.uri) == document:
                for uri, version in texts_of(document):
                    self.text_document_publish_diagnostics(
                        types.PublishDiagnosticsParams(uri, found.diagnostics(uri), version)
                    )

    def _is_news(self, found: Checked) -> bool:
        """Whether texts that have not changed since their diagnostics were handed out have others now."""
        return any(
            document is not None and document == self.state.document(uri) and found.result_id(uri) != given
            for uri, (document, given) in self.given.items()
            if self.state.key(uri) == found.key
        )

    async def current(self, uri: str) -> Checked | None:
        """What is found in the texts as they are now, once it is known; None for what is not checked."""
        while True:
            key = self.state.key(uri)
            asked = self.state.asked(key)
            document = self.state.document(uri)
            if asked is None or (document is not None and document not in asked.buffers):
                return None
            found = self.checked.get(key)
            if found is not None and found.asked == asked:
                return found
            await self._news.wait()

    async def all_current(self) -> list[Checked]:
        """What is found in everything that is checked, as it is now."""
        while True:
            asked = {key: self.state.asked(key) for key in self.state.groups()}
            found = [one for key, one in self.checked.items() if one.asked == asked.get(key)]
            if len(found) == len(asked):
                return found
            await self._news.wait()

    async def consult(self, uri: str, ask: Ask, *, is_given_up: bool = False) -> object:
        """An answer about the document of that URI, true of the texts as they were when it was asked for; None if there
        is none. JsonRpcContentModified if they change before it is known. `is_given_up` says that nobody else wants it,
        so that it is not looked for any longer if the editor does not wait for it.
        """
        key = self.state.key(uri)
        asked = self.state.asked(key)
        if asked is None:
            return None
        ask = replace(ask, path=ask.path or self.path(uri))
        question = self._analyst.consult(key, ask)
        try:
            found = await asyncio.wrap_future(question)
        except Superseded as error:
            raise JsonRpcContentModified from error
        except asyncio.CancelledError:
            if is_given_up:
                self._analyst.give_up(question)
            raise
        if self.state.asked(key) != asked:
            raise JsonRpcContentModified
        return found

    def path(self, uri: str) -> str:
        """What findings call the document of that URI, or the notebook that it is a cell of."""
        document = self.state.document(uri)
        return path_in(self.state.key(uri), document.uri if document else uri)

    def cell(self, uri: str) -> int | None:
        """The number of a cell, if that is what the URI names."""
        document = self.state.document(uri)
        return document.number(uri) if isinstance(document, Notebook) else None

    def line(self, uri: str, number: int) -> str:
        """A line (1-based) of an open text."""
        buffer = self.state.text(uri)
        return Source("", buffer.text).line(number) if buffer else ""

    def known(self, uri: str, ask: Ask) -> object:
        """An answer that is there already; None if it is not."""
        return self._analyst.known(self.state.key(uri), ask)

    def places(self, uri: str) -> Places:
        """Where things are for the editor, among what is checked together with the document of that URI."""
        return self.checked[self.state.key(uri)].places

    def say_once(self, problem: str) -> None:
        """A warning is shown, if it has not been before."""
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
