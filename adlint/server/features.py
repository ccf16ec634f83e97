"""What the server answers to, beyond open documents."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from lsprotocol import types

from adlint.server import (
    actions,
    commands,
    configuration,
    disk,
    documents,
    hierarchy,
    hints,
    hover,
    lenses,
    pulling,
    symbols,
)
from adlint.server.server import Server


def create_server() -> Server:
    """A server that answers to all of them."""
    server = Server()
    documents.listen(server)
    for method, answer in _ANSWERS.items():
        server.feature(method, _OPTIONS.get(method))(answer)
    server.protocol.fm.add_builtin_feature(types.WORKSPACE_EXECUTE_COMMAND, partial(commands.execute, server))
    for name, command in _COMMANDS.items():
        server.command(name)(command)
    return server


def initialize(ls: Server, params: types.InitializeParams) -> None:
    """The editor is known: its folders, its process, how it counts columns, what is set."""
    ls.begin(params)
    configuration.initial(ls, params.initialization_options)
    for name in configuration.own_commands(params.initialization_options):
        ls.protocol.fm.commands.pop(name, None)  # an editor refuses to have two commands of a name
    ls.set_folders()


def initialized(ls: Server, _params: types.InitializedParams) -> None:
    """Editors that can are asked to tell of changes on the disk, and what is set."""
    if ls.abilities.registers_watchers:
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        options = types.DidChangeWatchedFilesRegistrationOptions(disk.WATCHERS)
        registration = types.Registration("adlint.watch", method, options)
        ls.client_register_capability(types.RegistrationParams([registration]))
    configuration.fetch(ls)


def folders_changed(ls: Server, _params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Another set of folders is checked."""
    ls.set_folders()


def files_changed(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
    """The editor has seen changes in its folders."""
    if disk.counts(ls.state, params.changes):
        disk_changed(ls, params)


def disk_changed(ls: Server, _params: object) -> None:
    """Files and configuration are looked at again."""
    ls.update(ls.state.after_disk_change())
    ls.refresh()


_ANSWERS: dict[str, Callable[..., object]] = {
    types.INITIALIZE: initialize,
    types.INITIALIZED: initialized,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: folders_changed,
    types.TEXT_DOCUMENT_DID_SAVE: disk_changed,
    types.NOTEBOOK_DOCUMENT_DID_SAVE: disk_changed,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: files_changed,
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: configuration.changed,
    types.TEXT_DOCUMENT_DIAGNOSTIC: pulling.document,
    types.TEXT_DOCUMENT_HOVER: hover.hover,
    types.TEXT_DOCUMENT_CODE_LENS: lenses.lenses,
    types.CODE_LENS_RESOLVE: lenses.resolve,
    types.TEXT_DOCUMENT_INLAY_HINT: hints.hints,
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: symbols.symbols,
    types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY: hierarchy.prepare,
    types.CALL_HIERARCHY_INCOMING_CALLS: hierarchy.incoming,
    types.CALL_HIERARCHY_OUTGOING_CALLS: hierarchy.outgoing,
    types.TEXT_DOCUMENT_CODE_ACTION: actions.actions,
    types.CODE_ACTION_RESOLVE: actions.resolve,
    types.WORKSPACE_DIAGNOSTIC: pulling.workspace,
}
_OPTIONS: dict[str, object] = {
    types.TEXT_DOCUMENT_DIAGNOSTIC: pulling.OPTIONS,
    types.TEXT_DOCUMENT_CODE_LENS: lenses.OPTIONS,
    types.TEXT_DOCUMENT_CODE_ACTION: actions.OPTIONS,
}
_COMMANDS: dict[str, Callable[..., object]] = {
    commands.PLAN: commands.plan_function,
    commands.GRAPH: commands.show_call_graph,
    commands.RESTART: commands.restart,
}
