"""Diagnostics as the editor asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from lsprotocol import types
from msgspec.structs import replace

from adlint.server.checked import texts_of

if TYPE_CHECKING:
    from adlint.server.checked import Checked
    from adlint.server.server import Server

OPTIONS = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True, identifier="adlint")
_Report: TypeAlias = types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport
_Related: TypeAlias = dict[str, types.FullDocumentDiagnosticReport | types.UnchangedDocumentDiagnosticReport]
_OfWorkspace: TypeAlias = (
    types.WorkspaceFullDocumentDiagnosticReport | types.WorkspaceUnchangedDocumentDiagnosticReport
)


async def document(ls: Server, params: types.DocumentDiagnosticParams) -> _Report:
    """The diagnostics of a document, once they are known, with those of others that have changed with it."""
    uri = params.text_document.uri
    found = await ls.current(uri)
    if found is None:
        return types.RelatedFullDocumentDiagnosticReport([])
    related = _related(ls, found, uri) if ls.abilities.relates_documents else None
    result = _handed_out(ls, found, uri)
    if result == params.previous_result_id:
        return types.RelatedUnchangedDocumentDiagnosticReport(result, related)
    return types.RelatedFullDocumentDiagnosticReport(found.diagnostics(uri), related, result_id=result)


def _handed_out(ls: Server, found: Checked, uri: str) -> str:
    """The name of the result, which is remembered to tell the editor when it is no longer true."""
    result = found.result_id(uri)
    ls.given[uri] = (ls.state.document(uri), result)
    return result


def _related(ls: Server, found: Checked, uri: str) -> _Related | None:
    """The other open documents whose diagnostics are not those that the editor has."""
    others = [other for opened in found.opened.values() for other, _ in texts_of(opened) if other != uri]
    changed = [one for one in others if ls.given.get(one, (None, ""))[1] != found.result_id(one)]
    full = types.FullDocumentDiagnosticReport
    return {one: full(found.diagnostics(one), result_id=_handed_out(ls, found, one)) for one in changed} or None


async def workspace(ls: Server, params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
    """The diagnostics of everything in the folders and of what is open, once they are known."""
    if not ls.state.whole:
        ls.update(replace(ls.state, whole=True))
    known = {one.uri: one.value for one in params.previous_result_ids}
    reports: dict[str, _OfWorkspace] = {}
    for found in await ls.all_current():
        for uri, version in found.shown():
            reports[uri] = _reported(found, uri, version, known.get(uri))
    for uri in known.keys() - reports.keys():
        reports[uri] = types.WorkspaceFullDocumentDiagnosticReport(uri, [], None)
    return types.WorkspaceDiagnosticReport(list(reports.values()))


def _reported(found: Checked, uri: str, version: int | None, known: str | None) -> _OfWorkspace:
    result = found.result_id(uri)
    if result == known:
        return types.WorkspaceUnchangedDocumentDiagnosticReport(uri, result, version)
    return types.WorkspaceFullDocumentDiagnosticReport(uri, found.diagnostics(uri), version, result_id=result)
